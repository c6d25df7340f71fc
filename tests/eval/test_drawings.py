"""Drawings are well-formed, hold a mark for each result, and say a fault where they cannot be written."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from eval.errors import EvalError
from eval.peer_plot import draw_peers
from eval.peer_results import COTEJO
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
