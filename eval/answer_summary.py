"""The summary of a run over a question set: counts, means with their intervals, agreement, times, risk."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from eval.answer_agreement import agreement, parity
from eval.answer_measures import MEASURES, RIGHT, Measure, table_of
from eval.answers import Result
from eval.grouped_means import mean, mean_interval
from eval.risk_coverage import Point, area, risk_coverage

SEED = 1
"""Of everything drawn by chance, so that the same answers give the same summary."""


def summarise(results: Sequence[Result]) -> dict[str, Any]:
    """Return the summary of a run; shares are between 0 and 1, None where nothing was counted.

    Under "measures", and under "types" and "languages" for each of these, a measure has its mean, its
    95 % interval and the number of questions that count; measures that count none are left out there.
    """
    pairs = parity(results)
    everything = _measured(results)
    means = {m.name: everything[m.name]["mean"] if m.name in everything else None for m in MEASURES}
    types = _groups(results, lambda result: result.question.type)
    languages = _groups(results, lambda result: result.question.lang)
    points = risk_points(results)
    return {
        "questions": len(results),
        "right": sum(r.scores.right for r in results),
        **means,
        "by_type": {name: _right_share(group) for name, group in types.items()},
        "by_language": {name: _right_share(group) for name, group in languages.items()},
        "quotes": sum(r.scores.quotes for r in results),
        "exact_quotes": sum(r.scores.exact for r in results),
        "parallel_pairs": len(pairs),
        "parallel_same": sum(pairs.values()),
        **_times(results),
        "risk_coverage_area": round(area(points), 4) if points else None,
        "agreement": agreement(results, SEED),
        "measures": everything,
        "types": {name: _measured(group) for name, group in types.items()},
        "languages": {name: _measured(group) for name, group in languages.items()},
    }


def risk_points(results: Sequence[Result]) -> list[Point]:
    """Return risk and coverage over the questions that were answered."""
    return risk_coverage(
        (r.scores.support, r.scores.right) for r in results if r.scores.support is not None
    )


def _measured(results: Sequence[Result]) -> dict[str, dict[str, Any]]:
    measured = ((measure.name, _describe(measure, results)) for measure in MEASURES)
    return {name: described for name, described in measured if described is not None}


def _describe(measure: Measure, results: Sequence[Result]) -> dict[str, Any] | None:
    table = table_of(measure, results)
    value = mean(table)
    if value is None:
        return None
    low, high = mean_interval(table, SEED)
    return {
        "mean": round(value, 4),
        "interval": [round(low, 4), round(high, 4)],
        "questions": int(table[:, 1].sum()),
    }


def _groups(results: Sequence[Result], name: Callable[[Result], str]) -> dict[str, list[Result]]:
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(name(result), []).append(result)
    return dict(sorted(groups.items()))


def _right_share(results: Sequence[Result]) -> float | None:
    share = mean(table_of(RIGHT, results))
    return None if share is None else round(share, 4)


def _times(results: Sequence[Result]) -> dict[str, float | None]:
    times = [r.scores.ms for r in results if r.scores.ms is not None]
    if not times:
        return {"median_ms": None, "p95_ms": None}
    middle, most = np.percentile(times, [50, 95])
    return {"median_ms": round(float(middle), 1), "p95_ms": round(float(most), 1)}
