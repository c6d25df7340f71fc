"""How right the answers to a question set are, and whether every quote of them is exact."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from answer.assistant import Assistant
from answer.errors import QuestionError
from answer.records import Answer
from eval.questions import Question
from ingest.corpus import Corpus
from ingest.folding import fold


@dataclass(frozen=True, slots=True)
class Scores:
    """How one answer did. `cited` is the share of the expected locators that it cites (None when
    nothing is expected); `quotes` and `exact` count its quotes."""

    right: bool
    refused: bool
    cited: float | None
    quotes: int
    exact: int


@dataclass(frozen=True, slots=True)
class Result:
    """A question with its answer and scores; no answer when the question itself was rejected."""

    question: Question
    answer: Answer | None
    scores: Scores

    def to_json(self) -> dict[str, Any]:
        """Return the result as the command contract lists it."""
        answer = self.answer.to_json() if self.answer else None
        return {"id": self.question.id, "answer": answer, "scores": asdict(self.scores)}


def ask_all(questions: Sequence[Question], assistant: Assistant, corpus: Corpus) -> list[Result]:
    """Return the result of every question, in order.

    Quotes are checked against the corpus files themselves, read anew, not against the index.
    """
    texts = {(d.source_id, d.language): d.text for d in corpus.documents}
    results = []
    for question in questions:
        try:
            answer = assistant.ask(question.text, preferred=question.lang)
        except QuestionError:
            refused = Scores(question.unanswerable, True, None, 0, 0)
            results.append(Result(question, None, refused))
            continue
        results.append(Result(question, answer, _score(question, answer, texts)))
    return results


def summarise(results: Sequence[Result]) -> dict[str, Any]:
    """Return the summary of a run; shares are between 0 and 1, None where nothing was counted."""
    unanswerable = [r for r in results if r.question.unanswerable]
    refused = [r for r in results if r.scores.refused]
    rightly = sum(r.question.unanswerable for r in refused)
    pairs = parity(results)
    times = [r.answer.timings_ms.total for r in results if r.answer]
    return {
        "questions": len(results),
        "right": sum(r.scores.right for r in results),
        "right_share": _share(sum(r.scores.right for r in results), len(results)),
        "by_language": _by_language(results),
        "refusal_precision": _share(rightly, len(refused)),
        "refusal_recall": _share(rightly, len(unanswerable)),
        "quotes": sum(r.scores.quotes for r in results),
        "exact_quotes": sum(r.scores.exact for r in results),
        "parallel_pairs": len(pairs),
        "parallel_same": sum(pairs.values()),
        "median_ms": round(median(times), 1) if times else None,
    }


def parity(results: Sequence[Result]) -> dict[str, bool]:
    """Return, for questions whose ids differ in their language alone ("p-01-es", "p-01-en"),
    whether all of them cite the same provisions; refusing counts as citing none."""
    groups: dict[str, list[set[str]]] = defaultdict(list)
    for result in results:
        stem = result.question.id.removesuffix(f"-{result.question.lang}")
        if stem != result.question.id:
            groups[stem].append(_cited(result.answer))
    return {
        stem: all(cited == group[0] for cited in group) for stem, group in groups.items() if len(group) > 1
    }


def _score(question: Question, answer: Answer, texts: dict[tuple[str, str], str]) -> Scores:
    citations = answer.citations()
    exact = sum(
        texts.get((c.source_id, c.lang), "")[c.start : c.end] == c.quote and c.quote != ""
        for c in citations
    )
    cited = _cited(answer)
    expected = set(question.expected_locators)
    return Scores(
        right=_is_right(question, answer, cited) and exact == len(citations),
        refused=answer.refused,
        cited=_share(len(cited & expected), len(expected)),
        quotes=len(citations),
        exact=exact,
    )


def _is_right(question: Question, answer: Answer, cited: set[str]) -> bool:
    if question.unanswerable or answer.refused:
        return question.unanswerable and answer.refused
    if not _cites_what_is_expected(question, answer, cited):
        return False
    words = fold(" ".join(statement.text for statement in answer.statements))
    return all(fold(text) in words for text in question.must_contain) and not any(
        fold(text) in words for text in question.must_not_contain
    )


def _cites_what_is_expected(question: Question, answer: Answer, cited: set[str]) -> bool:
    if question.expected_locators:
        return bool(cited & set(question.expected_locators))
    sources = {citation.source_id for citation in answer.citations()}
    return not question.expected_sources or bool(sources & set(question.expected_sources))


def _cited(answer: Answer | None) -> set[str]:
    return {citation.locator for citation in answer.citations()} if answer else set()


def _by_language(results: Sequence[Result]) -> dict[str, float | None]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for result in results:
        groups[result.question.lang].append(result.scores.right)
    return {language: _share(sum(group), len(group)) for language, group in sorted(groups.items())}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
