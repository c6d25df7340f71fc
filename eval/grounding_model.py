"""Fitting the support model of the checker, and the scales of what it is compared with (adapter of
scikit-learn).

Both are logistic regressions: of the signals, and of each baseline's one score. Scores of rows that a
model was fitted on come from parts of the data that leave the row's whole group out.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from answer.grounding import COEFFICIENTS
from eval.data_file import replace_data
from eval.errors import EvalError
from eval.grounding_measures import Labels, Scores, best_threshold
from eval.grounding_reading import BASELINES, SIGNALS, Table
from eval.logistic import Logistic, fit_logistic

FOLDS = 5
LEFT_OUT = (
    *("figures", "words", "evidence", "foreign"),
    *("weakest", "stems_single", "mutual", "gathered", "instruments"),
)
"""Signals that the model does without: what a set is like, from which the share of its supported rows is
learnt, and what others say better."""
PENALTY = 0.003
"""scikit-learn's C, small, since many signals say much the same."""
PAIRS_WEIGHT = 300.0
"""What the pairs of the corpus weigh together, in rows of the sets; half of it is the supported ones'."""
MARKED = 0.02
"""The share of borne-out sentences of the corpus that may have too little support."""

_SEED = 7


@dataclass(frozen=True, slots=True)
class Scale:
    """A logistic scale of one score, and the probability from which on F1 is best."""

    slope: float
    intercept: float
    threshold: float

    def apply(self, scores: Scores) -> Scores:
        """Return probabilities."""
        return Logistic(np.array([self.slope]), self.intercept).apply(scores[:, None])


@dataclass(frozen=True, slots=True)
class Model:
    """The support model, with the scales of the baselines.

    It is a weight a signal and an intercept. `threshold` is the least support that passes, `even` that from
    which on F1 is best on the sets.
    """

    weights: dict[str, float]
    intercept: float
    threshold: float
    even: float
    baselines: dict[str, Scale]

    def apply(self, signals: NDArray[np.float64]) -> Scores:
        """Return the support of rows of signals."""
        return Logistic(np.array([self.weights[name] for name in SIGNALS]), self.intercept).apply(signals)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model, and the support and the baselines' probabilities of each set's rows as left out of it."""

    model: Model
    support: list[Scores]
    baselines: list[dict[str, Scores]]


def fit_model(sets: Sequence[Table], pairs: Table) -> Fitted:
    """Return the model of some sets and of pairs from the corpus.

    Raises:
        EvalError: too few groups to leave some out.
    """
    tables = [*sets, pairs]
    groups = np.concatenate([table.groups + 1_000_000 * n for n, table in enumerate(tables)])
    if len(np.unique(groups)) < FOLDS:
        raise EvalError(
            "There are {count} groups of rows to fit on; {folds} are needed. Add rows to the sets.",
            count=len(np.unique(groups)),
            folds=FOLDS,
        )
    signals = np.concatenate([table.signals for table in tables])
    labels = np.concatenate([table.labels for table in tables])
    weights = np.concatenate([*(np.ones(len(table.labels)) for table in sets), _pair_weights(pairs.labels)])
    rows = len(labels) - len(pairs.labels)
    folds = list(GroupKFold(FOLDS, shuffle=True, random_state=_SEED).split(signals, labels, groups))
    kept = [SIGNALS.index(name) for name in SIGNALS if name not in LEFT_OUT]
    unseen = _left_out(signals[:, kept], labels, weights, folds)
    fitted = fit_logistic(signals[:, kept], labels, weights, PENALTY)
    coefficients = dict.fromkeys(SIGNALS, 0.0) | {
        SIGNALS[column]: float(slope) for column, slope in zip(kept, fitted.slopes, strict=True)
    }
    scales, scaled = {}, {}
    for name in BASELINES:
        scores = np.concatenate([table.baselines[name] for table in sets])[:, None]
        parts = [(fold[fold < rows], rest[rest < rows]) for fold, rest in folds]
        scaled[name] = _left_out(scores, labels[:rows], np.ones(rows), parts, penalty=1.0)
        scale = fit_logistic(scores, labels[:rows], np.ones(rows))
        scales[name] = Scale(
            float(scale.slopes[0]), scale.intercept, best_threshold(scaled[name], labels[:rows])
        )
    model = Model(
        coefficients,
        fitted.intercept,
        round(float(np.quantile(unseen[rows:][pairs.labels], MARKED)), 3),
        round(best_threshold(unseen[:rows], labels[:rows]), 3),
        scales,
    )
    ends = np.cumsum([len(table.labels) for table in sets])[:-1]
    by_set = [np.split(scaled[name], ends) for name in BASELINES]
    return Fitted(
        model,
        np.split(unseen[:rows], ends),
        [dict(zip(BASELINES, each, strict=True)) for each in zip(*by_set, strict=True)],
    )


def _pair_weights(labels: Labels) -> NDArray[np.float64]:
    share = max(float(labels.mean()), 1e-9)
    each = np.where(labels, 0.5 / share, 0.5 / max(1 - share, 1e-9))
    return np.asarray(each * PAIRS_WEIGHT / max(len(labels), 1))


def _left_out(
    values: NDArray[np.float64],
    labels: Labels,
    weights: NDArray[np.float64],
    folds: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]],
    penalty: float = PENALTY,
) -> Scores:
    scores = np.zeros(len(labels))
    for others, rows in folds:
        model = fit_logistic(values[others], labels[others], weights[others], penalty)
        scores[rows] = model.apply(values[rows])
    return scores


def put_in_force(model: Model, report: dict[str, Any]) -> None:
    """Store a model, with the report of its fit, where the checker reads it."""
    data = {
        "weights": {name: round(value, 5) for name, value in model.weights.items()},
        "intercept": round(model.intercept, 5),
        "threshold": model.threshold,
        "even": model.even,
        "baselines": {
            name: {"slope": scale.slope, "intercept": scale.intercept, "threshold": scale.threshold}
            for name, scale in model.baselines.items()
        },
        "report": report,
    }
    replace_data(COEFFICIENTS, json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def stored_model(path: Path = COEFFICIENTS) -> Model:
    """Return the model in force."""
    data = json.loads(path.read_text(encoding="utf-8"))
    scales = {name: Scale(**values) for name, values in data["baselines"].items()}
    return Model(data["weights"], data["intercept"], data["threshold"], data["even"], scales)
