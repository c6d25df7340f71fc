"""PDF pages as people lay them out: columns, parted words, ligatures, running heads, headings, tables."""

import io
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.document import BlockKind, Document
from ingest.passages import split_document
from tests.ingest.exactness import assert_exact
from tests.ingest.pdfs import read

pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))  # reportlab brings it; it has two ligatures

Words = tuple[float, float, str, float, str]
LEFT = [
    "The left column tells that the State",
    "must protect human rights, and that it",
    "does so by its laws and by all the con-",
    "tracts that it makes, before the read-",
]
RIGHT = [
    "er comes to the right column, which is",
    "about the remedies that people can ask",
    "for in the courts of States as well as in",
    "other places that are open to all people.",
]
HEAD, BODY = "Report on public procurement", 750.0
SENTENCE = [
    ["States that buy goods should ask", "of those who sell them that they", "respect all, and pro-"],
    ["vide for remedies in their con-", "tracts, as the text says, and they"],
    ["should see to it that each of the", "contracts is kept", "to the last word."],
]


def column(left: float, top: float, lines: list[str], font: str = "Vera", size: float = 10) -> list[Words]:
    """Return lines below each other, with where each begins."""
    return [(left, top - 1.2 * size * n, font, size, line) for n, line in enumerate(lines)]


