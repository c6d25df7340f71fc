"""Whether a mean is to be trusted, and whether two runs over the same questions really differ."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

SAMPLES = 10_000
_AT_ONCE = 1_000_000
"""Numbers drawn at once, so that memory stays small however many questions there are."""


def interval(values: Sequence[float], seed: int, share: float = 0.95) -> tuple[float, float]:
    """Return the bootstrap percentile interval of the mean of `values`: questions drawn anew, with
    replacement. The same values and seed give the same interval.

    Raises:
        ValueError: no value.
    """
    given = np.asarray(values, dtype=np.float64)
    if given.size == 0:
        raise ValueError(f"{given.size} values; expected at least one")
    chance = np.random.default_rng(seed)
    means = np.concatenate(
        [given[chance.integers(0, given.size, (n, given.size))].mean(axis=1) for n in batches(given.size)]
    )
    low, high = np.quantile(means, [(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)


def paired_p_value(a: Sequence[float], b: Sequence[float], seed: int) -> float:
    """Return the two-sided p-value of Fisher's paired randomisation test of the means of `a` and `b`.

    It is the share of ways to exchange the two systems, question by question, whose difference is at
    least the one seen. Ways are drawn by chance, and the one seen counts among them: identical runs
    give 1, and no p-value is below 1 / (SAMPLES + 1).

    Raises:
        ValueError: not the same number of values.
    """
    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if first.shape != second.shape:
        raise ValueError(f"{first.size} values against {second.size}; each question needs both")
    differences = first - second
    differences = differences[differences != 0]  # the others are 0 whichever way
    if differences.size == 0:
        return 1.0
    chance = np.random.default_rng(seed)
    seen = rounded_sums(np.abs(differences.sum(keepdims=True)))[0]
    extreme = 0
    for n in batches(differences.size):
        signs = chance.integers(0, 2, (n, differences.size), dtype=np.int8) * 2 - 1
        extreme += int(np.count_nonzero(rounded_sums(np.abs(signs @ differences)) >= seen))
    return (extreme + 1) / (SAMPLES + 1)


def rounded_sums(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sums without the last digits, which depend on the order in which they were added up."""
    return np.round(sums, 9)


def batches(size: int) -> Iterator[int]:
    """Yield how many samples to draw at a time, of `size` numbers each: SAMPLES in all."""
    most = max(1, _AT_ONCE // size)
    for start in range(0, SAMPLES, most):
        yield min(most, SAMPLES - start)
