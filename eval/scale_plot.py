"""A drawing of how search grows with the corpus: its times and its memory, as SVG."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.scale_search import UNFILTERED
from eval.svg import COLOURS, drawing, line, text
from locales import say

_WIDTH, _HEIGHT = 460, 320
"""Of one panel, in pixels."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 40, 84, 40
_DASHES = ("", "7 4", "2 4")
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a panel: its name and its value at each size."""

    name: str
    values: tuple[float, ...]


def draw_growth(results: Sequence[Mapping[str, Any]], language: str) -> str:
    """Return the drawing of results of `eval.scale.bench_search`, in the order of their sizes."""
    results = sorted(results, key=lambda result: int(result["passages"]))
    sizes = [int(result["passages"]) for result in results]
    times = [
        Line(say(language, "no filter, median"), _values(results, "ms", UNFILTERED, "p50")),
        Line(say(language, "no filter, 95 of 100"), _values(results, "ms", UNFILTERED, "p95")),
        Line(say(language, "slowest filter, 95 of 100"), _values(results, "slowest p95 ms")),
    ]
    memory = [
        Line(say(language, "resident"), _values(results, "memory MiB", "searched", "resident")),
        Line(say(language, "of it not files"), _values(results, "memory MiB", "searched", "anonymous")),
    ]
    panels = [
        _panel(0, say(language, "Milliseconds a question, warm"), sizes, times),
        _panel(_WIDTH, say(language, "Memory, MiB"), sizes, memory),
    ]
    return drawing(2 * _WIDTH, _HEIGHT, panels)


def _values(results: Sequence[Mapping[str, Any]], *path: str) -> tuple[float, ...]:
    found = []
    for result in results:
        value: Any = result
        for key in path:
            value = value[key]
        found.append(float(value))
    return tuple(found)


def _panel(left: int, title: str, sizes: Sequence[int], lines: Sequence[Line]) -> str:
    step = _step(max(value for each in lines for value in each.values))
    top = step * math.ceil(max(value for each in lines for value in each.values) / step)
    low, high = math.log10(sizes[0]), math.log10(sizes[-1])

    def x(size: int) -> float:
        share = (math.log10(size) - low) / (high - low) if high > low else 0.5
        return left + _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(value: float) -> float:
        return _HEIGHT - _BOTTOM - value / top * (_HEIGHT - _TOP - _BOTTOM)

    drawn = [text(left + _LEFT, 20, title, size=14)]
    for count in range(round(top / step) + 1):
        at = y(count * step)
        drawn.append(line(left + _LEFT, at, left + _WIDTH - _RIGHT, at))
        drawn.append(text(left + _LEFT - 6, at + 4, f"{count * step:g}", anchor="end"))
    drawn += [text(x(size), _HEIGHT - _BOTTOM + 18, f"{size:,}", anchor="middle") for size in sizes]
    for place, one in enumerate(lines):
        look = f'stroke="{COLOURS[place]}" stroke-width="2" stroke-dasharray="{_DASHES[place]}"'
        points = [(x(size), y(value)) for size, value in zip(sizes, one.values, strict=True)]
        joined = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        drawn.append(f'<polyline points="{joined}" fill="none" {look}/>')
        drawn += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{COLOURS[place]}"/>' for a, b in points]
        at = 38 + 14 * place
        drawn.append(line(left + _LEFT, at, left + _LEFT + 30, at, look))
        drawn.append(text(left + _LEFT + 36, at + 4, one.name))
    return "\n".join(drawn)


def _step(highest: float) -> float:
    """Return a round distance between grid lines that gives about five of them."""
    rough = max(highest, 1e-9) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough)
