"""The comparison: worked out by hand for a few results, and its place in a Markdown file."""

import json
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.peer_report import compare
from eval.peer_results import COTEJO, Configuration, fingerprint, measured_file, run_file
from eval.peer_runs import MINILM
from eval.peer_table import show
from eval.retrieval_set import RetrievalSet, read_set
from eval.significance import SAMPLES
from eval.trec import Run, write_run
from settings import PACKAGED_MODEL
from tests.eval.test_peer_runs import write_set

OURS = Configuration(COTEJO, PACKAGED_MODEL)
PEER = Configuration("haystack-hybrid", MINILM)


@pytest.fixture
def given(tmp_path: Path) -> RetrievalSet:
    """A set of eight questions, each with one passage to find."""
    return read_set(write_set(tmp_path / "set", {f"p{n}": f"word{n}" for n in range(8)}))


def keep(out: Path, one: Configuration, given: RetrievalSet, rank: int, timed: bool = True) -> None:
    """Keep a result in which every passage that is to be found stands at `rank`."""
    run: Run = {}
    for question in given.questions:
        wrong = {f"x{n}": 1 / n for n in range(1, rank)}
        run[question.id] = {**wrong, question.id.removeprefix("q-"): 1 / rank}
    run_file(out, one, given).parent.mkdir(parents=True)
    write_run(run_file(out, one, given), run, one.name)
    measured: dict[str, object] = {"fingerprint": fingerprint(one, given)}
    measured["versions"] = {} if one == OURS else {"haystack-ai": "3.4.1"}
    if timed:
        measured |= {"build_seconds": 1.25, "ms_per_question": 4.0, "ms_p95": 9.0, "mebibytes": 700.4}
    measured_file(out, one, given).write_text(json.dumps(measured), encoding="utf-8")


def test_a_peer_that_is_always_second_is_worse_and_not_by_chance(
    given: RetrievalSet, tmp_path: Path
) -> None:
    keep(tmp_path, OURS, given, rank=1)
    keep(tmp_path, PEER, given, rank=2)
    report = compare([OURS, PEER], [given], tmp_path)
    ours, theirs = report["sets"][given.name]["configurations"]
    assert ours["ndcg@10"] == 1
    assert ours["p"] is None
    assert theirs["ndcg@10"] == 0.6309  # 1 / log2(3)
    assert theirs["mrr@10"] == 1 / 2
    assert theirs["interval"] == [0.6309, 0.6309]
    # Of the 2^8 ways to exchange the two, one and its mirror differ as much: 2/256, drawn by chance.
    assert theirs["p"] == pytest.approx(2 / 256, abs=4 * (2 / 256 / SAMPLES) ** 0.5)
    assert theirs["mebibytes"] == 700
    assert report["versions"] == {"haystack-ai": "3.4.1"}


def test_without_cotejo_there_is_no_p_value_and_what_is_missing_has_no_row(
    given: RetrievalSet, tmp_path: Path
) -> None:
    keep(tmp_path, PEER, given, rank=1)
    rows = compare([OURS, PEER], [given], tmp_path)["sets"][given.name]["configurations"]
    assert [(row["system"], row["p"]) for row in rows] == [("haystack-hybrid", None)]


def test_the_table_has_a_row_a_configuration(given: RetrievalSet, tmp_path: Path) -> None:
    keep(tmp_path, OURS, given, rank=1)
    keep(tmp_path, PEER, given, rank=1)
    lines = list(show(compare([OURS, PEER], [given], tmp_path), "python -m eval peers", "en"))
    assert "Made by `python -m eval peers`." in lines
    rows = [line for line in lines if "MiB" not in line and line.startswith(("| **Cotejo", "| Haystack"))]
    found = "1.000 [1.000 1.000] | 1.000 | 1.000"
    assert rows == [
        f"| **Cotejo**, {PACKAGED_MODEL} | {found} |  | 4 [9] | 1.2 | 700 |",
        f"| Haystack, hybrid, {MINILM} | {found} | 1.0000 | 4 [9] | 1.2 | 700 |",
    ]


def test_the_overview_has_the_peer_that_is_best_on_each_set(given: RetrievalSet, tmp_path: Path) -> None:
    keep(tmp_path, OURS, given, rank=1)
    keep(tmp_path, PEER, given, rank=3)
    better = Configuration("txtai-hybrid", MINILM)
    keep(tmp_path, better, given, rank=1)
    lines = list(show(compare([OURS, PEER, better], [given], tmp_path), "-", "en"))
    assert f"| {given.name} | 1.000 | txtai, hybrid, {MINILM} | 1.000 | 1.0000 |" in lines


def test_a_run_that_was_not_timed_has_no_times(given: RetrievalSet, tmp_path: Path) -> None:
    keep(tmp_path, PEER, given, rank=1, timed=False)
    lines = list(show(compare([PEER], [given], tmp_path), "-", "en"))
    found = "1.000 [1.000 1.000] | 1.000 | 1.000"
    assert f"| Haystack, hybrid, {MINILM} | {found} |  |  |  |  |" in lines


def test_the_command_reports_what_is_kept(
    given: RetrievalSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for model in (MINILM, PACKAGED_MODEL):
        keep(tmp_path / "out", Configuration("haystack-hybrid", model), given, rank=1)
    words = ["peers", "--set", str(tmp_path / "set"), "--only", "haystack-hybrid"]
    words += ["--out", str(tmp_path / "out"), "--report", str(tmp_path / "report.md"), "--json"]
    assert main(words) == 0
    report = json.loads(capsys.readouterr().out)
    assert [row["model"] for row in report["sets"][given.name]["configurations"]] == [
        MINILM,
        PACKAGED_MODEL,
    ]
    written = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "--only haystack-hybrid" in written
    assert f"### {given.name}: 8 questions, 8 passages" in written


def test_a_set_that_cannot_be_read_is_one_line_and_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["peers", "--set", str(tmp_path / "none")]) == 1
    assert "corpus.jsonl" in capsys.readouterr().err
