"""Choosing weights: what is gathered once is weighed as a search weighs it, and climbing finds more."""

import dataclasses
import json
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.questions import read_questions
from eval.retrieval import questions_of, search_sets
from eval.retrieval_measures import measure
from eval.retrieval_set import read_set
from eval.tuning import MEASURE, OWN, Case, climb, gather_questions, gather_sets, put_in_force, weigh
from index.ranking import read_ranking
from settings import Settings
from tests.eval.sets import passage, question, write_set
from tests.fakes import LetterEmbedder, write_corpus
from tests.index.indexes import build

CORPUS = [
    passage("p1", "en", "aaaa bbbb cccc."),
    passage("p2", "en", "the of aaaa dddd."),
    passage("p3", "en", "cccc dddd eeee."),
    passage("p4", "en", "ffff gggg hhhh."),
]
QUERIES = [
    question("q1", "en", "what of the dddd"),
    question("q2", "en", "bbbb"),
    question("q3", "en", "gggg ffff"),
]
QRELS = ["q1 p3 1", "q2 p1 1", "q3 p4 1"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_set(tmp_path / "sets" / "en", CORPUS, QUERIES, QRELS)


@pytest.fixture
def settings(small: Settings) -> Settings:
    write_corpus(small.corpus, {"a/en": "# A\n\n## One\n\nkappa chi.\n\n## Two\n\nomega psi."})
    build(small)
    return small


@pytest.fixture
def cases(folder: Path, settings: Settings, tmp_path: Path) -> list[Case]:
    at = dataclasses.replace(settings, data=tmp_path / "indexes")
    return gather_sets(questions_of([read_set(folder)]), at, LetterEmbedder(), lambda done, total: None)


def test_what_is_gathered_is_weighed_as_a_search_weighs_it(
    cases: list[Case], folder: Path, settings: Settings, tmp_path: Path
) -> None:
    asked = questions_of([read_set(folder)])
    at = dataclasses.replace(settings, data=tmp_path / "indexes")
    for changes in ({}, {"words": 0.0}, {"stop_word": 2.0, "rarity": 0.0}):
        ranking = dataclasses.replace(read_ranking(), **changes)
        run = search_sets(asked, at, LetterEmbedder(), ranking=ranking).run
        values = measure(run, {one.key: one.grades for one in asked})[MEASURE].values()
        assert weigh(cases, ranking).mean == pytest.approx(sum(values) / len(values))


def test_climbing_mends_a_weight_that_is_far_off(cases: list[Case]) -> None:
    bad = dataclasses.replace(read_ranking(), stop_word=5.0, words=0.0)
    steps = list(climb(cases, bad))
    means = [step.mean for step in steps]
    assert means == sorted(means)
    assert means[-1] > means[0]
    for step in steps[1:]:
        assert getattr(step.ranking, step.weight) != getattr(bad, step.weight)


def test_questions_about_the_own_corpus_are_a_set_of_their_own(settings: Settings, tmp_path: Path) -> None:
    rows = [
        {"id": "one", "lang": "en", "text": "kappa", "expected_locators": ["A, One"]},
        {"id": "refused", "lang": "en", "text": "zzz", "type": "out_of_scope"},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = gather_questions(read_questions(file), settings, LetterEmbedder())
    assert [(case.of, case.key) for case in found] == [(OWN, "one")]


def test_what_is_put_in_force_is_read(
    cases: list[Case], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.tuning.RANKING", tmp_path / "ranking.toml")
    step = weigh(cases, dataclasses.replace(read_ranking(), words=0.123))
    put_in_force(step)
    monkeypatch.setattr("index.ranking.RANKING", tmp_path / "ranking.toml")
    read_ranking.cache_clear()
    assert read_ranking() == step.ranking
    read_ranking.cache_clear()


@pytest.mark.parametrize("command", ["tune", "ablation"])
def test_the_commands_say_what_they_found(
    command: str,
    folder: Path,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("index.embedder.open_embedder", lambda _: LetterEmbedder())
    for name, value in (("MODEL", LetterEmbedder.identity), ("LANGUAGE", "en")):
        monkeypatch.setenv(f"COTEJO_{name}", value)
    file = tmp_path / "questions.jsonl"
    row = {"id": "one", "lang": "en", "text": "kappa", "expected_locators": ["A, One"]}
    file.write_text(json.dumps(row), encoding="utf-8")
    options = ["--set", str(folder), "--questions", str(file), "--data", str(settings.data)]
    assert main([command, *options, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    if command == "tune":
        assert set(report[0]["by_set"]) == {"sets/en", OWN}
        return
    variants = report["variants"]
    assert set(variants["all"][MEASURE]) == {"sets/en", OWN}
    assert set(variants["all, tokens not compressed"][MEASURE]) == {"sets/en"}
    assert variants["words"][MEASURE]["sets/en"] > 0
    assert all(found["ms"] > 0 for found in variants.values())
    assert report["bytes a passage"]["dense.i8"] == LetterEmbedder.dimension + 4
    assert main([command, *options, "--report", str(tmp_path / "report.md")]) == 0
    written = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "| vectors, words, late interaction |" in written
    assert "\n| sets/en | " in written
    assert f"--set {folder}" in written
