"""Tables of PDF pages that are drawn with lines: cells of several lines, what stands around and beside."""

import io
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.document import BlockKind, Document
from ingest.passages import split_document
from tests.ingest.exactness import assert_exact
from tests.ingest.pdfs import read
from tests.ingest.test_pdf_layout import LEFT, RIGHT, Words, column, drawn, kinds

XS, YS = [60.0, 200.0, 260.0, 520.0], [700.0, 670.0, 640.0, 600.0]
CELLS = [
    *column(64, 688, ["Etapa del procedimiento"], size=8),
    *column(204, 688, ["Plazo"], size=8),
    *column(264, 688, ["Responsable de la etapa"], size=8),
    *column(64, 660, ["Presentación de las ofer-", "tas y de los antecedentes"], size=8),
    *column(204, 655, ["30 días"], size=8),
    *column(
        264, 660, ["Unidad de compras de la entidad que", "licita, con el visto bueno jurídico"], size=8
    ),
    *column(64, 625, ["Firma"], size=8),
    *column(264, 625, ["Ambas partes"], size=8),
]
ROWS = [
    "Etapa del procedimiento | Plazo | Responsable de la etapa",
    "Presentación de las ofertas y de los antecedentes | 30 días | "
    "Unidad de compras de la entidad que licita, con el visto bueno jurídico",
    "Firma | Ambas partes",
]


def ruled(words: list[Words], xs: list[float] = XS, ys: list[float] = YS) -> bytes:
    """Return a page with these words, and with level and upright lines."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.grid(xs, ys)
    for left, bottom, font, size, text in words:
        canvas.setFont(font, size)
        canvas.drawString(left, bottom, text)
    canvas.save()
    return file.getvalue()


def texts(document: Document) -> list[str]:
    spans = sorted(block.span for provision in document.provisions for block in provision.blocks)
    return [document.text[start:end] for start, end in spans]


def test_a_cell_of_several_lines_is_one_and_words_around_the_table_stay_around_it(tmp_path: Path) -> None:
    around = [*column(60, 760, ["The table says who does what."]), *column(60, 560, ["So it is done."])]
    document = read(tmp_path, ruled([*around, *CELLS]))
    assert texts(document) == ["The table says who does what.", *ROWS, "So it is done."]
    assert kinds(document, BlockKind.ROW) == ROWS
    assert_exact(document, split_document(document))


@pytest.mark.parametrize(
    ("xs", "ys"), [([60.0, 520.0], [700.0, 600.0]), ([60.0, 520.0], YS), (XS, [700.0, 600.0])]
)
def test_a_frame_around_a_text_makes_no_table_of_it(
    xs: list[float], ys: list[float], tmp_path: Path
) -> None:
    words = column(70, 680, ["A text within a frame that", "goes on to another line."])
    document = read(tmp_path, ruled(words, xs, ys))
    assert document.text == "A text within a frame that goes on to another line."


def test_a_table_with_words_beside_it_loses_none(tmp_path: Path) -> None:
    beside = column(530, 690, ["Nota", "al", "lado"], size=8)
    document = read(tmp_path, ruled([*CELLS, *beside]))
    for word in ("Nota", "lado", "Presentación", "30 días", "Ambas partes"):
        assert word in document.text
    assert_exact(document, split_document(document))


def test_what_stands_apart_below_two_columns_is_read_after_both(tmp_path: Path) -> None:
    sides = [*column(60, 750, LEFT), *column(310, 750, RIGHT)]
    below = column(60, 640, ["Plazos"], "Helvetica-Bold", 14)
    document = read(tmp_path, drawn([[*sides, *below]]))
    assert document.text.endswith("open to all people.\n\nPlazos")
