"""Lines of PDF pages whose words stand apart or over each other: justified text, tabs, notes, TeX."""

import io
from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from ingest.document import BlockKind
from ingest.pdf_letters import ligature, words_of
from tests.ingest.pdfs import read
from tests.ingest.test_pdf_layout import Words, column, drawn, kinds

LEFT_COLUMN = ["State must protect human rights, and that", "it does so by its laws and all it buys,"]
RIGHT_COLUMN = [
    "and the right column is about the remedies",
    "that people can ask for in the courts of it",
    "as well as in other places that are open.",
]
LEFT, RIGHT, SIZE = 60.0, 260.0, 10.0
LAW = [
    "Artículo 1º.- Los contratos que",
    "celebre la Administración del Estado",
    "responden, según lo establecido por",
    "la ley vigente y por los reglamentos",
    "internacionales o administrativos de",
    "compras.",
]


def stretched(top: float, lines: list[str]) -> list[Words]:
    """Return lines that are stretched to the edges of their column, all but the last."""
    words: list[Words] = []
    for number, line in enumerate(lines):
        parts = line.split()
        free = RIGHT - LEFT - sum(stringWidth(part, "Vera", SIZE) for part in parts)
        gap = free / (len(parts) - 1) if number < len(lines) - 1 and len(parts) > 1 else 3.0
        left = LEFT
        for part in parts:
            words.append((left, top - 12 * number, "Vera", SIZE, part))
            left += stringWidth(part, "Vera", SIZE) + gap
    return words


def test_words_that_are_stretched_to_the_edges_of_a_column_are_no_cells(tmp_path: Path) -> None:
    wide = [
        "los que lo son de otro modo",
        "de otros con los que se está",
        "la ley y así se hace en",
        "ni uno más.",
    ]
    document = read(tmp_path, drawn([stretched(700, [*LAW, *wide])]))
    assert kinds(document, BlockKind.ROW) == []
    assert document.text.replace("\n\n", " ") == " ".join([*LAW, *wide])


def test_articles_are_provisions_where_their_first_line_fills_the_column(tmp_path: Path) -> None:
    second = [LAW[0].replace("1º", "2º"), *LAW[1:]]
    document = read(tmp_path, drawn([[*stretched(700, LAW), *stretched(600, second)]]))
    assert [provision.path for provision in document.provisions] == [("article-1",), ("article-2",)]
    assert kinds(document, BlockKind.PARAGRAPH) == [" ".join(LAW), " ".join(second)]


def test_an_article_whose_first_line_is_the_last_of_its_page_goes_on_overleaf(tmp_path: Path) -> None:
    first = [LAW[0].replace("1º", "2º"), *LAW[1:]]
    document = read(
        tmp_path, drawn([stretched(700, first) + stretched(60, LAW)[:5], stretched(700, LAW[1:])])
    )
    assert kinds(document, BlockKind.HEADING) == []
    assert kinds(document, BlockKind.PARAGRAPH)[-1] == " ".join(LAW)


def test_running_heads_of_left_and_right_pages_are_margins(tmp_path: Path) -> None:
    heads = ["Diario Oficial de la República", "Ley de Contratación Pública"]
    lines = [
        "States that buy goods ask for it.",
        "They say why they do.",
        "Nobody says more.",
        "So it ends.",
    ]
    pages = [[*column(60, 800, [heads[n % 2]]), *column(60, 700, [line])] for n, line in enumerate(lines)]
    document = read(tmp_path, drawn(pages))
    assert kinds(document, BlockKind.MARGIN) == [heads[n % 2] for n in range(4)]
    assert kinds(document, BlockKind.PARAGRAPH) == lines


BODY = ["States that buy goods should ask of those", "who sell them that they respect all and"]
MORE = ["provide for remedies in their contracts,", "as the text says."]
NOTES = ["1 See the law of the country on it.", "2 See its rules."]


@pytest.mark.parametrize("opening", ["", "Article 5. "])
def test_a_paragraph_goes_on_after_the_footnotes_of_its_page(opening: str, tmp_path: Path) -> None:
    lines = [opening + BODY[0], BODY[1]]
    first = [*column(60, 700, ["Article 4. It begins so."]), *column(60, 660, lines)]
    pages = [[*first, *column(60, 100, NOTES, size=8)], column(60, 700, MORE)]
    document = read(tmp_path, drawn(pages))
    whole = " ".join([*lines, *MORE])
    assert (whole in document.text) is not bool(opening)  # else the notes were of the article before it
    for words, page in [("See the law", 1), ("provide for", 2)]:
        assert document.page_at(document.text.index(words)) == page


def test_a_paragraph_goes_on_in_the_next_column_after_footnotes(tmp_path: Path) -> None:
    left = ["Article 4. The left column tells that the", *LEFT_COLUMN]
    words = [*column(60, 700, left), *column(60, 600, NOTES, size=8), *column(320, 700, RIGHT_COLUMN)]
    document = read(tmp_path, drawn([words]))
    assert " ".join([*left, *RIGHT_COLUMN]) in document.text
    assert document.text.endswith(NOTES[1])


