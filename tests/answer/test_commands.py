"""The commands: the contract that scripts depend on."""

import json
from pathlib import Path

import pytest

from answer.__main__ import main
from answer.assistant import Assistant
from settings import Settings


@pytest.fixture(autouse=True)
def _assistant(built: Settings, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer from the tests' assistant, in English messages, without loading the model again."""
    monkeypatch.setenv("COTEJO_DATA", str(built.data))
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setattr("answer.__main__.open_assistant", lambda settings: assistant)


def test_json_is_one_document_of_the_promised_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["Who leads Session 3?", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert list(data) == [
        "question", "lang", "mode", "refused", "reason", "statements", "hits", "timings_ms",
        "rewritten", "lead", "note", "unsupported", "usage",
    ]  # fmt: skip
    assert list(data["statements"][0]) == ["text", "support", "citations", "label", "proved"]
    assert list(data["statements"][0]["citations"][0]) == [
        "number", "passage_id", "source_id", "title", "locator", "lang", "force", "quote", "start", "end",
        "document_sha256", "page", "permalink",
    ]  # fmt: skip
    assert list(data["hits"][0]) == ["passage_id", "source_id", "locator", "lang", "score"]
    assert list(data["timings_ms"]) == ["embed", "search", "answer", "total"]


def test_an_answer_reads_as_quotes_with_their_references(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["¿Quién dirige la Sesión 3?"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Programa del taller, Sesión 3: Daniel Morris, DIHR")
    assert "\n“Sesión 3" in out
    assert "\n[1] Programa del taller, Sesión 3." in out


def test_a_refusal_is_an_answer_and_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["¿Cuál es la capital de Francia?"]) == 0
    assert capsys.readouterr().out.startswith("Las fuentes no lo dicen.")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([""], "The question is empty"),
        (["x" * 20_000], "20000 characters"),
        (["Who?", "--source", "ungp-7"], "There is no source 'ungp-7'"),
        (["¿Qué dice?", "--source", "ungp-7"], "No hay ninguna fuente «ungp-7»"),
        (["\x00"], "control character"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_1(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert told in captured.err
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["q", "--mode", "poetry"], ["q", "--lang", "xx"], ["verify"]])
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


def test_a_saved_answer_is_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["Who leads Session 3?", "--json"])
    saved = tmp_path / "answer.json"
    saved.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["verify", str(saved)]) == 0
    assert "All quotes are exact" in capsys.readouterr().out
    saved.write_text(saved.read_text(encoding="utf-8").replace("Daniel Morris", "Daniel Norris"), "utf-8")
    assert main(["verify", str(saved)]) == 1
    assert "changed" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["", "{", "[]", '{"statements": [{}]}', "\udcff"])
def test_a_file_that_is_no_saved_answer_is_named(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "answer.json"
    saved.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert main(["verify", str(saved)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["verify", str(tmp_path / "none.json")]) == 1
