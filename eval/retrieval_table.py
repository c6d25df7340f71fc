"""The report of a run over retrieval sets, as lines for a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from eval.retrieval_measures import MEASURES
from locales import say

_WIDTH = 22


def show(report: Mapping[str, Any], language: str) -> Iterator[str]:
    """Yield the lines: a row a language pair and one for all, then times, parity and comparison."""
    every = say(language, "all")
    rows = {**report["by_pair"], every: report["summary"]}
    intervals = {**report["intervals"]["by_pair"], every: report["intervals"]["summary"]}
    first = max(len(name) for name in rows) + 2
    yield f"{'':{first}}" + "".join(f"{name:{_WIDTH}}" for name in MEASURES) + say(language, "questions")
    for name, row in rows.items():
        cells = (_cell(row[key], intervals[name][key]) for key in MEASURES)
        yield f"{name:{first}}" + "".join(f"{cell:{_WIDTH}}" for cell in cells) + str(row["questions"])
    yield ""
    if len(report["by_set"]) > 1:
        for name, row in report["by_set"].items():
            yield f"{name}: " + ", ".join(f"{key} {row[key]:.3f}" for key in MEASURES)
        yield ""
    yield say(language, "In brackets: the interval that holds the mean with 95 % certainty (bootstrap).")
    if report["summary"]["ms_per_question"] is not None:
        yield say(
            language,
            "A question took {ms_per_question} ms (median), {ms_per_question_p95} ms (95th percentile); "
            "{passages} passages were indexed in {build_seconds} s.",
            **report["summary"],
        )
    for parity in report["parity"]:
        yield _parity(parity, language)
    if report["comparison"]:
        yield from _comparison(report["comparison"], every, language)


def _cell(value: float, bounds: list[float]) -> str:
    return f"{value:.3f} [{bounds[0]:.3f} {bounds[1]:.3f}]"


def _parity(parity: Mapping[str, Any], language: str) -> str:
    first, second = parity["first"], parity["second"]
    return say(
        language,
        "The same {questions} questions in {first} and {second}: of the first five results, {passages} "
        "are the same passages and {provisions} the same provisions; nDCG@10 {one} and {other}, "
        "difference {gap} [{low} {high}], p = {p}.",
        questions=parity["questions"],
        first=f"{first['lang']} ({first['set']})",
        second=f"{second['lang']} ({second['set']})",
        passages=f"{parity['passages@5']:.0%}",
        provisions=f"{parity['provisions@5']:.0%}",
        one=f"{first['ndcg@10']:.3f}",
        other=f"{second['ndcg@10']:.3f}",
        gap=f"{parity['ndcg@10_gap']:+.3f}",
        low=f"{parity['interval'][0]:+.3f}",
        high=f"{parity['interval'][1]:+.3f}",
        p=f"{parity['p']:.4f}",
    )


def _comparison(comparison: Mapping[str, Any], every: str, language: str) -> Iterator[str]:
    yield ""
    yield say(language, "Compared with the other run (difference, its interval, p-value of a paired test):")
    rows = {**comparison["by_pair"], every: comparison["summary"]}
    for name, row in rows.items():
        for key in MEASURES:
            difference, (low, high), p = (row[key][part] for part in ("difference", "interval", "p"))
            yield f"{name}  {key:12}{difference:+.3f} [{low:+.3f} {high:+.3f}]  p = {p:.4f}"
