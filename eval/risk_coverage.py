"""Risk and coverage: how often answers are wrong when only the better-supported ones are given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Point:
    """What happens when answers with a support of `threshold` or more are given, and no others.

    `coverage` is the share of answers that are given, `risk` the share of these that are wrong.
    """

    threshold: float
    coverage: float
    risk: float


def risk_coverage(answers: Iterable[tuple[float, bool]]) -> list[Point]:
    """Return a point for each support that occurs, highest first, so that coverage grows to 1.

    `answers` are pairs of support and whether the answer is right. Answers of the same support are
    given together, since no threshold parts them. No answers give no points.
    """
    ordered = sorted(answers, key=lambda answer: -answer[0])
    points, given, wrong = [], 0, 0
    for support, same in groupby(ordered, key=lambda answer: answer[0]):
        marks = [right for _, right in same]
        given += len(marks)
        wrong += marks.count(False)
        points.append(Point(support, given / len(ordered), wrong / given))
    return points


def area(points: Sequence[Point]) -> float:
    """Return the area under the risk over coverage, from 0 (never wrong) to 1 (always wrong).

    The risk at a point holds from the coverage before it; with supports that all differ this is the mean
    of the risks (AURC as Geifman and others define it, "Bias-reduced uncertainty estimation", 2019).

    Raises:
        ValueError: no point.
    """
    if not points:
        raise ValueError(f"{len(points)} points; expected at least one")
    before = [0.0, *(point.coverage for point in points)]
    return sum(p.risk * (p.coverage - last) for p, last in zip(points, before, strict=False))
