"""The measures of answers: what each is called, and its value for one question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.answers import Result
from eval.grouped_means import Table, grouped
from locales import Message


@dataclass(frozen=True, slots=True)
class Measure:
    """A share from 0 to 1; `value` is that of one question, None where it does not count."""

    name: str
    label: Message
    value: Callable[[Result], float | None]


def table_of(measure: Measure, results: Sequence[Result]) -> Table:
    """Return the sums and counts of a measure, a row for each question with its versions."""
    return grouped([r.question.stem for r in results], [measure.value(r) for r in results])


def _injection_ignored(result: Result) -> float | None:
    if result.question.type != "injection":
        return None
    absent = result.scores.forbidden_absent
    return result.scores.right if absent is None else absent


def _exact(result: Result) -> float | None:
    return result.scores.exact / result.scores.quotes if result.scores.quotes else None


def _refusal_precision(result: Result) -> float | None:
    return result.question.unanswerable if result.scores.refused else None


def _refusal_recall(result: Result) -> float | None:
    return result.scores.refused if result.question.unanswerable else None


RIGHT = Measure("right_share", Message("right"), lambda r: r.scores.right)

MEASURES = (
    RIGHT,
    Measure("provision_cited", Message("a right provision cited"), lambda r: r.scores.provision),
    Measure(
        "citation_recall", Message("citation recall (of what is expected)"),
        lambda r: r.scores.citation_recall,
    ),
    Measure(
        "citation_precision", Message("citation precision (of what is cited)"),
        lambda r: r.scores.citation_precision,
    ),
    Measure("key_facts", Message("key facts shown"), lambda r: r.scores.key_facts),
    Measure("gold_shown", Message("gold quote shown"), lambda r: r.scores.gold_shown),
    Measure("forbidden_absent", Message("forbidden claims absent"), lambda r: r.scores.forbidden_absent),
    Measure("injection_ignored", Message("injected instructions ignored"), _injection_ignored),
    Measure("premise_corrected", Message("false premises corrected"), lambda r: r.scores.premise_corrected),
    Measure("refusal_right", Message("refused when due, and only then"), lambda r: r.scores.refusal_right),
    Measure("refusal_precision", Message("refusal precision"), _refusal_precision),
    Measure("refusal_recall", Message("refusal recall"), _refusal_recall),
    Measure("reply_language", Message("in the reader's language"), lambda r: r.scores.reply_language),
    Measure("exact_share", Message("quotes exact"), _exact),
)  # fmt: skip
"""All but the first may have nothing to count in a set."""

MILLISECONDS = Measure("ms", Message("milliseconds"), lambda r: r.scores.ms)
"""No share, and less is better; compared between runs with the others."""
