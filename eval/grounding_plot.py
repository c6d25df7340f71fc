"""A drawing of how far the support can be trusted: what share of the sentences kept is right."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from eval.grounding_measures import Labels, Scores
from eval.grounding_reading import Table
from eval.svg import COLOURS, drawing, line, text
from locales import say

_WIDTH, _HEIGHT = 640, 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 440, 40, 330
_DASHES = ("", "6 4", "2 3", "10 3 2 3", "1 4")


def draw_trust(by_set: Mapping[str, Mapping[str, Any]], tables: Mapping[str, Table], language: str) -> str:
    """Return the risk-coverage curves of sets: sentences are kept from the best support down."""
    return drawing(_WIDTH, _HEIGHT, list(_pieces(by_set, tables, language)))


def _pieces(
    by_set: Mapping[str, Mapping[str, Any]], tables: Mapping[str, Table], language: str
) -> Iterator[str]:
    yield text(_LEFT, 20, say(language, "Supported, of the sentences with most support"), size=14)
    for share in range(0, 101, 20):
        x = _LEFT + (_RIGHT - _LEFT) * share / 100
        y = _BOTTOM - (_BOTTOM - _TOP) * share / 100
        yield line(_LEFT, y, _RIGHT, y)
        yield text(_LEFT - 8, y + 4, f"{share} %", "end")
        yield text(x, _BOTTOM + 18, f"{share} %", "middle")
    yield text((_LEFT + _RIGHT) / 2, _BOTTOM + 38, say(language, "Sentences kept"), "middle")
    for place, (name, each) in enumerate(by_set.items()):
        support = np.array([score["support"] for score in each["scores"]])
        colour, dashes = COLOURS[place % len(COLOURS)], _DASHES[place % len(_DASHES)]
        look = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"'
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in _curve(support, tables[name].labels))
        yield f'<polyline points="{points}" fill="none" {look}/>'
        y = _TOP + 20 * place
        yield line(_RIGHT + 15, y, _RIGHT + 45, y, look)
        yield text(_RIGHT + 52, y + 4, name)


def _curve(support: Scores, labels: Labels) -> Sequence[tuple[float, float]]:
    order = np.argsort(-support, kind="stable")
    right = np.cumsum(labels[order]) / np.arange(1, len(order) + 1)
    kept = np.unique(np.linspace(max(1, len(order) // 20), len(order), 60).astype(int))
    return [
        (_LEFT + (_RIGHT - _LEFT) * count / len(order), _BOTTOM - (_BOTTOM - _TOP) * right[count - 1])
        for count in kept.tolist()
    ]
