"""Measures of scores that tell supported sentences from others (adapter of scikit-learn)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

BINS = 10
SAMPLES = 1_000

Scores = NDArray[np.float64]
Labels = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Measures:
    """How well scores separate; `intervals` holds the 95 % bootstrap interval of AUROC, F1 and ECE."""

    auroc: float
    f1: float
    precision: float
    recall: float
    ece: float
    intervals: dict[str, tuple[float, float]]


def measure(scores: Scores, labels: Labels, threshold: float, seed: int = 0) -> Measures:
    """Return the measures of probabilities; supported sentences are what is to be found.

    A score of `threshold` or more says "supported".
    """
    chance = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {"auroc": [], "f1": [], "ece": []}
    for _ in range(SAMPLES):
        rows = chance.integers(0, len(labels), len(labels))
        if labels[rows].all() or not labels[rows].any():
            continue
        drawn["auroc"].append(auroc(scores[rows], labels[rows]))
        drawn["f1"].append(f1_of(*precision_recall(scores[rows], labels[rows], threshold)))
        drawn["ece"].append(ece(scores[rows], labels[rows]))
    intervals = {
        name: (float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975)))
        for name, values in drawn.items()
    }
    precision, recall = precision_recall(scores, labels, threshold)
    return Measures(
        auroc(scores, labels),
        f1_of(precision, recall),
        precision,
        recall,
        ece(scores, labels),
        intervals,
    )


def auroc(scores: Scores, labels: Labels) -> float:
    """Return how often a supported sentence has more than an unsupported one; a tie counts half."""
    return float(roc_auc_score(labels, scores))


def precision_recall(scores: Scores, labels: Labels, threshold: float) -> tuple[float, float]:
    """Return precision and recall of what is called supported; with nothing called so both are 0."""
    called = scores >= threshold
    right = int((called & labels).sum())
    return right / max(int(called.sum()), 1), right / max(int(labels.sum()), 1)


def f1_of(precision: float, recall: float) -> float:
    """Return the harmonic mean of precision and recall, 0 if both are."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def ece(scores: Scores, labels: Labels) -> float:
    """Return the expected calibration error over `BINS` bins of equal width (Naeini and others, 2015)."""
    places = np.minimum((scores * BINS).astype(int), BINS - 1)
    gaps = [
        abs(scores[places == place].mean() - labels[places == place].mean()) * (places == place).mean()
        for place in range(BINS)
        if (places == place).any()
    ]
    return float(sum(gaps))


def best_threshold(scores: Scores, labels: Labels) -> float:
    """Return the middle of the scores at which F1 is best."""
    candidates = np.unique(np.round(scores, 3))
    values = np.array([f1_of(*precision_recall(scores, labels, each)) for each in candidates])
    return float(np.median(candidates[values >= values.max() - 1e-9]))
