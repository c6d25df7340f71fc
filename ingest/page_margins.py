"""Running heads, running feet and page numbers of a paged text.

A line at the upper or lower edge of a page is one when it says the same, numbers apart, at the same
height on several pages, or on the next left or right page, or when it is nothing but a page number. A
line that names a provision ("Article 5", "Article 6" on top of two pages) is one only where it says the
very same twice.
"""

import re
from collections import Counter
from collections.abc import Sequence

from ingest.folding import fold
from ingest.locators import is_provision_heading
from ingest.pdf_text import PageText, Run

_EDGE_LINES = 2
_LEAST_PAGES = 3
_HEIGHT_STEP = 8.0
_SAME_HEIGHT = 1.0
_ROMAN_OR_NUMBER = r"(?:\d{1,4}|[ivxlc]{1,7})"
_PAGE_NUMBER = re.compile(
    rf"(?:[-–—]\s*)?(?:(?:page|pagina|pag\.|p\.)\s*)?{_ROMAN_OR_NUMBER}"
    rf"(?:\s*(?:/|of|de|sur)\s*\d{{1,4}})?(?:\s*[-–—])?$"
)


def margin_runs(pages: Sequence[PageText]) -> list[frozenset[int]]:
    """Return for each page which of its runs (by their place in `runs`) are margins."""
    edges = [_edge_lines(page) for page in pages]
    seen: Counter[tuple[str, int]] = Counter()
    for lines in edges:
        seen.update({_sign(line) for line in lines})
    said = Counter(words for lines in edges for words in {line[1] for line in lines})
    # A head may stand on every other page only; a short text has few pages to repeat it on.
    least = max(2, min(_LEAST_PAGES, len(pages)))
    margins = []
    for number, lines in enumerate(edges):
        found: set[int] = set()
        for place, (places, text, height) in enumerate(lines):
            repeated = len(pages) > 1 and _near(seen, (places, text, height)) >= least
            if place in (0, len(lines) - 1):
                repeated = repeated or _alternates(edges, number, place != 0, (places, text, height))
            repeated = repeated and not (said[text] == 1 and is_provision_heading(text))
            if repeated or _is_page_number(text):
                found.update(places)
        margins.append(frozenset(found))
    return margins


def _alternates(edges: Sequence["list[_EdgeLine]"], number: int, at_foot: bool, line: "_EdgeLine") -> bool:
    """Return whether a page's outermost line stands at the same place on the next left or right page."""
    others = (edges[n] for n in (number - 2, number + 2) if 0 <= n < len(edges))
    outermost = (lines[-1 if at_foot else 0] for lines in others if lines)
    return any(other[1] == line[1] and abs(other[2] - line[2]) < _SAME_HEIGHT for other in outermost)


_EdgeLine = tuple[tuple[int, ...], str, float]


def _edge_lines(page: PageText) -> list[_EdgeLine]:
    """Return the first and last lines of a page: places of their runs, words, height."""
    order = sorted(range(len(page.runs)), key=lambda n: -page.runs[n].bottom)
    lines: list[list[int]] = []
    for place in order:
        if lines and _same_line(page.runs[lines[-1][0]], page.runs[place]):
            lines[-1].append(place)
        else:
            lines.append([place])
    if len(lines) <= 1:
        return []
    edge = lines[:_EDGE_LINES] + lines[max(_EDGE_LINES, len(lines) - _EDGE_LINES) :]
    result = []
    for line in edge:
        line.sort(key=lambda place: page.runs[place].left)
        words = " ".join(page.runs[place].text for place in line)
        result.append((tuple(line), words, page.runs[line[0]].bottom))
    return result


def _same_line(one: Run, other: Run) -> bool:
    return abs(one.bottom - other.bottom) < 0.5 * max(one.size, other.size)


def _sign(line: _EdgeLine) -> tuple[str, int]:
    """Return what a line says without its numbers, and about where."""
    return re.sub(r"\d+", "#", fold(line[1])), int(line[2] // _HEIGHT_STEP)


def _near(seen: Counter[tuple[str, int]], line: _EdgeLine) -> int:
    words, step = _sign(line)
    return seen[(words, step)] + max(seen[(words, step - 1)], seen[(words, step + 1)])


def _is_page_number(text: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(fold(text).strip()))
