"""Tables of a page by the lines that are drawn around their cells, so that a cell of several lines is one.

Tables without such lines are read by the gaps between their words (`ingest.page_cells`).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.page_layout import Line, lines_of
from ingest.pdf_drawing import THIN
from ingest.pdf_letters import Box
from ingest.pdf_text import Run

_NEAR = 3.0
_MOST_RULES = 600
"""More lines than this are a drawing."""


@dataclass(frozen=True, slots=True)
class Part:
    """Part of a page from top to bottom: words still to be put in order, or the rows of a table."""

    runs: tuple[Run, ...] = ()
    rows: tuple[Line, ...] = ()


def parts_of(runs: Sequence[Run], rules: Sequence[Box]) -> list[Part]:
    """Return a page's words in parts: its tables, and what stands above, between and below them.

    A table that has words beside it is none of the parts; its words stay with theirs.
    """
    parts: list[Part] = []
    left = list(runs)
    for xs, ys in _grids(rules):
        inside = [run for run in left if _is_within(run, xs, ys)]
        above = [run for run in left if _middle(run) >= ys[-1]]
        below = [run for run in left if _middle(run) <= ys[0]]
        rows = tuple(_rows(inside, xs, ys))
        if len(inside) + len(above) + len(below) < len(left) or sum(len(row.runs) > 1 for row in rows) < 2:
            continue
        parts += [Part(runs=tuple(above)), Part(rows=rows)]
        left = below
    return [*parts, Part(runs=tuple(left))]


def _grids(rules: Sequence[Box]) -> list[tuple[list[float], list[float]]]:
    """Return the places of the upright and of the level lines of each table, from top to bottom."""
    grids = []
    for group in _touching([rule for rule in rules if _is_line(rule)]):
        xs = _places((left + right) / 2 for left, _, right, _ in group if right - left <= THIN)
        ys = _places((bottom + top) / 2 for _, bottom, _, top in group if top - bottom <= THIN)
        if len(xs) >= 3 and len(ys) >= 3:
            grids.append((xs, ys))
    return sorted(grids, key=lambda grid: -grid[1][-1])


def _is_line(rule: Box) -> bool:
    wide, tall = rule[2] - rule[0], rule[3] - rule[1]
    return min(wide, tall) <= THIN < max(wide, tall)


def _touching(rules: Sequence[Box]) -> list[list[Box]]:
    """Return lines in groups of those that touch each other, directly or through others."""
    groups: list[list[Box]] = []
    for rule in rules if len(rules) <= _MOST_RULES else ():
        met = [group for group in groups if any(_touch(rule, other) for other in group)]
        groups = [group for group in groups if group not in met]
        groups.append([rule, *(other for group in met for other in group)])
    return groups


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] - _NEAR < other[2]
        and other[0] - _NEAR < one[2]
        and one[1] - _NEAR < other[3]
        and other[1] - _NEAR < one[3]
    )


def _places(values: Iterator[float]) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


def _middle(run: Run) -> float:
    return (run.bottom + run.top) / 2


def _is_within(run: Run, xs: Sequence[float], ys: Sequence[float]) -> bool:
    return xs[0] - _NEAR < run.left and run.right < xs[-1] + _NEAR and ys[0] < _middle(run) < ys[-1]


def _rows(runs: Sequence[Run], xs: Sequence[float], ys: Sequence[float]) -> Iterator[Line]:
    """Yield a line for each row that has words, with one run for each cell that has some."""
    cells: dict[tuple[int, int], list[Run]] = {}
    for run in runs:
        place = -bisect_right(ys, _middle(run)), bisect_right(xs, run.left + _NEAR)
        cells.setdefault(place, []).append(run)
    for row in sorted({row for row, _ in cells}):
        yield Line(tuple(_cell(cells[place]) for place in sorted(cells) if place[0] == row))


def _cell(runs: Sequence[Run]) -> Run:
    text = ""
    for line in lines_of(runs):
        parted = re.search(r"[^\W\d_]-$", text) and line.text[:1].islower()
        text = f"{text[:-1]}{line.text}" if parted else f"{text} {line.text}".strip()
    return replace(
        runs[0],
        text=text,
        left=min(run.left for run in runs),
        bottom=min(run.bottom for run in runs),
        right=max(run.right for run in runs),
        top=max(run.top for run in runs),
        bold=all(run.bold for run in runs),
    )
