"""Measures of order against values worked out by hand."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.retrieval_measures import MEASURES, measure

RUN = {"q": {"a": 3.0, "b": 2.0, "c": 1.0}}


def test_ndcg_has_the_grade_as_its_gain() -> None:
    found = measure(RUN, {"q": {"b": 2, "c": 1, "z": 1}})["ndcg@10"]["q"]
    assert found == pytest.approx((2 / log2(3) + 1 / log2(4)) / (2 / log2(2) + 1 / log2(3) + 1 / log2(4)))


def test_recall_is_of_all_that_is_relevant() -> None:
    ten = {"q": {f"p{n:02}": float(-n) for n in range(1, 11)}}
    found = measure(ten, {"q": {"p01": 1, "p06": 2, "other": 1, "p02": 0}})
    assert [found[name]["q"] for name in ("recall@5", "recall@20")] == pytest.approx([1 / 3, 2 / 3])


def test_mrr_is_of_the_first_relevant_one_and_ends_at_ten() -> None:
    eleven = {"q": {f"p{n:02}": float(-n) for n in range(1, 12)}}
    assert measure(eleven, {"q": {"p03": 1, "p07": 1}})["mrr@10"]["q"] == pytest.approx(1 / 3)
    assert measure(eleven, {"q": {"p11": 1}})["mrr@10"]["q"] == 0
    assert measure(eleven, {"q": {"p11": 1}})["recall@20"]["q"] == 1


def test_a_question_without_a_result_counts_as_zero() -> None:
    found = measure(
        {**RUN, "empty": {}, "unasked": {"a": 1.0}}, {"q": {"a": 1}, "none": {"a": 1}, "empty": {"a": 1}}
    )
    assert found["ndcg@10"] == {"q": 1.0, "none": 0.0, "empty": 0.0}


def test_equal_and_nearly_equal_scores_have_one_order_for_every_measure() -> None:
    tied = {"q": {"a": 0.5, "b": 0.5}}
    near = {"q": {"a": 0.5, "b": 0.5 + 1e-12}}
    for run in (tied, near):
        found = measure(run, {"q": {"a": 1}})
        assert found["mrr@10"]["q"] == 1 / 2
        assert found["ndcg@10"]["q"] == pytest.approx(1 / log2(3))


IDS = st.sampled_from("abcdefgh")


@given(
    found=st.dictionaries(IDS, st.floats(-1e30, 1e30)),
    grades=st.dictionaries(IDS, st.integers(0, 3), min_size=1),
)
def test_every_measure_is_between_0_and_1_and_the_best_order_has_1(
    found: dict[str, float], grades: dict[str, int]
) -> None:
    best = {id: float(grade) for id, grade in grades.items()}
    values = measure({"q": found}, {"q": grades})
    ideal = measure({"q": best}, {"q": grades})
    for name in MEASURES:
        assert 0 <= values[name]["q"] <= 1 + 1e-9
        assert values[name]["q"] <= ideal[name]["q"] + 1e-9
    assert ideal["ndcg@10"]["q"] == pytest.approx(float(any(grades.values())))
