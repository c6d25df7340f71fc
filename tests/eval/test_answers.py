"""Answers of the real assistant, and of one whose answers are made, scored question by question."""

from dataclasses import replace
from pathlib import Path

import pytest

from answer.assistant import Assistant
from eval.answers import Result, ask_all, quoting
from eval.questions import Question
from ingest.corpus import Corpus, read_corpus
from settings import Settings
from tests.fakes import CannedAssistant, make_answer, make_citation


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
    return {r.question.id: r for r in ask_all(questions, quoting(assistant), corpus)}


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
    emptied = replace(corpus, documents=(), split=())
    (unproved,) = ask_all([results["right"].question], quoting(assistant), emptied)
    assert unproved.scores.exact == 0
    assert not unproved.scores.right


def test_a_result_has_the_form_that_scripts_expect(results: dict[str, Result]) -> None:
    data = results["right"].to_json()
    assert set(data) == {"id", "answer", "scores"}
    assert set(data["answer"]) >= {
        "question", "lang", "mode", "refused", "reason", "statements", "hits", "timings_ms",
        "rewritten", "lead", "note", "unsupported", "usage",
    }  # fmt: skip
    assert Path(data["answer"]["statements"][0]["citations"][0]["permalink"].split("?")[0]) == Path(
        "/library"
    )


def test_earlier_questions_and_the_language_are_handed_on() -> None:
    canned = CannedAssistant({"and its articles?": make_answer(make_citation("A"))})
    asked = Question("f", "fr", "and its articles?", "followup", history=("What is C94?", "Why?"))
    shown: list[tuple[int, int]] = []
    ask_all([asked], quoting(canned), Corpus((), (), ()), lambda *done: shown.append(done))
    assert canned.asked == [("and its articles?", "fr", ("What is C94?", "Why?"))]
    assert shown == [(1, 1)]


def test_a_blind_result_holds_nothing_of_question_or_answer(results: dict[str, Result]) -> None:
    data = results["right"].to_json(blind=True)
    assert (data["id"], data["answer"]) == ("right", None)
    assert data["scores"] == results["right"].to_json()["scores"]
