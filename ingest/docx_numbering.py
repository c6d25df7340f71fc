"""The numbers that Word puts before paragraphs by itself: "1.2", "a)", "Cláusula 3.-".

They stand nowhere in the text of the file; they follow from the lists that its paragraphs belong to.
Numbers in words ("Primera") are written in figures.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ingest.docx_text import qn, value_of

_MOST_LEVELS = 9
_MOST_STYLES = 20
"""Styles that a style may be based upon, one on another; a circle of them ends here."""
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def _roman(number: int) -> str:
    digits = ""
    for value, letters in _ROMAN:
        digits += letters * (number // value)
        number %= value
    return digits


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


_FORMATS: dict[str, Callable[[int], str]] = {
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
    "ordinal": lambda number: f"{number}º",
}


@dataclass(frozen=True, slots=True)
class ListMark:
    """What stands before a paragraph of a list: "" for a bullet, and the list's level from 0."""

    label: str
    level: int


class Numbering:
    """Counts the paragraphs of a Word file's lists; ask once for each paragraph, in their order."""

    def __init__(self, document: Any) -> None:
        """Take the lists and styles of a python-docx document."""
        self._styles = {style.get(qn("w:styleId")): style for style in document.styles.element}
        self._lists: dict[str, Any] = {}
        self._kinds: dict[str, Any] = {}
        for part in document.part.package.iter_parts():
            if str(part.partname) == "/word/numbering.xml":
                root = document.part.numbering_part.element
                self._lists = {item.get(qn("w:numId")): item for item in root.iterchildren(qn("w:num"))}
                kinds = root.iterchildren(qn("w:abstractNum"))
                self._kinds = {item.get(qn("w:abstractNumId")): item for item in kinds}
        self._counts: defaultdict[str, list[int | None]] = defaultdict(lambda: [None] * _MOST_LEVELS)
        self._begun: set[tuple[str, int]] = set()

    def mark(self, paragraph: Any) -> ListMark | None:
        """Return what stands before a `w:p`, having counted it; None for one of no list."""
        found = self._list_of(paragraph)
        if found is None:
            return None
        number, level = found
        item = self._lists.get(number)
        kind = value_of(item, "w:abstractNumId") if item is not None else ""
        levels = {value_of(one, "", "w:ilvl"): one for one in self._kinds.get(kind, ())}
        rule = levels.get(str(level))
        if rule is None:
            return ListMark("", level)
        counts = self._counts[kind]
        counts[level] = self._next(item, number, rule, counts[level], level)
        counts[level + 1 :] = [None] * (_MOST_LEVELS - level - 1)
        if value_of(rule, "w:numFmt") in ("bullet", "none"):
            return ListMark("", level)
        label = value_of(rule, "w:lvlText")
        for above in range(level + 1):
            count = counts[above]
            form = value_of(levels.get(str(above)), "w:numFmt") if rule.find(qn("w:isLgl")) is None else ""
            told = _FORMATS.get(form, str)(count if count is not None else 1)
            label = label.replace(f"%{above + 1}", told)
        return ListMark(" ".join(label.split()), level)

    def _next(self, item: Any, number: str, rule: Any, count: int | None, level: int) -> int:
        """Return the next count of a level; a list that starts anew does so with its first paragraph."""
        first = (number, level) not in self._begun
        self._begun.add((number, level))
        for override in item.iterchildren(qn("w:lvlOverride")) if first else ():
            start = value_of(override, "w:startOverride")
            if override.get(qn("w:ilvl")) == str(level) and _is_count(start):
                return int(start)
        if count is not None:
            return count + 1
        start = value_of(rule, "w:start")
        return int(start) if _is_count(start) else 1

    def _list_of(self, paragraph: Any) -> tuple[str, int] | None:
        """Return the number of a paragraph's list and its level, its own or its style's."""
        marks = paragraph.find(qn("w:pPr"))
        number, level = _list_marks(marks)
        for style in self.styles_of(paragraph):
            of_style, level_of_style = _list_marks(style.find(qn("w:pPr")))
            number, level = number or of_style, level or level_of_style
        if not number or number == "0":
            return None
        return number, min(int(level), _MOST_LEVELS - 1) if _is_count(level) else 0

    def styles_of(self, paragraph: Any) -> list[Any]:
        """Return the style of a `w:p` and those that it is based upon, nearest first."""
        styles: list[Any] = []
        marks = paragraph.find(qn("w:pPr"))
        name = value_of(marks, "w:pStyle")
        while name in self._styles and len(styles) < _MOST_STYLES:
            styles.append(self._styles[name])
            name = value_of(styles[-1], "w:basedOn")
        return styles


def _list_marks(marks: Any) -> tuple[str, str]:
    found = marks.find(qn("w:numPr")) if marks is not None else None
    return value_of(found, "w:numId"), value_of(found, "w:ilvl")


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 7
