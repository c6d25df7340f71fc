"""Which runs of one line are cells of a table, and which are words of one sentence that stand apart.

Words stand apart where a line is stretched to both edges of a narrow column, where a tab follows a number
or a bullet, and where the mark of a footnote is raised.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.page_layout import Line
from ingest.pdf_text import Run
from ingest.raised_figures import raise_figures

MARKER = re.compile(
    r"(?:[•▪●◦‣·*–—-]|\(?(?:[a-z]|[ivxl]{1,5}|\d{1,3})\)|(?:\d{1,3}|[IVXL]{1,6}|[A-Z])\.|\d{1,3}(?:\.\d{1,3})+\.?)"
)
"""What stands before an item or a paragraph, with a tab after it: "•", "(a)", "12.", "1.2", "IV."."""
_EDGE = 2.5
_STRETCHED = 4.0
"""The widest gap of a stretched line, in font sizes."""


def sentences_joined(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a column; in those that are no table rows, all words are one run."""
    close = [Line(tuple(_close_joined(line.runs))) for line in lines]
    if not close:
        return []
    edges = min(line.left for line in close), _common_right(close)
    joined = []
    for number, line in enumerate(close):
        neighbours = [close[n] for n in (number - 1, number + 1) if 0 <= n < len(close)]
        runs = line.runs
        marked = len(runs) > 1 and MARKER.fullmatch(runs[0].text) is not None
        rest = Line(runs[1:]) if marked else line
        is_sentence = len(rest.runs) == 1 or _is_stretched(rest, edges, neighbours)
        joined.append(Line((_one(runs),)) if is_sentence else line)
    return joined


def _close_joined(runs: Sequence[Run]) -> list[Run]:
    """Return the runs of a line; those that stand no farther apart than words are one."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last is None or not -0.5 * last.size < run.left - last.right < 0.6 * max(last.size, run.size):
            joined.append(run)
            continue
        apart = run.left - last.right > 0.12 * max(last.size, run.size)
        joined[-1] = _one([_raised(last, run), _raised(run, last)], " " if apart else "")
    return joined


def _raised(run: Run, beside: Run) -> Run:
    """Return a run; raised figures stay so, else "article 3" with a note 1 became article 31."""
    is_raised = run.size < 0.85 * beside.size and run.top > beside.top - 0.35 * beside.size
    is_raised = is_raised and run.bottom > beside.bottom + 0.1 * beside.size
    return replace(run, text=raise_figures(run.text)) if is_raised and run.text.isdigit() else run


def _one(runs: Sequence[Run], between: str = " ") -> Run:
    longest = max(runs, key=lambda run: len(run.text))
    return replace(
        longest,
        text=between.join(run.text for run in runs),
        left=min(run.left for run in runs),
        bottom=min(run.bottom for run in runs if run.size >= 0.85 * longest.size),
        right=max(run.right for run in runs),
        top=max(run.top for run in runs if run.size >= 0.85 * longest.size),
        bold=all(run.bold for run in runs),
    )


def _common_right(lines: Sequence[Line]) -> float | None:
    """Return where at least three lines, and a third of them, end; None for lines of ragged ends."""
    rights = sorted(line.right for line in lines)
    best = max(rights, key=lambda right: sum(abs(other - right) < _EDGE for other in rights))
    count = sum(abs(other - best) < _EDGE for other in rights)
    return best if count >= 3 and count * 3 >= len(rights) else None


def _is_stretched(line: Line, edges: tuple[float, float | None], neighbours: Sequence[Line]) -> bool:
    """Return whether the gaps of a line come from stretching it to the edges of its column."""
    right = edges[1]
    if right is None or abs(line.right - right) > _EDGE:
        return False
    gaps = [two.left - one.right for one, two in pairwise(line.runs)]
    if max(gaps) > _STRETCHED * line.size or max(gaps) > 1.6 * min(gaps):
        return False
    return not any(_is_aligned(line, neighbour) for neighbour in neighbours)


def _is_aligned(line: Line, other: Line) -> bool:
    """Return whether two lines have cells below each other: at their left, their right or their middle."""
    if len(line.runs) != len(other.runs):
        return False
    return all(
        abs(one.left - two.left) < _EDGE
        or abs(one.right - two.right) < _EDGE
        or abs(one.left + one.right - two.left - two.right) < 2 * _EDGE
        for one, two in zip(line.runs, other.runs, strict=True)
    )
