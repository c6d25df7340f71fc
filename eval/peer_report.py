"""Peers beside Cotejo: what each is worth on each set, and whether the difference is chance."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from eval.peer_results import COTEJO, Configuration, read_result
from eval.retrieval_measures import MEASURES, measure
from eval.retrieval_report import SEED
from eval.retrieval_set import RetrievalSet
from eval.significance import interval, paired_p_value

COMPARED = "ndcg@10"
"""The measure that has an interval, and that configurations are compared by."""


def compare(
    configurations: Sequence[Configuration], sets: Sequence[RetrievalSet], out: Path
) -> dict[str, Any]:
    """Return the report on the results that are kept in `out`; what is not there has no row.

    `p` is that of a paired test against Cotejo on the same questions, for the measure COMPARED; None
    where Cotejo has no result.
    """
    rows = {given.name: _rows(configurations, given, out) for given in sets}
    versions: dict[str, str] = {}
    for row in (row for found in rows.values() for row in found):
        versions |= row.pop("versions")
    return {
        "versions": dict(sorted(versions.items())),
        "sets": {
            given.name: {
                "passages": len(given.entries),
                "questions": len(given.judged()),
                "configurations": rows[given.name],
            }
            for given in sets
        },
    }


def _rows(configurations: Sequence[Configuration], given: RetrievalSet, out: Path) -> list[dict[str, Any]]:
    grades = {question.id: given.grades[question.id] for question in given.judged()}
    rows: list[dict[str, Any]] = []
    values: dict[tuple[str, str], dict[str, dict[str, float]]] = {}
    for one in configurations:
        result = read_result(out, one, given)
        if result is None:
            continue
        values[one.system, one.model] = measured = measure(result.run, grades)
        rows.append(
            {
                "system": one.system,
                "model": one.model,
                **{name: round(fmean(measured[name].values()), 4) for name in MEASURES},
                "interval": [round(n, 4) for n in interval(list(measured[COMPARED].values()), SEED)],
                "ms_per_question": _rounded(result.ms_per_question, 1),
                "ms_per_question_p95": _rounded(result.ms_p95, 1),
                "build_seconds": _rounded(result.build_seconds, 2),
                "mebibytes": _rounded(result.mebibytes, 0),
                "versions": dict(result.versions),
            }
        )
    for name, row in zip(values, rows, strict=True):
        row["p"] = _p_value(values, name)
    return rows


def _p_value(
    values: Mapping[tuple[str, str], Mapping[str, Mapping[str, float]]], name: tuple[str, str]
) -> float | None:
    ours = next((found for (system, _), found in values.items() if system == COTEJO), None)
    if ours is None or name[0] == COTEJO:
        return None
    theirs = values[name][COMPARED]
    return round(paired_p_value([ours[COMPARED][id] for id in theirs], list(theirs.values()), SEED), 4)


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
