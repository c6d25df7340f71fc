"""Results made for one test: questions with the answers they are said to have had."""

from dataclasses import replace

from eval.answer_scores import score
from eval.answers import Result
from eval.originals import Originals
from eval.questions import Question
from tests.fakes import make_answer, make_citation

ORIGINALS = Originals({("made", "en"): "States buy."}, {}, frozenset())


def made_result(id: str, lang: str, *cited: str, support: float = 0.9, **expected: object) -> Result:
    """Return the result of a question that was answered from the locators `cited`, or refused.

    `expected` are values of the question, whose type is "lookup" and which expects "A" unless they say so.
    """
    values = {"type": "lookup", "expected_locators": ("A",)} | expected
    question = replace(Question(id, lang, f"text of {id}", "lookup"), **values)  # type: ignore[arg-type]
    answer = make_answer(*map(make_citation, cited), support=support)
    return Result(question, answer, score(question, answer, ORIGINALS))


def refusal_due(id: str, lang: str, *cited: str) -> Result:
    """Return the same of a question that has to be refused."""
    return made_result(id, lang, *cited, type="out_of_scope", expected_locators=())
