"""Risk and coverage: a case worked out by hand, and what must hold of every set of answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.risk_coverage import Point, area, risk_coverage

ANSWERS = st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.7, 0.9]), st.booleans()), min_size=1)


def test_the_points_of_a_case_worked_out_by_hand() -> None:
    points = risk_coverage([(0.2, False), (0.9, True), (0.5, True), (0.5, False)])
    assert points == [Point(0.9, 1 / 4, 0 / 1), Point(0.5, 3 / 4, 1 / 3), Point(0.2, 4 / 4, 2 / 4)]
    assert area(points) == pytest.approx(1 / 4 * 0 + 2 / 4 * 1 / 3 + 1 / 4 * 2 / 4)


def test_no_answers_have_no_points_and_no_area() -> None:
    assert risk_coverage([]) == []
    with pytest.raises(ValueError, match="0 points"):
        area([])


@given(answers=ANSWERS)
def test_coverage_grows_to_all_answers_whose_risk_is_the_share_wrong(
    answers: list[tuple[float, bool]],
) -> None:
    points = risk_coverage(answers)
    coverages = [point.coverage for point in points]
    assert coverages == sorted(set(coverages))
    assert [point.threshold for point in points] == sorted({s for s, _ in answers}, reverse=True)
    assert coverages[-1] == 1
    assert points[-1].risk == sum(not right for _, right in answers) / len(answers)
    assert 0 <= area(points) <= 1


@given(answers=ANSWERS)
def test_each_point_says_what_its_threshold_does(answers: list[tuple[float, bool]]) -> None:
    for point in risk_coverage(answers):
        marks = [right for support, right in answers if support >= point.threshold]
        assert point.coverage == len(marks) / len(answers)
        assert point.risk == marks.count(False) / len(marks)


@given(answers=ANSWERS, data=st.data())
def test_neither_the_order_nor_the_scale_of_support_matters(
    answers: list[tuple[float, bool]], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(answers))
    scaled = [(10 * support**3 - 1, right) for support, right in shuffled]
    first, second = risk_coverage(answers), risk_coverage(scaled)
    assert [(p.coverage, p.risk) for p in first] == [(p.coverage, p.risk) for p in second]


@given(marks=st.lists(st.booleans(), min_size=1, max_size=12), data=st.data())
def test_no_order_is_better_than_right_before_wrong_nor_worse_than_the_reverse(
    marks: list[bool], data: st.DataObject
) -> None:
    def area_of(order: list[bool]) -> float:
        return area(risk_coverage((float(-place), right) for place, right in enumerate(order)))

    best, worst = sorted(marks, reverse=True), sorted(marks)
    assert area_of(best) - 1e-9 <= area_of(data.draw(st.permutations(marks))) <= area_of(worst) + 1e-9
    assert area_of([True] * len(marks)) == 0
    assert area_of([False] * len(marks)) == pytest.approx(1)
