"""Reading Word files (.docx): headings, lists, tables, footnotes (adapter of python-docx).

A footnote stands after the paragraph or the table that refers to it. Inserted text counts and deleted
text does not, as the reader of the file sees it. Runs that are marked as hidden, too small to be seen, or
white upon nothing are left out and kept in `Document.hidden`.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import docx
from docx.oxml import parse_xml

from ingest.document import Document
from ingest.docx_numbering import ListMark, Numbering
from ingest.docx_text import hidden_words, qn, text_of, value_of
from ingest.errors import IngestError
from ingest.flow import Element, ElementKind, write_flow
from ingest.locators import is_provision_heading, parse_key
from ingest.text_builder import BULLET, TextBuilder

_MOST_UNPACKED = 400_000_000
_MOST_PARTS = 20_000
# Word names its own styles in English; other programs in the language of whoever used them.
_HEADING = re.compile(r"(?:heading|t[ií]tulo|titre|encabezado) (\d)", re.IGNORECASE)
_TITLES = {"title", "título", "titre"}
_HEADING_LETTERS = 200
"""Beyond this, a paragraph that is said to be of the outline is one of the text."""
_NOTES = {"/word/footnotes.xml": "w:footnoteReference", "/word/endnotes.xml": "w:endnoteReference"}
_MARGINS = [f"{page}{part}" for part in ("header", "footer") for page in ("first_page_", "", "even_page_")]
_NUMBERED = re.compile(r"\d{1,3}\.")
_WRAPPERS = {qn(f"w:{tag}") for tag in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")}
"""What blocks, rows and cells may stand in: content controls, marks of insertion."""


def read_docx(path: Path, name: str, source_id: str, language: str, title: str) -> Document:
    """Return the document in the Word file `path`; messages call the file `name`.

    Raises:
        IngestError: not a Word file, damaged, far larger than it seems, or without text.
    """
    _check_archive(path, name)
    builder = TextBuilder(name)
    try:
        file = docx.Document(str(path))
        notes = list(_note_parts(file))
        write_flow(list(_elements(file, notes)), builder)
        hidden = tuple(hidden_words((file.element.body, *(root for _, root in notes))))
    except IngestError:
        raise
    except Exception as error:  # python-docx lets KeyErrors and XML errors out of damaged files
        raise _damaged(name, str(error) or type(error).__name__) from error
    if not builder.text.strip():
        raise IngestError("{file}: no text in it. Add the text, or take it out of the register.", file=name)
    return Document(source_id, language, name, title, builder.text, builder.provisions(title), (), hidden)


def _check_archive(path: Path, name: str) -> None:
    """Refuse what would fill the memory before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(name, str(error)) from error
    unpacked = sum(part.file_size for part in parts)
    if unpacked > _MOST_UNPACKED or len(parts) > _MOST_PARTS:
        raise IngestError(
            "{file}: unpacks to {size} MB in {count} parts; at most {most} MB and {parts} parts are read. "
            "Save its text alone as a new file, then add that.",
            file=name,
            size=unpacked // 1_000_000,
            count=len(parts),
            most=_MOST_UNPACKED // 1_000_000,
            parts=_MOST_PARTS,
        )


def _damaged(name: str, reason: str) -> IngestError:
    return IngestError(
        "{file}: cannot be read as a Word file ({reason}). Open it in a word processor, save it again as "
        ".docx, then add that copy.",
        file=name,
        reason=" ".join(reason.split())[:200],
    )


def _elements(document: Any, note_parts: Sequence[tuple[str, Any]]) -> Iterator[Element]:
    if document.element.getroottree().docinfo.doctype:
        raise ValueError("it declares entities of its own")  # their text would be lost
    numbering, notes = Numbering(document), _Notes(note_parts)
    for block in _inner(document.element.body, "w:p", "w:tbl"):
        yield from _table(block) if block.tag == qn("w:tbl") else _paragraph(block, numbering)
        yield from notes.of(block)
    yield from notes.others()
    margins = dict.fromkeys(
        paragraph.text.strip()
        for section in document.sections
        for part in _MARGINS
        for paragraph in getattr(section, part).paragraphs
    )
    for text in margins:
        if text:
            yield Element(ElementKind.MARGIN, text)


def _inner(node: Any, *tags: str) -> Iterator[Any]:
    """Yield the children with one of these tags, those in content controls too."""
    wanted = {qn(tag) for tag in tags}
    for child in node:
        if child.tag in wanted:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inner(child, *tags)


def _note_parts(document: Any) -> Iterator[tuple[str, Any]]:
    """Yield the tag of what refers to notes, with the notes, for footnotes and for endnotes."""
    for part in document.part.package.iter_parts():
        if str(part.partname) in _NOTES:
            yield _NOTES[str(part.partname)], parse_xml(part.blob)


