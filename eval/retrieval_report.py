"""What a run over retrieval sets is worth: means, intervals, comparison, parity, times."""

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import Any

import numpy as np

from eval.retrieval import Asked, Found
from eval.retrieval_measures import MEASURES, measure
from eval.retrieval_parity import Parity, Side, compare_languages
from eval.significance import interval, paired_p_value
from eval.trec import Run

SEED = 1
"""Of everything drawn by chance, so that the same run gives the same report."""

Values = dict[str, dict[str, float]]
"""The value of each question, by measure and by key."""


def report(asked: Sequence[Asked], run: Run, found: Found | None, against: Run | None) -> dict[str, Any]:
    """Return the report as the command contract has it.

    `found` is None where a run file was measured: nothing was searched, so there are no times.
    `against` is the run to compare with. Means are over questions, whichever set they are of.
    """
    grades = {one.key: one.grades for one in asked}
    values = measure(run, grades)
    groups = _groups(asked, lambda one: one.pair)
    sets = _groups(asked, lambda one: one.of.name)
    keys = list(grades)
    comparison = None
    if against is not None:
        others = measure(against, grades)
        comparison = {
            "summary": _compared(values, others, keys),
            "by_pair": {pair: _compared(values, others, group) for pair, group in groups.items()},
        }
    parities = compare_languages(asked, run, values["ndcg@10"], SEED)
    return {
        "summary": {**_counted(values, keys), **_times(found)},
        "by_pair": {pair: _counted(values, group) for pair, group in groups.items()},
        "by_set": {name: _counted(values, group) for name, group in sets.items()},
        "intervals": {
            "summary": _intervals(values, keys),
            "by_pair": {pair: _intervals(values, group) for pair, group in groups.items()},
        },
        "parity": [_parity(found_alike) for found_alike in parities],
        "comparison": comparison,
    }


def _groups(asked: Sequence[Asked], name: Callable[[Asked], str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for one in asked:
        groups.setdefault(name(one), []).append(one.key)
    return dict(sorted(groups.items()))


def _counted(values: Values, keys: Sequence[str]) -> dict[str, float]:
    means = {name: round(fmean(values[name][key] for key in keys), 4) for name in MEASURES}
    return {**means, "questions": len(keys)}


def _times(found: Found | None) -> dict[str, float | None]:
    names = ("ms_per_question", "ms_per_question_p95", "passages", "build_seconds")
    if found is None:
        return dict.fromkeys(names)
    middle, most = np.percentile(found.milliseconds, [50, 95])
    times = (round(float(middle), 1), round(float(most), 1), found.passages, round(found.build_seconds, 2))
    return dict(zip(names, times, strict=True))


def _intervals(values: Values, keys: Sequence[str]) -> dict[str, list[float]]:
    return {name: _rounded(interval([values[name][key] for key in keys], SEED)) for name in MEASURES}


def _compared(values: Values, others: Values, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return, per measure, how much better this run is than the other, and whether that is chance."""
    compared = {}
    for name in MEASURES:
        mine, theirs = ([these[name][key] for key in keys] for these in (values, others))
        differences = [a - b for a, b in zip(mine, theirs, strict=True)]
        compared[name] = {
            "against": round(fmean(theirs), 4),
            "difference": round(fmean(differences), 4),
            "interval": _rounded(interval(differences, SEED)),
            "p": round(paired_p_value(mine, theirs, SEED), 4),
        }
    return compared


def _parity(found: Parity) -> dict[str, Any]:
    return {
        "first": _side(found.first),
        "second": _side(found.second),
        "questions": found.questions,
        "passages@5": round(found.passages, 4),
        "provisions@5": round(found.provisions, 4),
        "ndcg@10_gap": round(found.gap, 4),
        "interval": _rounded(found.interval),
        "p": round(found.p, 4),
    }


def _side(side: Side) -> Mapping[str, Any]:
    return {"set": side.set, "lang": side.lang, "ndcg@10": round(side.ndcg, 4)}


def _rounded(bounds: tuple[float, float]) -> list[float]:
    return [round(bound, 4) for bound in bounds]
