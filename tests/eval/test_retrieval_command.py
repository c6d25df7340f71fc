"""The whole command, over a set that the test makes, with the letter embedder."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.__main__ import main
from settings import Settings
from tests.eval.sets import passage, question, write_set
from tests.fakes import LetterEmbedder

MEASURES = {"ndcg@10", "recall@5", "recall@20", "recall@100", "mrr@10"}
CORPUS = [
    passage("p-en-1", "en", "aaaa bbbb."),
    passage("p-es-1", "es", "aaaa bbbb."),
    passage("p-en-2", "en", "cccc dddd."),
    passage("p-es-2", "es", "cccc dddd."),
]
QUERIES = [
    question(f"q-{lang}-{n}", lang, text) for lang in ("en", "es") for n, text in ((1, "aaaa"), (2, "dddd"))
]
QRELS = [f"q-{lang}-{n} p-{kept}-{n} 1" for lang in ("en", "es") for n in (1, 2) for kept in ("en", "es")]


@pytest.fixture(autouse=True)
def _letters(monkeypatch: pytest.MonkeyPatch) -> None:
    def letters(_: Settings) -> LetterEmbedder:
        return LetterEmbedder()

    monkeypatch.setattr("index.embedder.open_embedder", letters)
    monkeypatch.setenv("COTEJO_MODEL", LetterEmbedder.identity)
    monkeypatch.setenv("COTEJO_LANGUAGE", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_set(tmp_path / "mixed", CORPUS, QUERIES, QRELS)


def measured(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["retrieval", *arguments, "--json"]) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    return data


def test_the_document_is_as_scripts_expect_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = measured(capsys, "--set", str(folder))
    assert set(data) == {"summary", "by_pair", "by_set", "intervals", "parity", "comparison"}
    assert set(data["summary"]) == MEASURES | {
        "questions", "ms_per_question", "ms_per_question_p95", "passages", "build_seconds",
    }  # fmt: skip
    assert set(data["by_pair"]) == {"en>en+es", "es>en+es"}
    assert data["by_pair"]["es>en+es"] == dict.fromkeys(MEASURES, 1.0) | {"questions": 2}
    assert data["intervals"]["summary"] == {name: [1.0, 1.0] for name in MEASURES}
    assert (data["summary"]["passages"], data["summary"]["questions"]) == (4, 4)
    assert data["summary"]["ms_per_question_p95"] >= data["summary"]["ms_per_question"] > 0
    (parity,) = data["parity"]
    assert (parity["questions"], parity["provisions@5"], parity["ndcg@10_gap"]) == (2, 1.0, 0.0)
    assert data["comparison"] is None


def test_a_run_that_was_written_measures_the_same_and_differs_in_nothing(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = str(tmp_path / "own.run")
    searched = measured(capsys, "--set", str(folder), "--write-run", run)
    again = measured(capsys, "--set", str(folder), "--run", run, "--against", run)
    assert again["by_pair"] == searched["by_pair"]
    assert again["parity"] == searched["parity"]
    assert again["summary"]["ms_per_question"] is None
    assert set(again["comparison"]["by_pair"]) == set(searched["by_pair"])
    for compared in again["comparison"]["summary"].values():
        assert (compared["difference"], compared["interval"], compared["p"]) == (0.0, [0.0, 0.0], 1.0)


def test_a_run_is_measured_by_hand(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "other.run"
    run.write_text("q-en-1 Q0 p-en-2 1 9 x\nq-en-1 Q0 p-en-1 2 8 x\n")
    data = measured(capsys, "--set", str(folder), "--run", str(run))
    assert data["summary"]["mrr@10"] == 1 / 2 / 4  # of four questions, three have no result
    assert data["by_pair"]["en>en+es"]["recall@5"] == (1 / 2 + 0) / 2
    assert data["by_pair"]["es>en+es"]["ndcg@10"] == 0


def test_several_sets_add_up_and_are_told_apart(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = write_set(
        tmp_path / "en-en", CORPUS[::2], QUERIES[:2], [line for line in QRELS[:4] if "p-en" in line]
    )
    run = tmp_path / "all.run"
    data = measured(capsys, "--set", str(folder), "--set", str(other), "--write-run", str(run))
    assert data["summary"]["questions"] == 6
    assert data["summary"]["passages"] == 4 + 2
    assert [row["questions"] for row in data["by_set"].values()] == [2, 4]
    assert run.read_text().startswith(f"{tmp_path.name}/mixed/q-en-1 Q0 p-")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_table_shows_every_pair(
    language: str,
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COTEJO_LANGUAGE", language)
    run = tmp_path / "own.run"
    assert main(["retrieval", "--set", str(folder), "--write-run", str(run)]) == 0
    assert main(["retrieval", "--set", str(folder), "--run", str(run), "--against", str(run)]) == 0
    out = capsys.readouterr().out
    assert out.count("es>en+es  1.000 [1.000 1.000]") == 2
    assert {"en": "p-value of a paired test", "es": "valor p de una prueba pareada"}[language] in out
    assert {"en": "the same provisions", "es": "las mismas disposiciones"}[language] in out


def test_indexes_are_kept_where_the_option_says(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measured(capsys, "--set", str(folder), "--data", str(tmp_path / "kept"))
    (kept,) = (tmp_path / "kept").iterdir()
    before = (kept / "manifest.json").read_bytes()
    measured(capsys, "--set", str(folder), "--data", str(tmp_path / "kept"))
    assert (kept / "manifest.json").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--set", "none"], "none/corpus.jsonl cannot be read (No such file or directory)."),
        (["--set", "{set}", "--run", "none.run"], "none.run cannot be read as a TREC run"),
        (["--set", "{set}", "--against", "{set}/qrels.tsv"], "qrels.tsv:1: 'q-en-1"),
        (["--set", "{set}", "--write-run", "none/a.run"], "--write-run is none/a.run."),
        (["--set", "{set}", "--lang", "xx"], "--lang: the language is 'xx'."),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_code_1(
    arguments: list[str], told: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["retrieval", *(argument.format(set=folder) for argument in arguments)]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert told in err


def test_a_command_without_a_set_is_called_wrongly() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["retrieval"])
    assert ended.value.code == 2


def test_the_report_is_written_with_its_command(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.md"
    assert main(["retrieval", "--set", str(folder), "--report", str(report)]) == 0
    assert capsys.readouterr().out == ""
    text = report.read_text(encoding="utf-8")
    assert f"`python -m eval retrieval --set {folder}`" in text
    assert f"| {tmp_path.name}/mixed | 4 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 |" in text
    assert "1.000, 1.000: +0.000 [+0.000 +0.000]" in text
