"""Reading Word files (.docx): headings, lists, tables, footnotes (adapter of python-docx).

Inserted text counts and deleted text does not, as the reader of the file sees it. Runs that are marked
as hidden, too small to be seen, or white upon nothing are left out and kept in `Document.hidden`.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from ingest.document import Document
from ingest.errors import IngestError
from ingest.flow import Element, ElementKind, write_flow
from ingest.locators import is_provision_heading
from ingest.text_builder import TextBuilder

_MOST_UNPACKED = 400_000_000
_MOST_PARTS = 20_000
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_UNSEEN_HALF_POINTS = 5
_NOTES = ("/word/footnotes.xml", "/word/endnotes.xml")
_WRAPPERS = {qn(f"w:{tag}") for tag in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")}
"""What blocks, rows and cells may stand in: content controls, marks of insertion."""
_SKIPPED = {
    qn("w:del"),
    qn("w:moveFrom"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def read_docx(path: Path, name: str, source_id: str, language: str, title: str) -> Document:
    """Return the document in the Word file `path`; messages call the file `name`.

    Raises:
        IngestError: not a Word file, damaged, far larger than it seems, or without text.
    """
    _check_archive(path, name)
    builder = TextBuilder(name)
    try:
        file = docx.Document(str(path))
        write_flow(list(_elements(file)), builder)
        hidden = tuple(_hidden_words(file))
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


def _elements(document: Any) -> Iterator[Element]:
    if document.element.getroottree().docinfo.doctype:
        raise ValueError("it declares entities of its own")  # their text would be lost
    for block in _inner(document.element.body, "w:p", "w:tbl"):
        is_table = block.tag == qn("w:tbl")
        yield from _table(block) if is_table else _paragraph(Paragraph(block, document))
    for notes in _notes(document):
        for note in notes.iterchildren():
            if note.get(qn("w:type")) is None:  # separators have a type, notes have none
                text = _text(note)
                if text:
                    yield Element(ElementKind.ITEM, text, marker=f"[{note.get(qn('w:id'))}] ")
    margins = dict.fromkeys(
        paragraph.text.strip()
        for section in document.sections
        for part in (section.header, section.footer)
        for paragraph in part.paragraphs
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


def _notes(document: Any) -> Iterator[Any]:
    for part in document.part.package.iter_parts():
        if str(part.partname) in _NOTES:
            yield parse_xml(part.blob)


def _paragraph(paragraph: Any) -> Iterator[Element]:
    text = _text(paragraph._p)
    if not text:
        return
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    level = _HEADING.match(style)
    if style == "Title":
        yield Element(ElementKind.HEADING, text, level=1)
    elif level:
        yield Element(ElementKind.HEADING, text, level=min(int(level[1]) + 1, 6))
    elif is_provision_heading(text):
        yield Element(ElementKind.HEADING, text)
    elif style.startswith("List") or paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None:
        yield Element(ElementKind.ITEM, text, depth=_list_depth(paragraph._p))
    else:
        yield Element(ElementKind.PARAGRAPH, text)


def _list_depth(paragraph: Any) -> int:
    level = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}")
    value = level.get(qn("w:val"), "0") if level is not None else "0"
    return min(int(value), 8) if value.isdigit() else 0


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
                above[column] = _text(cell)
            texts.append(above[column])
            column += _count(cell, "w:tcPr", "w:gridSpan", 1)
        is_head = number == 0 and row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        yield Element(ElementKind.TABLE_HEAD if is_head else ElementKind.ROW, cells=tuple(texts))


def _count(node: Any, group: str, name: str, default: int) -> int:
    mark = node.find(f"{qn(group)}/{qn(name)}")
    value = mark.get(qn("w:val"), "") if mark is not None else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else default


def _text(node: Any) -> str:
    """Return the words under a node, a line for each paragraph and line break."""
    parts: list[str] = []
    todo = [node]
    while todo:
        part = todo.pop()
        if isinstance(part, str):
            parts.append(part)
        elif part.tag in _SKIPPED or _is_hidden(part):
            continue
        elif part.tag == qn("w:t"):
            parts.append(part.text or "")
        elif part.tag == qn("w:tab"):
            parts.append(" ")
        elif part.tag in (qn("w:br"), qn("w:cr")):
            parts.append("\n")
        elif part.tag == qn("w:noBreakHyphen"):
            parts.append("-")
        else:
            if part.tag == qn("w:p") and part is not node:
                todo.append("\n")
            todo.extend(child for child in reversed(list(part)) if isinstance(child.tag, str))
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _hidden_words(document: Any) -> Iterator[str]:
    """Yield the hidden words of each paragraph that has some."""
    for root in (document.element.body, *_notes(document)):
        for paragraph in root.iter(qn("w:p")):
            runs = (run for run in paragraph.iter(qn("w:r")) if _is_hidden(run))
            words = "".join(part.text or "" for run in runs for part in run.iter(qn("w:t")))
            if words.strip():
                yield " ".join(words.split())


def _is_hidden(node: Any) -> bool:
    marks = node.find(qn("w:rPr")) if node.tag == qn("w:r") else None
    if marks is None:
        return False
    vanish = marks.find(qn("w:vanish"))
    if vanish is not None and vanish.get(qn("w:val"), "true") not in ("0", "false", "off"):
        return True
    size = _value(marks, "w:sz")
    if size.isdigit() and int(size) < _UNSEEN_HALF_POINTS:
        return True
    return _value(marks, "w:color").upper() == "FFFFFF" and not _may_be_shaded(node, marks)


def _may_be_shaded(run: Any, marks: Any) -> bool:
    """Return whether a run stands, or may stand, on another colour than white."""
    if any(above.tag in (qn("w:tbl"), qn("w:txbxContent")) for above in run.iterancestors()):
        return True  # their styles shade them
    paragraph = next(run.iterancestors(qn("w:p")), None)
    shades = [marks.find(qn("w:shd")), marks.find(qn("w:highlight"))]
    if paragraph is not None:
        shades.append(paragraph.find(f"{qn('w:pPr')}/{qn('w:shd')}"))
    fills = (shade.get(qn("w:fill")) or shade.get(qn("w:val")) for shade in shades if shade is not None)
    return any(str(fill).lower() not in ("auto", "ffffff", "white", "none", "clear") for fill in fills)


def _value(marks: Any, name: str) -> str:
    mark = marks.find(qn(name))
    return mark.get(qn("w:val"), "") if mark is not None else ""