def test_rows_of_one_word_cells_are_rows_though_their_gaps_are_even(tmp_path: Path) -> None:
    rows = [
        ("Año", "2019", "2020", "2021"),
        ("Obra", "1100", "1200", "1300"),
        ("Bien", "1400", "1500", "16.0"),
    ]
    words = [
        (60.0 + 50 * place, 700.0 - 14 * number, "Vera", SIZE, cell)
        for number, row in enumerate(rows)
        for place, cell in enumerate(row)
    ]
    assert kinds(read(tmp_path, drawn([words])), BlockKind.ROW) == [" | ".join(row) for row in rows]


MARKS = ["12.", "(a)", "a)", "•", "IV.", "1.2", "(iii)"]


@pytest.mark.parametrize("mark", MARKS)
def test_a_number_or_a_bullet_with_a_tab_is_no_cell(mark: str, tmp_path: Path) -> None:
    words = [
        *column(60, 700, [mark]),
        *column(100, 700, ["The Committee takes note of it,", "and says so."]),
    ]
    assert read(tmp_path, drawn([words])).text == f"{mark} The Committee takes note of it, and says so."


def test_paragraphs_with_a_tab_after_their_numbers_are_provisions(tmp_path: Path) -> None:
    words = [
        word
        for n in range(1, 6)
        for word in (
            *column(60, 720 - 40 * n, [f"{n}."]),
            *column(95, 720 - 40 * n, ["The Committee takes note of it."]),
            *column(60, 708 - 40 * n, ["It also says that this is so."]),
        )
    ]
    document = read(tmp_path, drawn([words]))
    assert [provision.path for provision in document.provisions] == [
        (f"paragraph-{n}",) for n in range(1, 6)
    ]


def raised(apart: float) -> bytes:
    """Return a page with a raised figure that is `apart` points from the word before it."""
    file = io.BytesIO()
    canvas = Canvas(file)
    text = canvas.beginText(60, 700)
    text.setFont("Helvetica", 10)
    text.textOut("Véase el artículo 3")
    text.moveCursor(stringWidth("Véase el artículo 3", "Helvetica", 10) + apart, 0)
    text.setFont("Helvetica", 6)
    text.setRise(4)
    text.textOut("12")
    text.setRise(0)
    text.setFont("Helvetica", 10)
    text.textOut(" de la ley 19.")
    canvas.drawText(text)
    canvas.save()
    return file.getvalue()


def test_the_mark_of_a_note_does_not_become_part_of_a_number(tmp_path: Path) -> None:
    assert read(tmp_path, raised(0.0)).text == "Véase el artículo 3¹² de la ley 19."
    assert read(tmp_path, raised(0.5)).text == "Véase el artículo 3¹² de la ley 19."


def test_a_table_of_contents_does_not_take_the_names_of_provisions(tmp_path: Path) -> None:
    contents = [f"Artículo {n}. Objeto {'.' * 40} {n}" for n in (1, 2)]
    body = ["Artículo 1", "Se compra.", "Artículo 2", "Se vende."]
    document = read(tmp_path, drawn([column(60, 700, contents), column(60, 700, body)]))
    assert [provision.path for provision in document.provisions] == [(), ("article-1",), ("article-2",)]
    assert document.text.startswith("\n".join(contents))


def test_a_large_heading_over_two_lines_is_one_though_it_names_a_law(tmp_path: Path) -> None:
    words = [
        *column(60, 760, ["LEY N° 19.886 DE", "COMPRAS DEL ESTADO"], size=18),
        *column(60, 690, ["El Estado compra bienes y", "servicios con arreglo a la ley."]),
    ]
    document = read(tmp_path, drawn([words]))
    assert [provision.path for provision in document.provisions] == [("law-19.886",)]
    assert kinds(document, BlockKind.HEADING) == ["LEY N° 19.886 DE COMPRAS DEL ESTADO"]


@pytest.mark.parametrize(("code", "is_drawn", "letters"), [
    (28, True, "fi"), (30, True, "ffi"), (12, True, "fi"), (11, True, "ff"),
    (12, False, None), (13, False, None), (0xFB01, True, "fi"), (ord("f"), True, None),
])  # fmt: skip
def test_ligatures_of_tex_are_letters(code: int, is_drawn: bool, letters: str | None) -> None:
    assert ligature(code, is_drawn) == letters


OVER = (0.0, 0.0, 5.0, 10.0)
BESIDE = (5.0, 0.0, 9.0, 10.0)


@pytest.mark.parametrize(("letters", "places", "words"), [
    (["´", "o"], [OVER, OVER], "ó"),
    (["˜", "n"], [OVER, OVER], "ñ"),
    (["´", "ı"], [OVER, OVER], "í"),
    (["´", " ", "o"], [OVER, OVER], "ó"),
    (["´", "o"], [OVER, BESIDE], "´o"),
    (["´", "1"], [OVER, OVER], "´1"),
    (["o", "´"], [OVER, BESIDE], "o´"),
])  # fmt: skip
def test_accents_that_are_drawn_over_a_letter_are_put_on_it(
    letters: list[str], places: list[tuple[float, float, float, float]], words: str
) -> None:
    assert words_of(letters, places, ()) == words
