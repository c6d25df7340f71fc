"""Lines of a page's columns as headings, paragraphs, list items and table rows.

Words that are parted at the end of a line are put together again; a paragraph that goes on in the
next column or on the next page is one.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from ingest.flow import Element, ElementKind
from ingest.locators import is_provision_heading
from ingest.openings import parse_opening
from ingest.page_layout import Line
from ingest.raised_figures import RAISED

_MARKER = re.compile(r"(?:[•▪●◦‣·*–—-]|\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})\))\s+(?=\S)")
_LEADER = re.compile(r"(?:\.\s?){4,}\s*(?:\d+|[ivxlc]+)$|…{2,}\s*\d+$")
"""The dots of a table of contents, before the number of a page."""
_NOTE = re.compile(rf"[{RAISED}]+")
_PLAIN_NOTE = re.compile(r"(?:\d{1,3}|\*{1,3}|[†‡§])\s*[^\W\d]")
_NUMBER = re.compile(r"\d{1,3}\s*\.\s+\S")
_ENDS = (".", "!", "?", ":", ";", "”", "»", '"', ")")
_HEADING_LETTERS = 160
_LEAST_LINE = 28
"""A first line of a text in a column has at least this many letters."""
_LARGER = 1.12
"""A heading's font is at least this many times that of the body, unless it is bold."""
_JOINING = {"and", "or", "to", "y", "e", "o", "u", "ou", "et"}
_HYPHENATED = re.compile(r"([^\W\d_]+)-$")


@dataclass(slots=True)
class Gathering:
    """Elements gathered so far over all pages; the last paragraph may still go on."""

    body_size: float
    words: Counter[str]
    """How often each word, folded to lower case, stands whole in the text."""
    elements: list[Element] = field(default_factory=list)
    _notes: set[int] = field(default_factory=set)
    """Which elements are footnotes, by identity; a paragraph may go on beyond those of its page."""
    _cut: bool = False
    """Whether the last column ended with a full line, as a paragraph does that goes on in the next."""

    def add_column(self, lines: Sequence[Line], page: int) -> None:
        """Add one column of page `page`, in reading order."""
        edge = _full_edge(lines)
        groups = list(_groups(lines, self.body_size))
        body = (n for n, group in enumerate(groups) if not _is_note(group, self.body_size))
        last_of_body = max(body, default=0)
        for number, group in enumerate(groups):
            cut = number >= last_of_body and _is_cut(group, edge)
            element = self._element(group, page, cut)
            last = self._last_body() if number == 0 else None
            if (
                last is not None
                and element.kind == ElementKind.PARAGRAPH
                and self._continues(last, element)
            ):
                self._join(last, element)
            else:
                self.elements.append(element)
            if _is_note(group, self.body_size):
                self._notes.add(id(element))
            else:
                self._cut = cut

    def add_margins(self, texts: Sequence[str], page: int) -> None:
        """Add the running heads, feet and numbers of a page."""
        self.elements.extend(Element(ElementKind.MARGIN, text, page=page) for text in texts)

    def _last_body(self) -> Element | None:
        body = (
            e for e in reversed(self.elements) if e.kind != ElementKind.MARGIN and id(e) not in self._notes
        )
        last = next(body, None)
        return last if last is not None and last.kind == ElementKind.PARAGRAPH else None

    def _join(self, last: Element, more: Element) -> None:
        """Let `last` go on with `more`; margins between the two stay after it.

        The footnotes of its page come before a paragraph that goes on overleaf, as what is in the text
        after that is of the next page.
        """
        joined = self._together(last.text, more.text)
        at = len(joined) - len(more.text)
        breaks = last.breaks
        if more.page != _last_page(last):
            breaks = (*breaks, (at, more.page))
        place = self._place_of(last)
        after = self.elements[place + 1 :]
        notes = self._notes if breaks != last.breaks else set()
        self.elements[place:] = [
            *(element for element in after if id(element) in notes),
            replace(last, text=joined, breaks=breaks),
            *(element for element in after if id(element) not in notes),
        ]

    def _continues(self, last: Element, more: Element) -> bool:
        """Return whether a paragraph goes on in the next column or on the next page."""
        if last.text.endswith(_ENDS) or not more.text or self._holds_notes(last, more):
            return False
        if more.text[0].islower() or _HYPHENATED.search(last.text):
            return True
        opens = _NOTE.match(more.text) or _NUMBER.match(more.text) or parse_opening(more.text)
        return self._cut and more.text[0].isalpha() and not opens

    def _holds_notes(self, last: Element, more: Element) -> bool:
        """Return whether `last` opens a provision that footnotes follow, before the next page.

        They would come before it (see `_join`), and so into the provision above.
        """
        opens = _NUMBER.match(last.text) or parse_opening(last.text)
        after = self.elements[self._place_of(last) + 1 :]
        noted = any(element.kind != ElementKind.MARGIN for element in after)
        return bool(opens) and noted and more.page != _last_page(last)

    def _place_of(self, element: Element) -> int:
        """Return where an element stands; it is looked for from the end, near which it is."""
        backwards = range(len(self.elements) - 1, -1, -1)
        return next(place for place in backwards if self.elements[place] is element)

    def _element(self, group: Sequence[Line], page: int, cut: bool) -> Element:
        if _LEADER.search(group[-1].text):
            # A table of contents names each provision before the provision itself does.
            return Element(ElementKind.ITEM, " ".join(line.text for line in group), marker="", page=page)
        if len(group) == 1 and len(group[0].runs) > 1:
            return Element(ElementKind.ROW, cells=tuple(run.text for run in group[0].runs), page=page)
        text = group[0].text
        for line in group[1:]:
            text = self._together(text, line.text)
        if is_provision_heading(text) and not (cut and parse_opening(text)):
            return Element(ElementKind.HEADING, text, level=0, page=page)
        level = _heading_level(group, text, self.body_size)
        if level:
            return Element(ElementKind.HEADING, text, level=level, page=page)
        marker = _MARKER.match(text)
        if marker:
            return Element(ElementKind.ITEM, text[marker.end() :], marker=marker[0], page=page)
        return Element(ElementKind.PARAGRAPH, text, page=page)

    def _together(self, text: str, more: str) -> str:
        """Join two lines; a hyphen between them goes unless the text writes the word with it."""
        parted = _HYPHENATED.search(text)
        following = re.match(r"[^\W\d_]+", more)
        if re.search(r"\w-$", text) and re.match(r"\d", more):
            return text + more  # "COVID-19", "2011-2015"
        if parted is None or following is None:
            return f"{text} {more}"
        if following[0][0].isupper() and not (parted[1] + following[0]).isupper():
            return text + more  # "Madrid-Barcelona"
        whole = (parted[1] + following[0]).casefold()
        compound = f"{parted[1]}-{following[0]}".casefold()
        if self.words[compound] > self.words[whole]:
            return text + more
        if following[0] in _JOINING and self.words[parted[1].casefold()] and not self.words[whole]:
            return f"{text} {more}"  # "short- and long-term"
        return text[:-1] + more


