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
    for line in [*text.split("\n"), ""]:
        item = _ITEM.match(line)
        opens = item or is_provision_heading(line.strip()) or parse_opening(line.strip())
        if not line.strip() or opens:
            yield from _paragraph(lines)
            lines = []
        if item:
            lines = [line]
        elif line.strip() and is_provision_heading(line.strip()):
            yield Element(ElementKind.HEADING, line.strip())
        elif line.strip():
            lines.append(line)


def _paragraph(lines: list[str]) -> Iterator[Element]:
    if not lines:
        return
    item = _ITEM.match(lines[0])
    text = "\n".join(re.sub(r"[^\S\n]+", " ", line).strip() for line in lines)
    if item:
        yield Element(ElementKind.ITEM, text[len(item[1]) :].lstrip(), marker=f"{item[1]} ")
    else:
        yield Element(ElementKind.PARAGRAPH, text)