class _Notes:
    """The notes of a file by what refers to them; each is given once, numbered as it is met."""

    def __init__(self, parts: Sequence[tuple[str, Any]]) -> None:
        """Take what `_note_parts` gave."""
        self._notes = {
            (qn(tag), note.get(qn("w:id"))): note
            for tag, notes in parts
            for note in notes.iterchildren()
            if note.get(qn("w:type")) is None  # separators have a type, notes have none
        }
        self._met: Counter[str] = Counter()

    def of(self, block: Any) -> Iterator[Element]:
        """Yield the notes that a paragraph or a table refers to."""
        for mark in block.iter(*{tag for tag, _ in self._notes}) if self._notes else ():
            note = self._notes.pop((mark.tag, mark.get(qn("w:id"))), None)
            if note is not None:
                self._met[mark.tag] += 1
                yield from _note(note, self._met[mark.tag])

    def others(self) -> Iterator[Element]:
        """Yield the notes that nothing referred to, under the numbers that the file has for them."""
        for (_, number), note in self._notes.items():
            yield from _note(note, number)


def _note(note: Any, number: object) -> Iterator[Element]:
    text = text_of(note)
    if text:
        yield Element(ElementKind.ITEM, text, marker=f"[{number}] ")


def _paragraph(paragraph: Any, numbering: Numbering) -> Iterator[Element]:
    mark = numbering.mark(paragraph)
    text = text_of(paragraph)
    if not text:
        return
    styles = numbering.styles_of(paragraph)
    names = [value_of(style, "w:name") for style in styles]
    level = _heading_level(paragraph, styles, names, text)
    if any(name.lower().startswith("toc ") for name in names):
        # A table of contents names each provision before the provision itself does.
        yield Element(ElementKind.ITEM, text, marker="")
    elif level:
        yield Element(ElementKind.HEADING, _numbered(mark, text), level=level)
    elif is_provision_heading(_numbered(mark, text)):
        yield Element(ElementKind.HEADING, _numbered(mark, text))
    elif mark and ((_NUMBERED.fullmatch(mark.label) and not mark.level) or parse_key(mark.label)):
        yield Element(ElementKind.PARAGRAPH, _numbered(mark, text))
    elif mark or any(name.startswith("List") for name in names[:1]):
        marker = f"{mark.label} " if mark and mark.label else BULLET
        yield Element(ElementKind.ITEM, text, marker=marker, depth=mark.level if mark else 0)
    else:
        yield Element(ElementKind.PARAGRAPH, text)


def _heading_level(paragraph: Any, styles: Sequence[Any], names: Sequence[str], text: str) -> int:
    """Return the level of a heading by its style or by its place in the outline; 0 for what is none."""
    for name in names:
        if name.lower() in _TITLES:
            return 1
        if named := _HEADING.fullmatch(name):
            return min(int(named[1]) + 1, 6)
    for node in (paragraph, *styles):
        marks = node.find(qn("w:pPr"))
        outline = value_of(marks, "w:outlineLvl") if marks is not None else ""
        if outline:
            is_heading = outline in "012345678" and len(text) <= _HEADING_LETTERS
            return min(int(outline) + 2, 6) if is_heading else 0
    return 0


def _numbered(mark: ListMark | None, text: str) -> str:
    """Return a paragraph with the number that Word puts before it."""
    if mark is None or not mark.label:
        return text
    # "Cláusula 3" stands as on a line of its own, since no mark parts it from what follows.
    alone = parse_key(mark.label) and mark.label[-1].isalnum()
    return f"{mark.label}\n{text}" if alone and len(text) > 60 else f"{mark.label} {text}"


def _table(table: Any) -> Iterator[Element]:
    above: dict[int, str] = {}  # by the column where a cell begins
    for number, row in enumerate(_inner(table, "w:tr")):
        texts: list[str] = []
        column = _count(row, "w:trPr", "w:gridBefore", 0)
        for cell in _inner(row, "w:tc"):
            merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            goes_on = merged is not None and merged.get(qn("w:val")) != "restart"
            # A cell merged over rows is said in each of them; python-docx takes minutes for tall ones.
            if not (goes_on and column in above):
                above[column] = text_of(cell)
            texts.append(above[column])
            column += _count(cell, "w:tcPr", "w:gridSpan", 1)
        is_head = number == 0 and row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        yield Element(ElementKind.TABLE_HEAD if is_head else ElementKind.ROW, cells=tuple(texts))


def _count(node: Any, group: str, name: str, default: int) -> int:
    mark = node.find(f"{qn(group)}/{qn(name)}")
    value = mark.get(qn("w:val"), "") if mark is not None else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else default
