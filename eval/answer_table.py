"""A run over a question set, as lines for a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eval.answer_comparison import AGREEMENT
from eval.answer_measures import MEASURES, MILLISECONDS, RIGHT
from eval.answers import Result
from locales import Message, say

LABELS: Mapping[str, Message] = {
    **{measure.name: measure.label for measure in (*MEASURES, MILLISECONDS)},
    AGREEMENT: Message("agreement between languages"),
}
"""What each measure of a summary or a comparison is called."""

_FIRST = 40
"""Columns that the name of a measure takes."""


def wrong_lines(results: Sequence[Result], language: str, blind: bool) -> Iterator[str]:
    """Yield what was asked, expected and given for each question that went wrong.

    `blind` yields the id and the type alone, and nothing of the question or its answer.
    """
    for result in results:
        if result.scores.right:
            continue
        question = result.question
        if blind:
            yield say(language, "not right: {id} ({type})", id=question.id, type=question.type)
            continue
        yield say(
            language,
            "not right: {id} {text!r}\n  expected: {expected}\n  given: {given}",
            id=question.id,
            text=question.text,
            expected=expected_words(result, language),
            given="; ".join(result.scores.provisions) or say(language, "a refusal"),
        )


def expected_words(result: Result, language: str) -> str:
    """Return the provisions, else the sources, that a right answer cites, or that it refuses."""
    question = result.question
    if question.unanswerable:
        return say(language, "a refusal")
    expected = question.expected_locators or question.expected_sources
    return "; ".join(expected) or say(language, "an answer")


def overview(summary: Mapping[str, Any], language: str) -> str:
    """Return how many questions were answered rightly and how many quotes are exact, in a sentence."""
    return say(
        language,
        "{right} of {questions} questions answered rightly; {exact} of {quotes} quotes exact.",
        right=summary["right"],
        questions=summary["questions"],
        exact=summary["exact_quotes"],
        quotes=summary["quotes"],
    )


def summary_lines(summary: Mapping[str, Any], language: str) -> Iterator[str]:
    """Yield the summary of `eval.answer_summary.summarise`: a line a measure, then groups and times."""
    yield overview(summary, language)
    yield ""
    yield from _rows(summary["measures"], language)
    for title, groups in group_titles(summary, language):
        yield ""
        yield title
        for name, measures in groups.items():
            yield f"  {name:{_FIRST - 2}}{shown_mean(measures[RIGHT.name])}"
    yield from _agreement(summary["agreement"], language)
    yield ""
    yield interval_note(language)
    yield from times_lines(summary, language)


def interval_note(language: str) -> str:
    """Return what stands in brackets, in a sentence."""
    return say(
        language,
        "In brackets: the interval that holds the mean with 95 % certainty (bootstrap over questions, "
        "whose language versions stay together); then how many questions count.",
    )


def group_titles(summary: Mapping[str, Any], language: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the measures by type and by language, each with its title."""
    return [
        (say(language, "Right, by type of question"), summary["types"]),
        (say(language, "Right, by language of the question"), summary["languages"]),
    ]


def times_lines(summary: Mapping[str, Any], language: str) -> Iterator[str]:
    """Yield how long answers took and how well their support orders them, where there are answers."""
    if summary["median_ms"] is not None:
        yield say(language, "An answer took {median} ms (median), {most} ms (95th percentile).",
                  median=summary["median_ms"], most=summary["p95_ms"])  # fmt: skip
    if summary["risk_coverage_area"] is not None:
        yield say(language, "Area under risk and coverage, answers ordered by support: {area} (0 is best).",
                  area=f"{summary['risk_coverage_area']:.3f}")  # fmt: skip


def comparison_lines(comparison: Mapping[str, Any], language: str) -> Iterator[str]:
    """Yield how the run differs from the saved one, measure by measure, and which questions changed."""
    yield ""
    yield say(language, "Compared with {file}, over {count} questions that both have (difference, its "
              "interval, p-value of a paired test):",
              file=comparison["against"], count=comparison["questions"])  # fmt: skip
    for name, row in comparison["measures"].items():
        yield f"  {LABELS[name].say(language):{_FIRST}}{shown_difference(row)}  p = {row['p']:.4f}"
    yield from changed_lines(comparison, language)


def changed_lines(comparison: Mapping[str, Any], language: str) -> Iterator[str]:
    """Yield the questions that are right now and were not, and the other way round."""
    none = say(language, "none")
    yield say(language, "Became right: {ids}.", ids=", ".join(comparison["became_right"]) or none)
    yield say(language, "Became wrong: {ids}.", ids=", ".join(comparison["became_wrong"]) or none)


def shown_mean(measure: Mapping[str, Any]) -> str:
    """Return a mean with its interval and the number of questions that count."""
    low, high = measure["interval"]
    return f"{measure['mean']:.3f} [{low:.3f} {high:.3f}] {measure['questions']:5}"


def shown_difference(row: Mapping[str, Any]) -> str:
    """Return a difference with its sign and interval."""
    low, high = row["interval"]
    return f"{row['difference']:+.3f} [{low:+.3f} {high:+.3f}]"


def _rows(measures: Mapping[str, Any], language: str) -> Iterator[str]:
    for name, measure in measures.items():
        yield f"{LABELS[name].say(language):{_FIRST}}{shown_mean(measure)}"


def _agreement(agreement: Mapping[str, Any] | None, language: str) -> Iterator[str]:
    if agreement is None:
        return
    yield ""
    yield say(language, "Agreement between languages: overlap of the provisions cited (Jaccard), and the "
              "share of pairs that cite the same")  # fmt: skip
    for name, row in {**agreement["by_pair"], say(language, "all"): agreement}.items():
        low, high = row["interval"]
        yield (
            f"  {name:{_FIRST - 2}}{row['overlap']:.3f} [{low:.3f} {high:.3f}] {row['pairs']:5}"
            f"   {row['same']:.3f}"
        )
