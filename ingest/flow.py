"""A text as a run of elements, as every reader hands it over, and how it becomes a document.

Paragraphs that are provisions are recognised here, once for every kind of file: where at least two
open with a name and a number ("Artículo 4º.- Podrán ..."), and where at least five open with numbers
that follow each other ("12. The Committee ...").
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ingest.document import Force, Page
from ingest.locators import parse_key
from ingest.openings import parse_opening
from ingest.text_builder import BULLET, TextBuilder

_LEAST_NUMBERED = 5
_LEAST_NAMED = 2
_ARTICLES = ("article-", "clause-", "principle-")
_NUMBERED = re.compile(r"(\d{1,3})\s*\.\s+\S")


class ElementKind(StrEnum):
    """What an element of a text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE_HEAD = "table_head"
    ROW = "row"
    MARGIN = "margin"


@dataclass(frozen=True, slots=True)
class Element:
    """A heading (of `level` 1 to 6), paragraph, list item or margin with its text, or a table row.

    `depth` and `marker` belong to list items, `cells` to rows, `anchor` and `force` to headings (see
    `TextBuilder.heading`). In a paged text `page` is the page it
    begins on, and `breaks` holds (place in the text, page) where it goes on upon another.
    """

    kind: ElementKind
    text: str = ""
    level: int = 0
    depth: int = 0
    marker: str = BULLET
    cells: tuple[str, ...] = ()
    anchor: str | None = None
    force: Force | None = None
    page: int = 0
    breaks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PageSheet:
    """What is known of a page before its words are placed; see `ingest.document.Page`."""

    label: str
    recognised: bool = False


def write_flow(
    elements: Sequence[Element],
    builder: TextBuilder,
    sheets: Sequence[PageSheet] = (),
    by_headings: bool = False,
) -> tuple[Page, ...]:
    """Write the elements in their order; return the pages, if the text has any.

    With `by_headings` the headings alone name provisions, and no paragraph does.
    """
    openings = {} if by_headings else _openings(elements)
    starts: dict[int, int] = {}
    heads: list[str] = []
    for place, element in enumerate(elements):
        before = builder.length
        match element.kind:
            case ElementKind.HEADING:
                _heading(element, builder)
            case ElementKind.PARAGRAPH if place in openings:
                builder.opened_paragraph(openings[place], element.text)
            case ElementKind.PARAGRAPH:
                builder.paragraph(element.text)
            case ElementKind.ITEM:
                builder.item(element.text, element.marker, element.depth)
            case ElementKind.TABLE_HEAD:
                heads = list(element.cells)
                builder.table_head(heads)
            case ElementKind.ROW:
                builder.row(list(element.cells), heads)
            case ElementKind.MARGIN:
                builder.margin(element.text)
        if element.kind not in (ElementKind.ROW, ElementKind.TABLE_HEAD):
            heads = []
        if element.kind != ElementKind.MARGIN and builder.length > before:
            begin = builder.last_start
            starts.setdefault(element.page, begin)
            for at, page in element.breaks:
                starts.setdefault(page, begin + at)
    return _pages(starts, builder.length, sheets)


def _heading(element: Element, builder: TextBuilder) -> None:
    if element.level:
        builder.heading(element.level, element.text, element.anchor, element.force)
    else:
        builder.provision(element.text)


def _pages(starts: dict[int, int], length: int, sheets: Sequence[PageSheet]) -> tuple[Page, ...]:
    """Return a page for each sheet: from where it begins to where the next page with text does."""
    pages: list[Page] = []
    following = length
    for number in range(len(sheets), 0, -1):
        sheet = sheets[number - 1]
        start = starts.get(number, following)
        pages.append(Page(number, sheet.label, (start, following), sheet.recognised))
        following = start
    pages.reverse()
    if pages and starts:  # what stands before the first words belongs to their page
        first = min(starts)
        pages[first - 1] = replace(pages[first - 1], span=(0, pages[first - 1].span[1]))
        pages[: first - 1] = [replace(page, span=(0, 0)) for page in pages[: first - 1]]
    return tuple(pages)


def _openings(elements: Sequence[Element]) -> dict[int, str]:
    """Return the key of each paragraph that is a provision, by its place."""
    named = {
        place: key
        for place, element in enumerate(elements)
        if element.kind == ElementKind.PARAGRAPH and (key := parse_opening(element.text))
    }
    named = named if len(named) >= _LEAST_NAMED else {}
    numbered = _numbered_paragraphs(elements)
    if len({_article_above(elements, named, place) for place in numbered} - {None}) == 1:
        numbered = {}  # the paragraphs of one long article, as those of others that are shorter
    return {place: f"paragraph-{number}" for place, number in numbered.items()} | named


def _article_above(elements: Sequence[Element], named: dict[int, str], place: int) -> int | None:
    """Return the place of the article, clause or principle that a paragraph stands in, if any."""
    for above in range(place - 1, -1, -1):
        element = elements[above]
        heading = element.kind == ElementKind.HEADING
        key = named.get(above) or (parse_key(element.text) if heading else None)
        if key and key.startswith(_ARTICLES):
            return above
        if heading and key:
            return None
    return None


def _numbered_paragraphs(elements: Sequence[Element]) -> dict[int, int]:
    """Return the number of each numbered paragraph by its place, if the text has a series of them.

    A number goes on the latest series that it follows, so a list within a paragraph does not end the
    series around it; the longest series is the text's.
    """
    series: list[list[tuple[int, int]]] = []
    ends: defaultdict[int, list[list[tuple[int, int]]]] = defaultdict(list)  # by their last number
    for place, element in enumerate(elements):
        match = _NUMBERED.match(element.text) if element.kind == ElementKind.PARAGRAPH else None
        if match is None:
            continue
        number = int(match[1])
        if ends[number - 1]:
            followed = ends[number - 1].pop()
        elif number == 1 or not series:
            followed = []
            series.append(followed)
        else:
            continue
        followed.append((place, number))
        ends[number].append(followed)
    best = max(series, key=len, default=[])
    return dict(best) if len(best) >= _LEAST_NUMBERED else {}
