"""How well the checker tells sentences that a passage supports from others, beside simpler ways."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from eval.grounding_measures import Scores, measure
from eval.grounding_model import Model
from eval.grounding_reading import Table
from eval.grounding_set import Row

CHECKER = "Cotejo"


def report_set(
    rows: Sequence[Row], table: Table, model: Model, left_out: tuple[Scores, Mapping[str, Scores]] | None
) -> dict[str, Any]:
    """Return the measures of one set: those of the checker, by language, of the baselines, and its scores.

    `left_out` holds the support and the baselines' probabilities where the set was itself fitted on.
    """
    support, baselines = left_out or (
        model.apply(table.signals),
        {name: scale.apply(table.baselines[name]) for name, scale in model.baselines.items()},
    )
    found = _measured(table, support, model.even)
    return {
        **found,
        "rows": len(rows),
        "units": len(np.unique(table.units)),
        "left_out": left_out is not None,
        "by_lang": dict(_by_language(rows, table, support, model.even)),
        "baselines": {
            name: _measured(table, scores, model.baselines[name].threshold)
            for name, scores in baselines.items()
        },
        "scores": [
            {"id": row.id, "support": round(float(value), 4)}
            for row, value in zip(rows, support, strict=True)
        ],
    }


def _by_language(
    rows: Sequence[Row], table: Table, support: Scores, threshold: float
) -> Iterator[tuple[str, dict[str, Any]]]:
    languages = np.array([row.lang for row in rows])
    for language in sorted(set(languages.tolist())):
        kept = languages == language
        if table.labels[kept].all() or not table.labels[kept].any():
            continue
        part = Table(
            table.signals[kept],
            {},
            table.labels[kept],
            table.groups[kept],
            table.units[kept],
        )
        yield language, _measured(part, support[kept], threshold)


def _measured(table: Table, scores: Scores, threshold: float) -> dict[str, Any]:
    """Return the measures over units: the best score of each, supported if any of its rows is."""
    units = np.unique(table.units)
    best = np.array([scores[table.units == unit].max() for unit in units])
    labels = np.array([table.labels[table.units == unit].any() for unit in units])
    measures = asdict(measure(best, labels, threshold))
    return {
        name: [round(end, 4) for end in value] if isinstance(value, tuple) else _rounded(value)
        for name, value in measures.items()
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: [round(end, 4) for end in ends] for name, ends in value.items()}
    return round(value, 4)


def summary(by_set: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return what is printed as JSON: the one set's own report, or the mean over sets and each of them."""
    if len(by_set) == 1:
        return dict(next(iter(by_set.values())))
    names = ("auroc", "f1", "precision", "recall", "ece")
    return {
        **{name: round(float(np.mean([each[name] for each in by_set.values()])), 4) for name in names},
        "by_lang": {
            f"{of} ({language})": values
            for of, each in by_set.items()
            for language, values in each["by_lang"].items()
        },
        "scores": [score for each in by_set.values() for score in each["scores"]],
        "sets": {of: {k: v for k, v in each.items() if k != "scores"} for of, each in by_set.items()},
    }
