"""A drawing of the comparison with peers: a row a set, a mark for each configuration."""

from collections.abc import Mapping
from typing import Any

from eval.peer_report import COMPARED
from eval.peer_results import COTEJO
from eval.svg import COLOURS, drawing, line, text
from locales import say

_WIDTH, _ROW = 760, 24
_LEFT, _RIGHT, _TOP, _BOTTOM = 120, 30, 56, 36


def draw_peers(report: Mapping[str, Any], language: str) -> str:
    """Return the drawing of a report of `eval.peer_report.compare`: nDCG@10 from 0 to 1."""
    sets = report["sets"]
    bottom = _TOP + _ROW * len(sets)
    pieces = [
        _diamond(_x(0.0) + 6, 20),
        text(_x(0.0) + 18, 24, f"Cotejo, {COMPARED}"),
        _circle(_x(0.0) + 206, 20),
        text(_x(0.0) + 218, 24, say(language, "a peer with one of the models")),
    ]
    for tenth in range(0, 11, 2):
        pieces.append(line(_x(tenth / 10), _TOP - 10, _x(tenth / 10), bottom))
        pieces.append(text(_x(tenth / 10), bottom + 18, f"{tenth / 10:g}", anchor="middle"))
    for place, (name, given) in enumerate(sets.items()):
        y = _TOP + _ROW * place + _ROW / 2
        pieces.append(text(_LEFT - 12, y + 4, name, anchor="end"))
        rows = given["configurations"]
        pieces += [_circle(_x(row[COMPARED]), y) for row in rows if row["system"] != COTEJO]
        pieces += [_diamond(_x(row[COMPARED]), y) for row in rows if row["system"] == COTEJO]
    return drawing(_WIDTH, bottom + _BOTTOM, pieces)


def _x(value: float) -> float:
    return _LEFT + value * (_WIDTH - _LEFT - _RIGHT)


def _circle(x: float, y: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="none" stroke="{COLOURS[1]}" stroke-width="1.5"/>'


def _diamond(x: float, y: float) -> str:
    points = f"{x - 6:.1f},{y:.1f} {x:.1f},{y - 6:.1f} {x + 6:.1f},{y:.1f} {x:.1f},{y + 6:.1f}"
    return f'<polygon points="{points}" fill="{COLOURS[0]}"/>'
