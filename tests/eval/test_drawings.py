"""Drawings are well-formed, hold a mark for each result, and say a fault where they cannot be written."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from eval.answer_plot import draw_bars, draw_risk
from eval.errors import EvalError
from eval.peer_plot import draw_peers
from eval.peer_results import COTEJO
from eval.risk_coverage import risk_coverage
from eval.svg import write_drawing

SVG = "{http://www.w3.org/2000/svg}"


def row(system: str, value: float) -> dict[str, object]:
    return {"system": system, "model": "m", "ndcg@10": value}


def test_each_configuration_has_a_mark_where_its_value_lies() -> None:
    rows = [row(COTEJO, 1.0), row("txtai-hybrid", 0.5), row("txtai-hybrid", 0.0)]
    report = {"sets": {"a/es": {"configurations": rows}, "<b>/en": {"configurations": rows[:1]}}}
    root = ElementTree.fromstring(draw_peers(report, "en"))
    circles = [float(found.get("cx", "")) for found in root.iter(f"{SVG}circle")][1:]  # the legend's first
    diamonds = list(root.iter(f"{SVG}polygon"))[1:]
    assert len(diamonds) == 2
    right = float(diamonds[0].get("points", "").split()[1].split(",")[0])
    assert circles == [pytest.approx((right + min(circles)) / 2), min(circles)]
    assert "<b>/en" in [found.text for found in root.iter(f"{SVG}text")]


def test_a_drawing_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="cannot be written into"):
        write_drawing(tmp_path / "no" / "drawing.svg", "<svg/>")


def test_a_bar_is_as_long_as_its_mean_and_its_interval_lies_around_its_end() -> None:
    groups = {
        "one": {"mean": 1.0, "interval": [1.0, 1.0], "questions": 2},
        "<b>": {"mean": 0.5, "interval": [0.25, 0.75], "questions": 4},
    }
    root = ElementTree.fromstring(draw_bars(groups))
    whole, half = (float(bar.get("width", "")) for bar in list(root.iter(f"{SVG}rect"))[1:])
    assert half == pytest.approx(whole / 2)
    assert "<b>" in [found.text for found in root.iter(f"{SVG}text")]
    assert "0.50 (4)" in [found.text for found in root.iter(f"{SVG}text")]


def test_the_risk_curve_keeps_each_risk_back_to_the_coverage_before() -> None:
    points = risk_coverage([(0.9, True), (0.5, False)])
    root = ElementTree.fromstring(draw_risk(points, "en"))
    (drawn,) = root.iter(f"{SVG}polyline")
    corners = [tuple(map(float, corner.split(","))) for corner in drawn.get("points", "").split()]
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    assert x1 == x2 == pytest.approx((x0 + x3) / 2)
    assert y0 == y1 > y2 == y3
