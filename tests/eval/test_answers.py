"""Scores of answers, on answers made by hand."""

from dataclasses import replace
from pathlib import Path

import pytest

from answer.assistant import Assistant
from answer.records import Answer, Citation, Statement, Timings
from eval.answers import Result, Scores, ask_all, parity, summarise
from eval.questions import Question
from ingest.corpus import read_corpus
from settings import Settings

CITATION = Citation(
    1, "p", "ungp-6", "t", "UNGP 6", "en", "extract", "States", 0, 6, "0" * 64, None, "/library"
)


def answer(*locators: str) -> Answer:
    statements = tuple(Statement("States", 1.0, (replace(CITATION, locator=name),)) for name in locators)
    return Answer("q", "en", "quotes", not locators, "", statements, (), 0, Timings(0.0, 0.0, 0.0, 10.0))


def result(id: str, lang: str, right: bool, *locators: str, unanswerable: bool = False) -> Result:
    kind = "out_of_scope" if unanswerable else "lookup"
    given = answer(*locators)
    return Result(
        Question(id, lang, "q", kind), given, Scores(right, given.refused, None, len(locators), 0)
    )


def test_the_summary_counts_what_happened() -> None:
    summary = summarise(
        [
            result("a", "es", True, "X"),
            result("b", "es", False, "Y"),
            result("c", "en", True, unanswerable=True),
            result("d", "en", False, unanswerable=False),
            result("e", "en", False, "Z", unanswerable=True),
        ]
    )
    assert summary["right"] == 2
    assert summary["right_share"] == 2 / 5
    assert summary["by_language"] == {"en": 0.3333, "es": 0.5}
    assert summary["refusal_precision"] == 1 / 2  # c and d were refused, only c rightly
    assert summary["refusal_recall"] == 1 / 2  # of c and e, only c was refused
    assert summary["quotes"] == 3


def test_parity_compares_the_provisions_of_ids_that_differ_in_language_alone() -> None:
    pairs = parity(
        [
            result("p-1-es", "es", True, "A", "B"),
            result("p-1-en", "en", True, "B", "A"),
            result("p-2-es", "es", True, "A"),
            result("p-2-en", "en", True, "A", "B"),
            result("alone-es", "es", True, "A"),
            result("q-7", "es", True, "A"),
        ]
    )
    assert pairs == {"p-1": True, "p-2": False}


@pytest.fixture(scope="module")
def results(assistant: Assistant) -> dict[str, Result]:
    leads = "Who leads Session 3?"
    here = ("Workshop brief, Session 3",)
    questions = [
        Question("right", "en", leads, "agenda", expected_locators=here),
        Question("elsewhere", "en", leads, "agenda", expected_locators=("UNGP 6",)),
        Question("source", "en", leads, "agenda", expected_sources=("workshop-brief",)),
        Question("must", "en", leads, "agenda", expected_locators=here, must_contain=("daniel MORRIS",)),
        Question("must-not", "en", leads, "agenda", expected_locators=here, must_not_contain=("London",)),
        Question("refused", "en", "What is the capital of France?", "out_of_scope"),
        Question("answered", "en", leads, "out_of_scope"),
        Question("rejected", "en", "\x07", "lookup"),
    ]
    corpus, _ = read_corpus(Settings().corpus)
    return {r.question.id: r for r in ask_all(questions, assistant, corpus)}


@pytest.mark.parametrize(
    ("id", "right"),
    [
        ("right", True),
        ("elsewhere", False),
        ("source", True),
        ("must", True),
        ("must-not", False),
        ("refused", True),
        ("answered", False),
        ("rejected", False),
    ],
)
def test_right_means_the_expected_provision_or_a_due_refusal(
    id: str, right: bool, results: dict[str, Result]
) -> None:
    assert results[id].scores.right is right


def test_every_quote_is_checked_against_the_corpus_files(
    results: dict[str, Result], assistant: Assistant
) -> None:
    scores = results["right"].scores
    assert scores.exact == scores.quotes > 0
    corpus, _ = read_corpus(Settings().corpus)
    emptied = replace(corpus, documents=())
    (unproved,) = ask_all([results["right"].question], assistant, emptied)
    assert unproved.scores.exact == 0
    assert not unproved.scores.right


def test_a_result_has_the_form_that_scripts_expect(results: dict[str, Result]) -> None:
    data = results["right"].to_json()
    assert set(data) == {"id", "answer", "scores"}
    assert set(data["answer"]) == {
        "question", "lang", "mode", "refused", "reason", "statements", "hits", "timings_ms",
    }  # fmt: skip
    assert Path(data["answer"]["statements"][0]["citations"][0]["permalink"].split("?")[0]) == Path(
        "/library"
    )
