"""Scanned pages: pictures of words, read by OCR where it is installed and refused where it is not."""

import io
import shutil
import subprocess
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.corpus import read_corpus
from ingest.distrust import distrust
from ingest.document import Document
from ingest.errors import IngestError
from ingest.ocr import open_recogniser
from ingest.passages import split_document
from ingest.pdf_reader import read_pdf
from tests.fakes import write_corpus
from tests.ingest.exactness import assert_exact
from tests.ingest.pdfs import pdf

SPANISH = [
    "Artículo 5",
    "La Administración comprará según la opinión pública,",
    "y protegerá a la niñez: ningún niño quedará atrás.",
    "",
    "El señor Núñez pidió más información y así lo consiguió.",
]


def _has(language: str) -> bool:
    program = shutil.which("tesseract")
    if program is None:
        return False
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False)
    return language in listed.stdout.split()


needs_ocr = pytest.mark.skipif(
    not _has("spa"),
    reason="tesseract is not installed with Spanish: apt-get install tesseract-ocr tesseract-ocr-spa",
)


def picture(lines: list[str], dots_per_inch: int = 200) -> Image.Image:
    """Return a page with these lines as a grey picture."""
    document = pdfium.PdfDocument(pdf([lines]))
    page = document[0].render(scale=dots_per_inch / 72, grayscale=True).to_pil()
    document.close()
    return page


def scan(pages: list[Image.Image | str], share: float = 1.0) -> bytes:
    """Return a PDF file with a picture, of `share` of the page's sides, or a line of text on each page."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    for page in pages:
        if isinstance(page, str):
            canvas.drawString(60, 700, page)
        else:
            canvas.drawImage(ImageReader(page), 0, 0, 595 * share, 842 * share)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def read(folder: Path, data: bytes, language: str = "es") -> Document:
    path = folder / "es.pdf"
    path.write_bytes(data)
    return read_pdf(path, "made/es.pdf", "made", language, "Hecho")


@pytest.fixture
def no_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


@needs_ocr
def test_spanish_accents_survive_the_reading_of_a_scan(tmp_path: Path) -> None:
    document = read(tmp_path, scan([picture(SPANISH)]))
    assert document.text == (
        "Artículo 5\n\n"
        "La Administración comprará según la opinión pública, y protegerá a la niñez: ningún niño quedará "
        "atrás.\n\n"
        "El señor Núñez pidió más información y así lo consiguió."
    )


@needs_ocr
def test_a_scan_with_a_stamp_upon_it_is_read_as_a_scan(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(scan([picture(SPANISH)]))))
    writer.pages[0].merge_page(PdfReader(io.BytesIO(pdf([["Folio 17"]]))).pages[0])
    file = io.BytesIO()
    writer.write(file)
    document = read(tmp_path, file.getvalue())
    assert "ningún niño quedará atrás." in document.text
    assert [page.recognised for page in document.pages] == [True]


@needs_ocr
def test_a_scan_has_locators_and_exact_offsets(tmp_path: Path) -> None:
    document = read(tmp_path, scan([picture(SPANISH)]))
    assert [provision.path for provision in document.provisions] == [("article-5",)]
    assert_exact(document, split_document(document))


@needs_ocr
def test_only_the_scanned_pages_are_marked_as_recognised(tmp_path: Path) -> None:
    document = read(tmp_path, scan(["Una página de texto.", picture(SPANISH), "Otra página de texto."]))
    assert [page.recognised for page in document.pages] == [False, True, False]
    assert document.page_at(document.text.index("niñez")) == 2
    assert document.page_at(document.text.index("Otra página")) == 3
    assert distrust(document, split_document(document)).recognised_pages == (2,)


@needs_ocr
def test_a_scan_on_a_page_that_is_turned_is_read_upright(tmp_path: Path) -> None:
    data = io.BytesIO()
    document = pdfium.PdfDocument(scan([picture(SPANISH).rotate(90, expand=True)]))
    document[0].set_mediabox(0, 0, 595, 842)
    document[0].set_rotation(90)
    document.save(data)
    document.close()
    assert "ningún niño quedará atrás" in read(tmp_path, data.getvalue()).text


@needs_ocr
def test_a_blank_scan_among_pages_of_text_is_kept_and_reported(tmp_path: Path) -> None:
    blank = Image.new("L", (1654, 2339), 255)
    document = read(tmp_path, scan(["Una página de texto.", blank]))
    assert [page.number for page in document.pages] == [1, 2]
    assert distrust(document, split_document(document)).pages_without_text == (2,)


@needs_ocr
def test_a_scan_of_a_blank_page_alone_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        IngestError, match="no text on any of 1 pages, and OCR finds none in their pictures"
    ):
        read(tmp_path, scan([Image.new("L", (1654, 2339), 255)]))


@needs_ocr
def test_a_small_picture_on_a_blank_page_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="no text on any of 1 pages"):
        read(tmp_path, scan([picture(SPANISH)], share=0.4))


@needs_ocr
def test_a_language_whose_data_is_missing_is_read_with_that_of_english() -> None:
    recogniser = open_recogniser("xx")
    assert recogniser is None or recogniser.data == "eng"


@pytest.mark.usefixtures("no_tesseract")
def test_without_tesseract_a_scan_is_refused_with_the_command_that_installs_it(tmp_path: Path) -> None:
    with pytest.raises(IngestError) as raised:
        read(tmp_path, scan([picture(SPANISH), picture(SPANISH)]))
    message = str(raised.value)
    assert message.startswith("made/es.pdf: no text on any of 2 pages (a scan?), and OCR is not installed.")
    assert "apt-get install tesseract-ocr tesseract-ocr-spa" in message


@pytest.mark.usefixtures("no_tesseract")
def test_without_tesseract_a_scanned_page_among_others_is_reported(tmp_path: Path) -> None:
    document = read(tmp_path, scan(["Una página de texto.", picture(SPANISH)]))
    measured = distrust(document, split_document(document))
    assert measured.pages_without_text == (2,)
    assert "pages_without_text" in measured.doubts


@pytest.mark.usefixtures("no_tesseract")
def test_without_tesseract_a_scan_in_a_corpus_is_a_fault_and_not_skipped_in_silence(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "corpus", {"ungp/en": "States should act.", "iso/es": "Una norma."})
    register = folder / "sources.toml"
    register.write_text(register.read_text(encoding="utf-8").replace("iso/es.md", "iso/es.pdf"), "utf-8")
    (folder / "iso" / "es.pdf").write_bytes(scan([picture(SPANISH)]))
    corpus, (fault,) = read_corpus(folder)
    assert [document.text for document in corpus.documents] == ["States should act."]
    assert str(fault).startswith(
        "iso/es.pdf: no text on any of 1 pages (a scan?), and OCR is not installed."
    )


def test_tesseract_sees_the_settings_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text(
        '#!/bin/sh\n[ "$1" = --list-langs ] && echo spa && exit 0\necho "$TESSDATA_PREFIX" >"$0.said"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setenv("TESSDATA_PREFIX", "/where/the/data/is")
    read(tmp_path, scan(["Una página de texto.", picture(SPANISH)]))
    assert (tmp_path / "tesseract.said").read_text() == "/where/the/data/is\n"


def test_a_tesseract_that_fails_is_no_reason_to_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text('#!/bin/sh\n[ "$1" = --list-langs ] && echo spa && exit 0\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    document = read(tmp_path, scan(["Una página de texto.", picture(SPANISH)]))
    assert document.text == "Una página de texto."
