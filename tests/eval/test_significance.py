"""Intervals and p-values: known cases, and the same result each time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.significance import SAMPLES, interval, paired_p_value

SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@given(values=SHARES, seed=st.integers(0, 5))
def test_an_interval_lies_within_the_values_and_is_the_same_each_time(
    values: list[float], seed: int
) -> None:
    low, high = interval(values, seed)
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9
    assert (low, high) == interval(values, seed)


def test_an_interval_is_as_wide_as_the_normal_one_for_many_values() -> None:
    low, high = interval([0.0, 1.0] * 200, seed=1)
    assert (low, high) == pytest.approx((0.5 - 1.96 * 0.5 / 20, 0.5 + 1.96 * 0.5 / 20), abs=0.005)


def test_no_value_has_no_interval() -> None:
    with pytest.raises(ValueError, match="0 values"):
        interval([], seed=1)


@given(values=SHARES, seed=st.integers(0, 5))
def test_identical_runs_give_1(values: list[float], seed: int) -> None:
    assert paired_p_value(values, values, seed) == 1.0


@given(a=SHARES, b=SHARES, seed=st.integers(0, 5))
def test_a_p_value_is_a_share_and_does_not_depend_on_which_comes_first(
    a: list[float], b: list[float], seed: int
) -> None:
    a, b = a[: len(b)], b[: len(a)]
    p = paired_p_value(a, b, seed)
    assert 1 / (SAMPLES + 1) <= p <= 1
    assert p == paired_p_value(b, a, seed) == paired_p_value(a, b, seed)


def test_the_p_value_is_the_share_of_exchanges_that_differ_as_much() -> None:
    # Of the 2 ** 5 ways to sign five equal differences, two give a sum as large as the one seen.
    assert paired_p_value([1.0] * 5, [0.0] * 5, seed=1) == pytest.approx(2 / 2**5, abs=0.01)


def test_a_difference_on_every_one_of_many_questions_is_no_chance() -> None:
    assert paired_p_value([0.9] * 100, [0.8] * 100, seed=1) == 1 / (SAMPLES + 1)


def test_runs_over_other_questions_cannot_be_paired() -> None:
    with pytest.raises(ValueError, match="2 values against 1"):
        paired_p_value([1.0, 0.0], [1.0], seed=1)
