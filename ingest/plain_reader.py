"""Reading plain text: paragraphs parted by blank lines, lists, and lines that name a provision."""

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.decoding import decode
from ingest.document import Document
from ingest.errors import IngestError
from ingest.flow import Element, ElementKind, write_flow
from ingest.locators import is_provision_heading
from ingest.openings import parse_opening
from ingest.text_builder import TextBuilder

_ITEM = re.compile(r"\s*([-*•–]|\(?[a-z]\)|\(?[ivx]{1,4}\)|\(?\d{1,2}\))\s+(?=\S)")

_LEADER = re.compile(r"(?:\.\s?){4,}\s*(?:\d+|[ivxlc]+)$")
_MOST_WIDTH, _LEAST_WIDTH = 120, 40
"""Lines of a text that a program has broken at one width are about as long as that."""


def read_plain(path: Path, name: str, source_id: str, language: str, title: str) -> Document:
    """Return the document in the text file `path`; messages call the file `name`.

    Raises:
        IngestError: no text in it, or in no encoding that is expected.
    """
    text = re.sub(r"\r\n?|\f", "\n", decode(path.read_bytes(), name))
    builder = TextBuilder(name)
    write_flow(list(_elements(text)), builder)
    if not builder.text.strip():
        raise IngestError("{file}: no text in it. Add the text, or take it out of the register.", file=name)
    return Document(source_id, language, name, title, builder.text, builder.provisions(title))


def _elements(text: str) -> Iterator[Element]:
    lines: list[str] = []
    written = [*text.split("\n"), ""]
    width = _width(written)
    for number, line in enumerate(written):
        item, told = _ITEM.match(line), line.strip()
        heading = is_provision_heading(told) and not _goes_on(line, written[number + 1].strip(), width)
        if not told or item or heading or parse_opening(told) or _LEADER.search(told):
            yield from _paragraph(lines)
            lines = []
        if item:
            lines = [line]
        elif _LEADER.search(told):
            # A table of contents names each provision before the provision itself does.
            yield Element(ElementKind.ITEM, re.sub(r"\s+", " ", told), marker="")
        elif heading:
            yield Element(ElementKind.HEADING, told)
        elif told:
            lines.append(line)


def _width(lines: list[str]) -> int:
    """Return about how long a full line is; 0 for a text that is not broken into lines of one width."""
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    longest = lengths[int(0.9 * len(lengths))] if lengths else 0
    return longest if longest <= _MOST_WIDTH else 0


def _goes_on(line: str, following: str, width: int) -> bool:
    """Return whether a line that opens with the name of a provision is the first of its text.

    "Artículo 5.- Los contratos que" is text, and no heading, where it is as long as the lines are.
    """
    if not following or not parse_opening(line.strip()):
        return False
    return following[0].islower() or (0 < 0.75 * width <= len(line.rstrip()) and len(line) > _LEAST_WIDTH)


def _paragraph(lines: list[str]) -> Iterator[Element]:
    if not lines:
        return
    item = _ITEM.match(lines[0])
    text = "\n".join(re.sub(r"[^\S\n]+", " ", line).strip() for line in lines)
    if item:
        yield Element(ElementKind.ITEM, text[len(item[1]) :].lstrip(), marker=f"{item[1]} ")
    else:
        yield Element(ElementKind.PARAGRAPH, text)
