"""Asking every question of a set, and holding each answer against the corpus files."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from answer.assistant import Assistant
from answer.errors import QuestionError
from answer.records import Answer
from eval.answer_scores import Scores, score
from eval.originals import originals_of
from eval.questions import Question
from ingest.corpus import Corpus

Answerer = Callable[[Question], Answer]
"""Whatever answers a question; it raises QuestionError for one that it rejects."""


@dataclass(frozen=True, slots=True)
class Result:
    """A question with its answer and scores; no answer when the question itself was rejected."""

    question: Question
    answer: Answer | None
    scores: Scores

    def to_json(self, blind: bool = False) -> dict[str, Any]:
        """Return the result as the command contract lists it; `blind` keeps the answer back."""
        answer = self.answer.to_json() if self.answer and not blind else None
        return {"id": self.question.id, "answer": answer, "scores": asdict(self.scores)}


def quoting(assistant: Assistant) -> Answerer:
    """Return what answers with the quotes of an assistant."""

    def answer(question: Question) -> Answer:
        return assistant.ask(question.text, preferred=question.lang, history=question.history)

    return answer


def ask_all(
    questions: Sequence[Question],
    answerer: Answerer,
    corpus: Corpus,
    show: Callable[[int, int], None] = lambda done, total: None,
) -> list[Result]:
    """Return the result of every question, in order; `show` is told how many are done, and of how many.

    Quotes are checked against the corpus files themselves, read anew, not against the index.
    """
    originals = originals_of(corpus)
    results = []
    for question in questions:
        answer = _answer(question, answerer)
        results.append(Result(question, answer, score(question, answer, originals)))
        show(len(results), len(questions))
    return results


def _answer(question: Question, answerer: Answerer) -> Answer | None:
    try:
        return answerer(question)
    except QuestionError:
        return None
