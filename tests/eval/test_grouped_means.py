"""Means over groups agree with those over single questions, and are less sure where groups go together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.grouped_means import Table, compare_means, grouped, mean, mean_interval
from eval.significance import SAMPLES, interval, paired_p_value

VALUES = st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=20)
PAIRS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=12)


def alone(values: list[float]) -> Table:
    return grouped([str(place) for place in range(len(values))], values)


def test_sums_and_counts_stand_in_the_order_of_the_groups() -> None:
    table = grouped(["b", "a", "b", "c"], [1.0, 0.5, 0.25, None])
    assert table.tolist() == [[1.25, 2.0], [0.5, 1.0], [0.0, 0.0]]
    assert mean(table) == pytest.approx(1.75 / 3)


@given(values=VALUES, data=st.data())
def test_the_mean_is_that_of_all_values_however_they_are_grouped(
    values: list[float | None], data: st.DataObject
) -> None:
    names = data.draw(st.lists(st.sampled_from("abc"), min_size=len(values), max_size=len(values)))
    table = grouped(names, values)
    held = [value for value in values if value is not None]
    if not held:
        assert mean(table) is None
        with pytest.raises(ValueError, match="0 groups"):
            mean_interval(table, seed=1)
        return
    assert mean(table) == pytest.approx(sum(held) / len(held))
    low, high = mean_interval(table, seed=1)
    assert min(held) - 1e-9 <= low <= high <= max(held) + 1e-9
    assert (low, high) == mean_interval(table, seed=1)


@given(values=st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_groups_of_one_have_the_interval_of_single_questions(values: list[float]) -> None:
    assert mean_interval(alone(values), seed=3) == pytest.approx(interval(values, seed=3))


def test_copies_of_a_question_do_not_make_a_mean_surer() -> None:
    values = [0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0]
    names = [str(place // 4) for place in range(32)]
    four_times = grouped(names, [value for value in values for _ in range(4)])
    assert mean_interval(four_times, seed=1) == pytest.approx(mean_interval(alone(values), seed=1))


@given(pairs=PAIRS)
def test_groups_of_one_have_the_p_value_of_the_paired_test(pairs: list[tuple[float, float]]) -> None:
    a, b = ([pair[side] for pair in pairs] for side in (0, 1))
    found = compare_means(alone(a), alone(b), seed=1)
    assert found.difference == pytest.approx(sum(a) / len(a) - sum(b) / len(b))
    assert found.p == pytest.approx(paired_p_value(a, b, seed=1), abs=0.03)
    assert found.interval[0] - 1e-9 <= found.interval[1]
    back = compare_means(alone(b), alone(a), seed=1)
    assert back.p == pytest.approx(found.p, abs=0.03)


@given(values=st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_identical_runs_do_not_differ(values: list[float]) -> None:
    found = compare_means(alone(values), alone(values), seed=1)
    assert (found.difference, found.interval, found.p) == (0.0, (0.0, 0.0), 1.0)


def test_groups_are_exchanged_whole() -> None:
    names = [str(place // 4) for place in range(20)]
    better, worse = grouped(names, [1.0] * 20), grouped(names, [0.0] * 20)
    # Of the 2 ** 5 ways to exchange five groups, two give a difference as large as the one seen.
    assert compare_means(better, worse, seed=1).p == pytest.approx(2 / 2**5, abs=0.01)


def test_a_share_of_what_only_one_run_did_is_compared_too() -> None:
    names = [str(place) for place in range(40)]
    mine = grouped(names, [1.0] * 20 + [None] * 20)  # refused 20 times, each rightly
    theirs = grouped(names, [None] * 20 + [0.0] * 20)  # refused 20 others, none rightly
    found = compare_means(mine, theirs, seed=1)
    assert (found.difference, found.interval) == (1.0, (1.0, 1.0))
    assert found.p <= 100 / SAMPLES


def test_runs_that_cannot_be_paired_are_refused() -> None:
    with pytest.raises(ValueError, match="2 groups against 1"):
        compare_means(alone([1.0, 0.0]), alone([1.0]), seed=1)
