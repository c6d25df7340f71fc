"""Reading PDF files that carry text (adapter of pypdf).

The canonical text is the text of every page in order, a blank line between pages; each page's span is
kept, so a quote can name its page.
"""

import logging
import re
import unicodedata
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import DependencyError

from ingest.document import Document, Page
from ingest.errors import IngestError
from ingest.locators import is_provision_heading
from ingest.text_builder import TextBuilder

# What pypdf says about a damaged file, our error says in one line.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(path: Path, name: str, source_id: str, language: str, title: str) -> Document:
    """Return the document in the PDF file `path`; messages call the file `name`.

    A line that names a provision ("Principle 5", "Commentary") opens it.

    Raises:
        IngestError: encrypted, damaged, without pages, or without text on any page.
    """
    labelled = _page_texts(path, name)
    if not any(text for _, text in labelled):
        raise IngestError(
            "{file}: no text on any of {count} pages (a scan?). Run OCR over it first, then add it again.",
            file=name,
            count=len(labelled),
        )
    builder = TextBuilder(name)
    pages = []
    for number, (label, text) in enumerate(labelled, start=1):
        start = builder.length
        for paragraph in _paragraphs(text):
            if is_provision_heading(paragraph):
                builder.provision(paragraph)
            else:
                builder.paragraph(paragraph)
        pages.append(Page(number, label, (start, builder.length)))
    return Document(source_id, language, name, title, builder.text, builder.provisions(title), tuple(pages))


def _page_texts(path: Path, name: str) -> list[tuple[str, str]]:
    try:
        reader = PdfReader(path)
        if reader.is_encrypted:
            raise _encrypted(name)
        texts = [_clean(page.extract_text()) for page in reader.pages]
        if not texts:
            raise ValueError("it has no pages")
        return list(zip(reader.page_labels, texts, strict=True))
    except IngestError:
        raise
    except DependencyError as error:  # a kind of encryption that pypdf cannot even try to open
        raise _encrypted(name) from error
    except Exception as error:  # pypdf lets many kinds of error out of a damaged file
        raise IngestError(
            "{file}: cannot be read as a PDF ({reason}). Open it in a PDF program, save it again "
            "as PDF, then add that copy.",
            file=name,
            reason=" ".join(str(error).split()) or type(error).__name__,
        ) from error


def _encrypted(name: str) -> IngestError:
    return IngestError(
        "{file}: the PDF is encrypted. Save a copy without a password, then add that copy.",
        file=name,
    )


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFC", text).replace("\x00", "")
    return "\n".join(line.strip() for line in text.splitlines()).strip()


def _paragraphs(text: str) -> list[str]:
    """Return a page's paragraphs: lines joined until a blank line or a line that names a provision."""
    paragraphs: list[list[str]] = [[]]
    for line in text.split("\n"):
        if is_provision_heading(line):
            paragraphs.extend([[line], []])
        elif line:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([])
    return [re.sub(r"[ \t]+", " ", "\n".join(lines)) for lines in paragraphs if lines]
