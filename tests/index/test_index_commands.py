"""`python -m index`: what it prints, where, and with which exit code."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.__main__ import main
from settings import Settings
from tests.fakes import LetterEmbedder, write_corpus
from tests.index.indexes import build

TEXTS = {
    "a/en": "# A\n\n## Clause 1\n\nalpha beta.\n\n## Clause 2\n\ngamma delta.",
    "a/es": "# A\n\nalfa beta.",
}
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    """A corpus of three passages, and where its index is to be."""
    write_corpus(tmp_path / "corpus", TEXTS)
    return ["--corpus", str(tmp_path / "corpus"), "--data", str(tmp_path / "data")]


@pytest.fixture
def _letters(small: Settings, folders: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Its index, built with the letter embedder, which the command can name but not load."""
    monkeypatch.setenv("COTEJO_MODEL", LetterEmbedder.identity)
    build(small)


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COTEJO_LANGUAGE", "en")


def run(capfd: Captured, *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    captured = capfd.readouterr()
    return code, captured.out, captured.err


def test_build_status_and_search_follow_one_another(
    tiny_model: Path, folders: list[str], capfd: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COTEJO_MODEL", str(tiny_model))
    code, out, err = run(capfd, "build", *folders)
    assert (code, out) == (0, "The index is ready: 3 passages (en, es), 3 newly embedded.\n")
    assert "3/3" in err
    code, out, err = run(capfd, "build", *folders)
    assert (code, out, err) == (0, "The index is ready: 3 passages (en, es), 0 newly embedded.\n", "")
    code, out, err = run(capfd, "status", *folders)
    assert (code, err) == (0, "")
    assert "is whole and up to date: 3 passages (en, es), model tiny@" in out
    code, out, err = run(capfd, "search", "alpha", "-k", "2", "--lang", "en", "--json", *folders)
    assert (code, err) == (0, "")
    hits = json.loads(out)["hits"]
    assert [set(hit) for hit in hits] == [{"passage_id", "source_id", "locator", "lang", "score"}] * 2
    assert {hit["locator"] for hit in hits} < {"A", "A, clause 1", "A, clause 2"}
    code, out, err = run(capfd, "search", "alpha", "--lang", "en", *folders)
    assert (code, err) == (0, "")
    assert "Clause 1 alpha beta." in out


def test_the_json_of_a_search_is_one_document_of_hits(built: Settings, capfd: Captured) -> None:
    question = "¿Qué dice el Principio Rector 6?"
    code, out, err = run(capfd, "search", question, "-k", "3", "--json", "--data", str(built.data))
    assert (code, err) == (0, "")
    document: dict[str, Any] = json.loads(out)
    assert list(document) == ["hits"]
    assert len(document["hits"]) == 3
    first = document["hits"][0]
    assert {key: type(value) for key, value in first.items()} == {
        "passage_id": str,
        "source_id": str,
        "locator": str,
        "lang": str,
        "score": float,
    }
    assert (first["source_id"], first["locator"], first["lang"]) == ("ungp-6", "UNGP 6", "en")
    scores = [hit["score"] for hit in document["hits"]]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("command", [["status"], ["search", "alpha"]])
def test_a_missing_index_is_one_line_that_names_the_command(
    command: list[str], folders: list[str], capfd: Captured
) -> None:
    code, out, err = run(capfd, *command, *folders)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert "python -m index build" in err


@pytest.mark.usefixtures("_letters")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["alpha", "-k", "0"], "-k is 0. Expected 1 or more"),
        (["alpha", "-k", "-3"], "-k is -3. Expected 1 or more"),
        (["alpha", "--source", "a", "zz"], "no source 'zz'. The sources are: a."),
        (["  "], "The text to search for is empty"),
    ],
)
def test_what_cannot_be_searched_is_one_line(
    arguments: list[str], words: str, folders: list[str], capfd: Captured
) -> None:
    code, out, err = run(capfd, "search", *arguments, *folders)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert words in err


@pytest.mark.usefixtures("_letters")
def test_an_index_of_another_model_is_one_line(
    folders: list[str], capfd: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COTEJO_MODEL")
    for command in (["status"], ["search", "alpha"]):
        code, out, err = run(capfd, *command, *folders)
        assert (code, out, err.count("\n")) == (1, "", 1)
        assert "letters@1" in err
        assert "python -m index build" in err


@pytest.mark.usefixtures("_letters")
def test_the_same_fault_is_told_in_spanish(
    folders: list[str], capfd: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    (Path(folders[1]) / "a" / "en.md").unlink()
    monkeypatch.setenv("COTEJO_LANGUAGE", "es")
    code, _, err = run(capfd, "status", *folders)
    assert code == 1
    assert "El corpus" in err
    assert "python -m index build" in err


def test_files_left_out_are_named_and_the_exit_code_says_so(
    tiny_model: Path, folders: list[str], capfd: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COTEJO_MODEL", str(tiny_model))
    (Path(folders[1]) / "a" / "es.md").write_text(" ", encoding="utf-8")
    code, out, err = run(capfd, "build", *folders)
    assert (code, out) == (1, "The index is ready: 2 passages (en), 2 newly embedded.\n")
    assert "a/es.md: no text in it" in err
    code, out, err = run(capfd, "status", *folders)
    assert code == 1
    assert "Files left out because they cannot be read: 1. python -m ingest check" in out


def test_a_corpus_that_is_not_there_is_one_line(
    folders: list[str], tmp_path: Path, capfd: Captured
) -> None:
    folders[1] = str(tmp_path / "elsewhere")
    code, out, err = run(capfd, "build", *folders)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "there is no register of sources" in err


@pytest.mark.parametrize(
    "arguments", [[], ["find"], ["search"], ["search", "x", "-k", "many"], ["build", "--x"]]
)
def test_wrong_usage_has_exit_code_two(arguments: list[str], capfd: Captured) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: python -m index" in capfd.readouterr().err
