"""PDF files that cannot be read: one error each, which names the file and says what to do."""

import io
from pathlib import Path

import pytest
from pypdf import PdfWriter

from ingest.errors import IngestError
from tests.ingest.pdfs import PAGES, aes_256, pdf, read


def fault(folder: Path, data: bytes) -> str:
    """Return what is said when a file holds `data`, having seen that it names the file."""
    with pytest.raises(IngestError) as raised:
        read(folder, data)
    assert str(raised.value).startswith("made/en.pdf: ")
    assert "\n" not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize("pages", [1, 12])
def test_blank_pages_are_told_to_be_taken_out(pages: int, tmp_path: Path) -> None:
    message = fault(tmp_path, pdf([[]] * pages))
    assert f"no text on any of {pages} pages" in message
    assert "if its pages are blank, take it out of the register" in message


@pytest.mark.parametrize("password", ["secret", "contraseña"])
def test_an_encrypted_file(password: str, tmp_path: Path) -> None:
    message = fault(tmp_path, pdf(PAGES, password=password))
    assert "the PDF is encrypted. Save a copy without a password, then add that copy." in message


def test_a_file_encrypted_in_a_way_that_needs_another_library(tmp_path: Path) -> None:
    assert "the PDF is encrypted. Save a copy without a password" in fault(tmp_path, aes_256())


@pytest.mark.parametrize("data", [b"", b"These are words and not a PDF.", b"%PDF-1.7\n", bytes(range(256))])
def test_a_file_that_is_no_pdf(data: bytes, tmp_path: Path) -> None:
    message = fault(tmp_path, data)
    assert "cannot be read as a PDF (" in message
    assert "Open it in a PDF program, save it again as PDF, then add that copy." in message


def test_a_file_without_pages(tmp_path: Path) -> None:
    file = io.BytesIO()
    PdfWriter().write(file)
    assert "cannot be read as a PDF (" in fault(tmp_path, file.getvalue())


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_truncated_file(share: float, tmp_path: Path) -> None:
    data = pdf(PAGES)
    assert "cannot be read as a PDF" in fault(tmp_path, data[: int(len(data) * share)])


def test_a_file_with_a_filter_that_no_reader_knows(tmp_path: Path) -> None:
    damaged = pdf(PAGES).replace(b"/ASCII85Decode", b"/ASCII85Damage")
    assert "no text on any of 2 pages" in fault(tmp_path, damaged)


def test_what_a_library_says_about_a_damaged_file_is_not_repeated(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fault(tmp_path, b"These are words and not a PDF.")
    assert caplog.records == []