def drawn(pages: list[list[Words]]) -> bytes:
    """Return a PDF file with these words at their places, in this order."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    for words in pages:
        for left, bottom, font, size, text in words:
            canvas.setFont(font, size)
            canvas.drawString(left, bottom, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def two_columns() -> list[Words]:
    """Return a title over two columns, drawn line by line across both."""
    title = column(60, 800, ["A title that stands over both of the two columns here"], "Helvetica-Bold", 16)
    sides = zip(column(60, BODY, LEFT), column(310, BODY, RIGHT), strict=True)
    return [*title, *(words for pair in sides for words in pair)]


def report() -> list[list[Words]]:
    """Return pages with a running head, a symbol, a page number and a sentence that goes on overleaf."""
    return [
        [
            *column(60, 810, [HEAD], size=9),
            *column(500, 810, [f"A/HRC/{number}"], size=9),
            *column(60, BODY, lines),
            *column(290, 30, [f"- {number} -"], size=9),
        ]
        for number, lines in enumerate(SENTENCE, start=1)
    ]


def kinds(document: Document, kind: BlockKind) -> list[str]:
    blocks = sorted((b for p in document.provisions for b in p.blocks), key=lambda block: block.span)
    return [document.text[slice(*block.span)] for block in blocks if block.kind is kind]


def test_columns_are_read_one_after_the_other_and_a_title_over_both_before_them(tmp_path: Path) -> None:
    document = read(tmp_path, drawn([two_columns()]))
    body = document.text.removeprefix("A title that stands over both of the two columns here\n\n")
    joined = " ".join([*LEFT, *RIGHT])
    assert body == joined.replace("con- tracts", "contracts").replace("read- er", "reader")


def test_cells_of_a_table_are_not_taken_for_columns(tmp_path: Path) -> None:
    steps, days = ["Step", "Offer", "Signature", "Payment", "Audit"], ["Days", "30", "10", "60", "90"]
    document = read(tmp_path, drawn([[*column(60, BODY, steps), *column(300, BODY, days)]]))
    rows = zip(steps, days, strict=True)
    assert kinds(document, BlockKind.ROW) == [f"{step} | {day}" for step, day in rows]


PARTED = [
    (["the procure-", "ment of goods"], "the procurement of goods"),
    (["la contrata-", "ción pública"], "la contratación pública"),
    (["socio-economic rights are socio-", "economic"], "socio-economic rights are socio-economic"),
    (["the line Madrid-", "Barcelona"], "the line Madrid-Barcelona"),
    (["after COVID-", "19 it rose"], "after COVID-19 it rose"),
    (["a short road, short-", "and long-term"], "a short road, short- and long-term"),
    (["some thous-", "and people"], "some thousand people"),
    (["one thing -", "and another"], "one thing - and another"),
]


@pytest.mark.parametrize(("lines", "text"), PARTED)
def test_parted_words_are_joined_and_true_hyphens_kept(lines: list[str], text: str, tmp_path: Path) -> None:
    assert read(tmp_path, drawn([column(60, BODY, lines)])).text == text


def test_ligatures_become_letters_and_do_not_part_their_word(tmp_path: Path) -> None:
    document = read(tmp_path, drawn([column(60, BODY, ["The ﬁrms conﬁrm a ﬂow,", "and beneﬁt from it."])]))
    assert document.text == "The firms confirm a flow, and benefit from it."


def test_running_heads_and_page_numbers_are_in_the_text_and_in_no_passage(tmp_path: Path) -> None:
    document = read(tmp_path, drawn(report()))
    numbered = [word for n in range(1, 4) for word in (HEAD, f"A/HRC/{n}", f"- {n} -")]
    assert kinds(document, BlockKind.MARGIN) == numbered
    read_by_search = " ".join(passage.text for passage in split_document(document))
    for words in (HEAD, "A/HRC", "- 2 -"):
        assert words not in read_by_search


def test_a_paragraph_that_crosses_pages_is_one_and_its_words_know_their_pages(tmp_path: Path) -> None:
    document = read(tmp_path, drawn(report()))
    assert kinds(document, BlockKind.PARAGRAPH) == [
        "States that buy goods should ask of those who sell them that they respect all, and provide for "
        "remedies in their contracts, as the text says, and they should see to it that each of the "
        "contracts is kept to the last word."
    ]
    for words, page in [("States", 1), ("and pro", 1), ("vide", 2), ("they should", 2), ("should see", 3)]:
        assert document.page_at(document.text.index(words)) == page


def test_a_page_has_the_label_that_is_printed_on_it(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(drawn(report()))))
    writer.set_page_label(0, 1, style="/r")
    writer.set_page_label(2, 2, style="/D", prefix="A-", start=7)
    file = io.BytesIO()
    writer.write(file)
    pages = read(tmp_path, file.getvalue()).pages
    assert [(page.number, page.label) for page in pages] == [(1, "i"), (2, "ii"), (3, "A-7")]


def test_headings_become_locators_by_their_words_size_or_weight(tmp_path: Path) -> None:
    words = [
        *column(60, 780, ["Background of the", "text below"], "Helvetica-Bold", 16),
        *column(60, 740, ["The body of the text says why.", "It goes on."]),
        *column(60, 700, ["Scope of it"], "Vera", 13),
        *column(60, 675, ["It applies to all States and to", "all of their buyers."]),
        *column(60, 640, ["Principle 5"]),
        *column(60, 620, ["States should exercise adequate", "oversight."]),
        *column(60, 590, ["COMMENTARY"]),
        *column(60, 570, ["Why it says so, and to whom."]),
    ]
    provisions = read(tmp_path, drawn([words])).provisions
    assert [provision.path for provision in provisions] == [
        ("background-of-the-text-below",),
        ("background-of-the-text-below", "scope-of-it"),
        ("principle-5",),
        ("principle-5", "commentary"),
    ]
    assert provisions[1].headings[1:] == ("Background of the text below", "Scope of it")


def test_a_bullet_in_small_print_does_not_part_its_item(tmp_path: Path) -> None:
    lines = column(66, 700, ["an item of a list that goes on to", "another line."])
    document = read(tmp_path, drawn([[*column(60, 700, ["•"], size=7), *lines]]))
    assert document.text == "• an item of a list that goes on to another line."


def test_names_of_provisions_on_top_of_their_pages_are_no_running_heads(tmp_path: Path) -> None:
    bodies = enumerate(["States act.", "Firms respect.", "People are heard.", "Courts decide."], start=1)
    pages = [[*column(60, 800, [f"Article {n}"]), *column(60, 770, [body, "So."])] for n, body in bodies]
    document = read(tmp_path, drawn(pages))
    assert [provision.path for provision in document.provisions] == [(f"article-{n}",) for n in range(1, 5)]


def test_words_that_nobody_sees_are_recorded(tmp_path: Path) -> None:
    words = [*column(60, 700, ["Words to be seen."]), *column(60, 400, ["Tiny words."], size=1)]
    assert read(tmp_path, drawn([words])).hidden == ("Tiny words.",)


def undrawn(picture: bool) -> bytes:
    """Return a page with a line that is not drawn, upon a picture or not."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    if picture:
        canvas.drawImage(ImageReader(Image.new("L", (60, 84), 255)), 0, 0, 595, 842)
    text = canvas.beginText(60, 700)
    text.textLine("Words to be seen, and more of them so that no stamp is meant, " * 3)
    text.setTextRenderMode(3)
    text.textLine("Words that are not drawn.")
    canvas.drawText(text)
    canvas.save()
    return file.getvalue()


def test_letters_that_are_not_drawn_are_hidden_unless_they_lie_upon_a_scan(tmp_path: Path) -> None:
    assert read(tmp_path, undrawn(picture=False)).hidden == ("Words that are not drawn.",)
    assert [words for words in read(tmp_path, undrawn(picture=True)).hidden if "drawn" in words] == []


@pytest.mark.parametrize("pages", [[two_columns()], [column(60, BODY, RIGHT), two_columns()]])
def test_offsets_of_columns_are_exact(pages: list[list[Words]], tmp_path: Path) -> None:
    document = read(tmp_path, drawn(pages))
    assert_exact(document, split_document(document))


def test_offsets_are_exact_and_all_but_the_margins_is_in_a_passage(tmp_path: Path) -> None:
    document = read(tmp_path, drawn(report()))
    rest = list(document.text)
    for passage in split_document(document):
        assert document.text[passage.start : passage.end] == passage.text
        rest[passage.start : passage.end] = " " * len(passage.text)
    assert "".join(rest).split() == " ".join(kinds(document, BlockKind.MARGIN)).split()
