"""Drawings of a run over a question set: shares as bars, and how support orders right and wrong."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from eval.risk_coverage import Point
from eval.svg import COLOURS, bar, drawing, line, text
from locales import say

_WIDTH = 350
"""In pixels: as wide as a telephone shows without shrinking the letters."""
_LEFT, _RIGHT, _ROW, _AXIS = 104, 96, 26, 24
_PLOT_LEFT, _PLOT_RIGHT, _PLOT_TOP, _PLOT_BOTTOM, _PLOT_HEIGHT = 46, 16, 22, 42, 240
_LIMITS = f'stroke="{COLOURS[2]}" stroke-width="2"'
_PALE = "#9cc2e5"


def draw_bars(groups: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a bar for each group, from 0 to 1, with its interval, its mean and its questions.

    A group is a measure as `eval.answer_summary.summarise` describes it.
    """
    bottom = 6 + _ROW * len(groups)
    pieces = []
    for fifth in range(6):
        pieces.append(line(_x(fifth / 5), 4, _x(fifth / 5), bottom))
        pieces.append(text(_x(fifth / 5), bottom + 16, f"{fifth / 5:g}", anchor="middle", size=11))
    for place, (name, group) in enumerate(groups.items()):
        top = 6 + _ROW * place
        low, high = (_x(bound) for bound in group["interval"])
        pieces += [
            text(_LEFT - 6, top + 17, name, anchor="end"),
            bar(_LEFT, top + 5, _x(group["mean"]) - _LEFT, _ROW - 10, _PALE),
            line(low, top + 13, high, top + 13, _LIMITS),
            *(line(end, top + 8, end, top + 18, _LIMITS) for end in (low, high)),
            text(_WIDTH - 6, top + 17, f"{group['mean']:.2f} ({group['questions']})", anchor="end"),
        ]
    return drawing(_WIDTH, bottom + _AXIS, pieces)


def draw_risk(points: Sequence[Point], language: str) -> str:
    """Return the share of wrong answers (up) over the share of answers given, best support first."""
    most = max(0.1, math.ceil(10 * max(point.risk for point in points)) / 10)

    def x(coverage: float) -> float:
        return _PLOT_LEFT + coverage * (_WIDTH - _PLOT_LEFT - _PLOT_RIGHT)

    def y(risk: float) -> float:
        return _PLOT_HEIGHT - _PLOT_BOTTOM - risk / most * (_PLOT_HEIGHT - _PLOT_TOP - _PLOT_BOTTOM)

    pieces = [text(4, 12, say(language, "share wrong"), size=11)]
    for fifth in range(6):
        share = fifth / 5
        pieces.append(line(x(0), y(share * most), x(1), y(share * most)))
        pieces.append(text(x(0) - 5, y(share * most) + 4, f"{share * most:.2f}", anchor="end", size=11))
        pieces.append(text(x(share), y(0) + 16, f"{share:g}", anchor="middle", size=11))
    pieces.append(text(x(1), _PLOT_HEIGHT - 6, say(language, "share of answers given"), "end", size=11))
    corners = [(x(point.coverage), y(point.risk)) for point in points]
    drawn = " ".join(f"{a:.1f},{b:.1f}" for a, b in _steps(corners, x(0)))
    pieces.append(f'<polyline points="{drawn}" fill="none" stroke="{COLOURS[0]}" stroke-width="2"/>')
    pieces += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="2.5" fill="{COLOURS[0]}"/>' for a, b in corners]
    return drawing(_WIDTH, _PLOT_HEIGHT, pieces)


def _steps(corners: Sequence[tuple[float, float]], left: float) -> list[tuple[float, float]]:
    """Return the line that keeps the height of each corner from the one before it."""
    starts = [left, *(x for x, _ in corners)]
    return [place for start, (x, y) in zip(starts, corners, strict=False) for place in ((start, y), (x, y))]


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)
