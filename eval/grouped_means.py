"""Means over questions that belong together, as versions of one question in several languages do.

Whole groups are drawn or exchanged, for what one version meets with the others mostly meet too: taken one
by one they would make a mean look surer than it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.significance import SAMPLES, batches, rounded_sums

Table = NDArray[np.float64]
"""A row a group: the sum of its values and their number."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How much one mean exceeds another, with the 95 % interval and the two-sided p-value."""

    difference: float
    interval: tuple[float, float]
    p: float


def grouped(groups: Sequence[str], values: Sequence[float | None]) -> Table:
    """Return sums and counts of the values of each group, in the order of first appearance.

    A value that is None counts nothing, but its group has a row all the same.
    """
    rows: dict[str, list[float]] = {}
    for group, value in zip(groups, values, strict=True):
        row = rows.setdefault(group, [0.0, 0.0])
        if value is not None:
            row[0] += value
            row[1] += 1
    return np.array([*rows.values()], dtype=np.float64).reshape(-1, 2)


def mean(table: Table) -> float | None:
    """Return the mean of the values, None when there is none."""
    total, count = table.sum(axis=0)
    return float(total / count) if count else None


def mean_interval(table: Table, seed: int, share: float = 0.95) -> tuple[float, float]:
    """Return the bootstrap percentile interval of the mean, groups drawn anew with replacement.

    Raises:
        ValueError: no value.
    """
    held = table[table[:, 1] > 0]
    if not len(held):
        raise ValueError(f"{len(held)} groups with values; expected at least one")
    chance = np.random.default_rng(seed)
    drawn = [_means(held[chance.integers(0, len(held), (n, len(held)))]) for n in batches(len(held))]
    low, high = np.quantile(np.concatenate(drawn), [(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)


def compare_means(a: Table, b: Table, seed: int, share: float = 0.95) -> Difference:
    """Return by how much the mean of `a` exceeds that of `b`, two runs over the same groups.

    The interval is a bootstrap over groups. The p-value is that of a paired randomisation test: the share
    of ways to exchange the runs, group by group, whose difference is at least the one seen. A way that
    leaves a run without values speaks against a difference.

    Raises:
        ValueError: not the same groups, or a run without values.
    """
    means = mean(a), mean(b)
    if a.shape != b.shape or means[0] is None or means[1] is None:
        raise ValueError(f"{len(a)} groups against {len(b)}; each run needs values in the same groups")
    chance = np.random.default_rng(seed)
    held = (a[:, 1] > 0) | (b[:, 1] > 0)
    both = np.stack([a[held], b[held]])
    seen = rounded_sums(np.array([abs(means[0] - means[1])]))[0]
    drawn, extreme = [], 0
    for n in batches(2 * both.shape[1]):
        places = chance.integers(0, both.shape[1], (n, both.shape[1]))
        drawn.append(_means(both[0][places]) - _means(both[1][places]))
        first = chance.integers(0, 2, (n, both.shape[1]))
        rows = np.arange(both.shape[1])
        exchanged = rounded_sums(np.abs(_means(both[first, rows]) - _means(both[1 - first, rows])))
        extreme += int(np.count_nonzero(~(exchanged < seen)))
    differences = np.concatenate(drawn)
    low, high = np.nanquantile(differences, [(1 - share) / 2, (1 + share) / 2])
    return Difference(means[0] - means[1], (float(low), float(high)), (extreme + 1) / (SAMPLES + 1))


def _means(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of each sample, shape (samples, groups, 2); NaN for one without values."""
    sums = samples.sum(axis=1)
    held = sums[:, 1] > 0
    means = np.full(len(sums), np.nan)
    np.divide(sums[:, 0], sums[:, 1], out=means, where=held)
    return means
