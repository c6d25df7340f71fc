"""The reading order of a page: its columns, and in each the lines from top to bottom.

Columns are found by the gutter between them: the white strip that fewest runs cross. What crosses it
(a title over both columns) parts the page into bands, and in each band the left column is read before
the right one. A gutter between short cells is no gutter but a table, which is read by rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.pdf_text import Run

_LEAST_LINES = 3
_LEAST_LETTERS = 18
"""Lines of a column of prose are at least this long at the median; cells of a table are shorter."""
_LEAST_GUTTER = 6.0
_STEP = 2.0
_APART = 1.8
"""Lines that are this many times farther apart than those of their column do not belong together."""


@dataclass(frozen=True, slots=True)
class Line:
    """The runs of one line of a column, from left to right; more than one are cells."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The words of the line, cells parted by a space."""
        return " ".join(run.text for run in self.runs)

    @property
    def left(self) -> float:
        """Where the line begins."""
        return self.runs[0].left

    @property
    def right(self) -> float:
        """Where the line ends."""
        return max(run.right for run in self.runs)

    @property
    def top(self) -> float:
        """The upper edge of the line."""
        return max(run.top for run in self.runs)

    @property
    def bottom(self) -> float:
        """The lower edge of the line."""
        return min(run.bottom for run in self.runs)

    @property
    def size(self) -> float:
        """The font size of most of its letters, in points."""
        return max(self.runs, key=lambda run: len(run.text)).size

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(run.bold for run in self.runs)


def reading_order(runs: Sequence[Run]) -> list[list[Line]]:
    """Return the columns of a page in the order in which they are read, each a list of lines."""
    gutter = _gutter(runs)
    if gutter is None:
        return [lines_of(runs)] if runs else []
    columns: list[list[Line]] = []
    for band in _bands(runs, gutter):
        if any(_crosses(run, gutter) for run in band):
            columns.append(lines_of(band))
            continue
        right = [run for run in band if run.right > gutter + 1]
        left, below = _parted([run for run in band if run.right <= gutter + 1], right)
        for side in (left, right, below):
            columns.extend(reading_order(side))
    return columns


def _parted(left: Sequence[Run], right: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """Return a left column, and what stands apart below both columns, such as a heading of what follows."""
    lines = lines_of(left)
    lowest = min((run.bottom for run in right), default=0.0)
    steps = [one.bottom - two.bottom for one, two in pairwise(lines)]
    for number, step in enumerate(steps, start=1):
        if right and lines[number].top < lowest and step > _APART * median(steps):
            column, below = lines[:number], lines[number:]
            return [run for line in column for run in line.runs], [
                run for line in below for run in line.runs
            ]
    return list(left), []


def lines_of(runs: Sequence[Run]) -> list[Line]:
    """Return runs as lines from top to bottom; runs that overlap by half in height share one."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -(run.top + run.bottom)):
        last = lines[-1] if lines else None
        if last and _overlap(last[0], run) > 0.5:
            last.append(run)
        else:
            lines.append([run])
    return [Line(tuple(sorted(line, key=lambda run: run.left))) for line in lines]


def _overlap(one: Run, other: Run) -> float:
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared / max(min(one.top - one.bottom, other.top - other.bottom), 0.1)


def _crosses(run: Run, gutter: float) -> bool:
    return run.left < gutter - 1 and run.right > gutter + 1


def _gutter(runs: Sequence[Run]) -> float | None:
    """Return the place of the gutter that parts the runs into two columns of prose, or None."""
    if len(runs) < 2 * _LEAST_LINES:
        return None
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    steps = int((right - left) / _STEP)
    places = [left + _STEP * step for step in range(steps // 5, steps - steps // 5)]
    crossed = {place: sum(_crosses(run, place) for run in runs) for place in places}
    if not crossed or min(crossed.values()) > 0.25 * len(runs):
        return None
    fewest = min(crossed.values())
    # The middle of the widest strip that fewest runs cross.
    strips: list[list[float]] = []
    for place in places:
        if crossed[place] == fewest:
            if strips and place - strips[-1][-1] <= _STEP * 1.5:
                strips[-1].append(place)
            else:
                strips.append([place])
    strip = max(strips, key=len)
    gutter = (strip[0] + strip[-1]) / 2
    sides = ([r for r in runs if r.right <= gutter + 1], [r for r in runs if r.left >= gutter - 1])
    if not all(_is_prose(side) for side in sides):
        return None
    white = min(run.left for run in sides[1]) - max(run.right for run in sides[0])
    return gutter if white >= _LEAST_GUTTER else None


def _is_prose(runs: Sequence[Run]) -> bool:
    lines = lines_of(runs)
    if len(lines) < _LEAST_LINES:
        return False
    wide = max(line.right for line in lines) - min(line.left for line in lines)
    return (
        median(len(line.text) for line in lines) >= _LEAST_LETTERS
        and median(line.right - line.left for line in lines) >= 0.6 * wide
    )


def _bands(runs: Sequence[Run], gutter: float) -> list[list[Run]]:
    """Return the runs in bands from top to bottom: what crosses the gutter, or what stands between."""
    bands: list[list[Run]] = []
    crossing = False
    for line in lines_of(runs):
        crosses = any(_crosses(run, gutter) for run in line.runs)
        if not bands or crosses != crossing:
            bands.append([])
            crossing = crosses
        bands[-1].extend(line.runs)
    return bands