def count_words(lines: Iterator[Line]) -> Counter[str]:
    """Return how often each word stands whole within a line, compounds with their hyphen."""
    counts: Counter[str] = Counter()
    for line in lines:
        words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*-?", line.text)
        counts.update(word.casefold() for word in words if not word.endswith("-"))
    return counts


def body_size(lines: Sequence[Line]) -> float:
    """Return the font size of most letters, in points."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size * 2) / 2] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 10.0


def _groups(lines: Sequence[Line], body: float) -> Iterator[list[Line]]:
    """Yield the lines of one column in paragraphs."""
    if not lines:
        return
    steps = [one.bottom - two.bottom for one, two in pairwise(lines)]
    usual = median([step for step in steps if step > 0] or [body * 1.2])
    usual = min(usual, body * 2.2)
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    group = [lines[0]]
    for line in lines[1:]:
        # The lines of a large heading are farther apart than those of the body.
        step = max(usual, 1.2 * line.size) if line.size >= _LARGER * body else usual
        if _begins(group, line, step, (left, right), body):
            yield group
            group = []
        group.append(line)
    yield group


def _begins(
    group: Sequence[Line], line: Line, usual: float, sides: tuple[float, float], body: float
) -> bool:
    """Return whether `line` begins a new paragraph after `group`."""
    last = group[-1]
    if len(last.runs) > 1 or len(line.runs) > 1 or _LEADER.search(last.text):
        return True
    if last.bottom - line.bottom > 1.35 * usual or abs(line.size - last.size) > 0.12 * last.size:
        return True
    if last.size >= _LARGER * body and last.bold == line.bold:
        return False  # the lines of one large heading, though each may name a provision
    if is_provision_heading(line.text) or _is_named_alone(last, line, sides):
        return True
    if line.bold != last.bold and (len(group) == 1 or line.bold):
        return True
    ended = last.text.endswith(_ENDS)
    if _NOTE.match(line.text):
        return True
    if _MARKER.match(line.text) and (ended or _MARKER.match(group[0].text)):
        return True
    if (_NUMBER.match(line.text) or parse_opening(line.text)) and ended:
        return True
    indented = line.left > sides[0] + 0.8 * line.size and last.left < line.left - 0.5 * line.size
    short = last.right < sides[1] - 0.25 * (sides[1] - sides[0])
    return ended and (short or (indented and not _MARKER.match(group[0].text)))


def _is_named_alone(line: Line, following: Line, sides: tuple[float, float]) -> bool:
    """Return whether a line is the heading of a provision, and not the first line of its text.

    "Artículo 5.- Los contratos que" may be either: it is text where it goes on to the edge of the column.
    """
    is_full = line.right > sides[1] - 0.15 * (sides[1] - sides[0])
    goes_on = is_full and (following.text[:1].islower() or len(line.text) >= _LEAST_LINE)
    return is_provision_heading(line.text) and not (goes_on and parse_opening(line.text))


def _heading_level(group: Sequence[Line], text: str, body: float) -> int:
    """Return the level of a heading, by its size and weight; 0 for what is none."""
    if len(text) > _HEADING_LETTERS or text.endswith((".", ",", ";")) or not any(map(str.isalpha, text)):
        return 0
    size = group[0].size
    if size >= 1.5 * body:
        return 2
    if size >= _LARGER * body:
        return 3
    return 4 if all(line.bold for line in group) and not text[0].islower() else 0


def _full_edge(lines: Sequence[Line]) -> float:
    """Return from where on a line of a column counts as full."""
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    return right - 0.05 * (right - left)


def _is_note(group: Sequence[Line], body: float) -> bool:
    """Return whether a group of lines is a footnote."""
    return group[0].size <= 0.92 * body and bool(
        _NOTE.match(group[0].text) or _PLAIN_NOTE.match(group[0].text)
    )


def _is_cut(group: Sequence[Line], edge: float) -> bool:
    """Return whether the last lines of a column are of a text that fills it, and do not end a sentence."""
    last = group[-1]
    full = last.right >= edge and len(last.text) >= _LEAST_LINE and not last.bold
    return full and not last.text.endswith(_ENDS)


def _last_page(element: Element) -> int:
    return element.breaks[-1][1] if element.breaks else element.page
