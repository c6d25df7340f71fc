"""Reading PDF files: words in reading order, headings, tables, margins, page labels; scans by OCR.

The canonical text is the text of every page in order; each page's span is kept, so a quote can name
its page.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from ingest.document import Document
from ingest.errors import IngestError
from ingest.flow import PageSheet, write_flow
from ingest.ocr import Recogniser, open_recogniser
from ingest.page_cells import sentences_joined
from ingest.page_layout import Line, reading_order
from ingest.page_margins import margin_runs
from ingest.page_paragraphs import Gathering, body_size, count_words
from ingest.page_tables import parts_of
from ingest.pdf_text import PageText, Run, open_pdf, read_page, render_page
from ingest.text_builder import TextBuilder

_PICTURE = 0.3
"""A page without words is a scan when pictures cover at least this share of it."""
_FEW_LETTERS, _STAMPED = 300, 0.8
"""A page with a few words is a scan with a stamp upon it when pictures cover this share of it."""
_DOTS_PER_INCH = 300
_MOST_PIXELS = 40_000_000


def read_pdf(path: Path, name: str, source_id: str, language: str, title: str) -> Document:
    """Return the document in the PDF file `path`; messages call the file `name`.

    Scanned pages are read by OCR where it is installed; a page that stays without words is kept, with
    an empty span, so that it can be reported.

    Raises:
        IngestError: encrypted, damaged, without pages, or without text on any page.
    """
    with open_pdf(path, name) as pdf:
        pages, recognised = _read_pages(pdf, name, language)
    margins = margin_runs(pages)
    columns = [_columns(page, left_out) for page, left_out in zip(pages, margins, strict=True)]
    lines = [line for page in columns for column in page for line in column]
    if not lines:
        raise _no_text(name, len(pages))
    gathering = Gathering(body_size(lines), count_words(iter(lines)))
    for number, page in enumerate(pages, start=1):
        for column in columns[number - 1]:
            gathering.add_column(column, number)
        at_edges = sorted((page.runs[n] for n in margins[number - 1]), key=lambda run: -run.top)
        gathering.add_margins([run.text for run in at_edges], number)
    builder = TextBuilder(name)
    sheets = [PageSheet(page.label, number in recognised) for number, page in enumerate(pages, start=1)]
    spans = write_flow(gathering.elements, builder, sheets)
    hidden = tuple(run.text for page in pages for run in page.runs if run.hidden)
    provisions = builder.provisions(title)
    return Document(source_id, language, name, title, builder.text, provisions, spans, hidden)


def _columns(page: PageText, left_out: Collection[int]) -> list[list[Line]]:
    """Return the columns and the tables of a page in the order in which they are read."""
    columns: list[list[Line]] = []
    for part in parts_of([run for n, run in enumerate(page.runs) if n not in left_out], page.rules):
        columns += [sentences_joined(column) for column in reading_order(part.runs)]
        columns += [list(part.rows)] if part.rows else []
    return columns


def _read_pages(pdf: Any, name: str, language: str) -> tuple[list[PageText], set[int]]:
    """Return every page, and the numbers of those that were read by OCR."""
    recogniser: Recogniser | None = None
    pages, recognised = [], set()
    for number in range(1, len(pdf) + 1):
        page = read_page(pdf, number, name)
        letters = sum(len(run.text) for run in page.runs)
        if letters < _FEW_LETTERS and page.pictures >= (_STAMPED if letters else _PICTURE):
            recogniser = recogniser or open_recogniser(language)
            runs = _recognise(pdf, number, page, recogniser) if recogniser else ()
            # A photograph with its caption holds no more words than the caption.
            if sum(len(run.text) for run in runs) > 2 * letters:
                page = PageText(page.label, page.width, page.height, runs, page.pictures)
                recognised.add(number)
        pages.append(page)
    return pages, recognised


def _recognise(pdf: Any, number: int, page: PageText, recogniser: Recogniser) -> tuple[Run, ...]:
    picture = render_page(pdf, number, _DOTS_PER_INCH, _MOST_PIXELS)
    return recogniser.read(picture, page.width, page.height)


def _no_text(name: str, count: int) -> IngestError:
    if open_recogniser("en") is None:
        return IngestError(
            "{file}: no text on any of {count} pages (a scan?), and OCR is not installed. Install it "
            "(on Debian: apt-get install tesseract-ocr tesseract-ocr-spa tesseract-ocr-por "
            "tesseract-ocr-fra), then read the file again.",
            file=name,
            count=count,
        )
    return IngestError(
        "{file}: no text on any of {count} pages, and OCR finds none in their pictures. Look at the "
        "file in a PDF program; if its pages are blank, take it out of the register.",
        file=name,
        count=count,
    )
