"""Word files as offices make them: automatic numbers, styles in Spanish, contents, notes in place."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.docx_numbering import Numbering
from tests.ingest.test_docx_reader import read

W = nsdecls("w")
LEVELS = {
    "contract": ["decimal Cláusula %1.-", "decimal %1.%2", "lowerLetter %3)"],
    "report": ["decimal %1.", "lowerRoman (%2)"],
    "bullets": ["bullet ·"],
    "letters": ["upperLetter %1)", "decimalZero %1-%2", "upperRoman %3.", "ordinal %4"],
}


def with_lists(file: Any) -> None:
    """Put the lists of `LEVELS` into a Word file, each with two lists that share it."""
    root = file.part.numbering_part.element
    for number, levels in enumerate(LEVELS.values(), start=70):
        rules = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{rule.split()[0]}"/>'
            f'<w:lvlText w:val="{rule.split(" ", 1)[1]}"/></w:lvl>'
            for level, rule in enumerate(levels)
        )
        root.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="{number}">{rules}</w:abstractNum>'))
        anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
        for copy, more in ((number, ""), (number + 10, anew)):
            root.append(
                parse_xml(f'<w:num {W} w:numId="{copy}"><w:abstractNumId w:val="{number}"/>{more}</w:num>')
            )


def add(
    file: Any, name: str, text: str, level: int = 0, anew: bool = False, style: str | None = None
) -> Any:
    number = 70 + list(LEVELS).index(name) + 10 * anew
    paragraph = file.add_paragraph(text, style=style)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )
    return paragraph


def contract(file: Any) -> None:
    with_lists(file)
    add(file, "contract", "Objeto. Se suministran uniformes.")
    add(file, "contract", "El proveedor los entrega.", 1)
    add(file, "contract", "sin trabajo infantil;", 2)
    add(file, "contract", "sin trabajo forzoso.", 2)
    add(file, "contract", "El comprador los paga.", 1)
    add(file, "contract", "Pagos. A treinta días.")
    add(file, "contract", "Por transferencia.", 1)


def test_automatic_numbers_are_read_as_word_shows_them(tmp_path: Path) -> None:
    assert read(tmp_path, contract).text == (
        "Cláusula 1.- Objeto. Se suministran uniformes.\n"
        "  1.1 El proveedor los entrega.\n"
        "    a) sin trabajo infantil;\n"
        "    b) sin trabajo forzoso.\n"
        "  1.2 El comprador los paga.\n\n"
        "Cláusula 2.- Pagos. A treinta días.\n"
        "  2.1 Por transferencia."
    )


def test_clauses_that_word_numbers_can_be_cited(tmp_path: Path) -> None:
    provisions = read(tmp_path, contract).provisions
    assert [provision.path for provision in provisions] == [("clause-1",), ("clause-2",)]


def test_paragraphs_that_word_numbers_are_provisions_and_their_lists_belong_to_them(tmp_path: Path) -> None:
    def fill(file: Any) -> None:
        with_lists(file)
        for number in range(6):
            add(file, "report", "The Committee notes the report of the State.")
            if number == 2:
                add(file, "report", "adopt a law;", 1)
                add(file, "report", "apply it.", 1)

    document = read(tmp_path, fill)
    assert [provision.path for provision in document.provisions] == [
        (f"paragraph-{n}",) for n in range(1, 7)
    ]
    third = [document.text[slice(*block.span)].strip() for block in document.provisions[2].blocks]
    assert third == [
        "3. The Committee notes the report of the State.",
        "(i) adopt a law;",
        "(ii) apply it.",
    ]


def labels(fill: Callable[[Any], None]) -> list[str]:
    file = docx.Document()
    with_lists(file)
    fill(file)
    numbering = Numbering(file)
    marks = [numbering.mark(paragraph._p) for paragraph in file.paragraphs]
    return [mark.label if mark else "-" for mark in marks]


def test_numbers_are_written_in_the_form_of_their_level() -> None:
    def fill(file: Any) -> None:
        for level in (0, 1, 1, 2, 3, 0, 1):
            add(file, "letters", "x", level)

    assert labels(fill) == ["A)", "A-01", "A-02", "I.", "1º", "B)", "B-01"]


def test_a_list_that_starts_anew_counts_from_its_start() -> None:
    def fill(file: Any) -> None:
        for anew in (False, False, True, True):
            add(file, "report", "x", anew=anew)

    assert labels(fill) == ["1.", "2.", "1.", "2."]


def test_a_bullet_and_a_paragraph_taken_out_of_its_list_have_no_number() -> None:
    def fill(file: Any) -> None:
        add(file, "bullets", "x")
        out = file.add_paragraph("x", style="List Number")
        out._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {W}><w:numId w:val="0"/></w:numPr>'))
        file.add_paragraph("x", style="List Number")

    assert labels(fill) == ["", "-", "1."]


def test_the_number_of_a_heading_is_part_of_it(tmp_path: Path) -> None:
    def fill(file: Any) -> None:
        with_lists(file)
        add(file, "report", "Alcance", style="Heading 1")
        file.add_paragraph("A todos.")

    assert read(tmp_path, fill).text == "1. Alcance\n\nA todos."


@pytest.mark.parametrize("name", ["Título 1", "Titulo 1", "Encabezado 1", "Titre 1"])
def test_headings_by_styles_that_are_named_in_other_languages(name: str, tmp_path: Path) -> None:
    def fill(file: Any) -> None:
        file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        file.add_paragraph("Alcance", style=name)
        file.add_paragraph("A todos.")

    assert [provision.path for provision in read(tmp_path, fill).provisions] == [("alcance",)]


@pytest.mark.parametrize("by", ["based", "outline"])
def test_headings_by_a_style_of_an_office_of_its_own(by: str, tmp_path: Path) -> None:
    def fill(file: Any) -> None:
        style = file.styles.add_style("Epígrafe de la ley", WD_STYLE_TYPE.PARAGRAPH)
        if by == "based":
            style.base_style = file.styles["Heading 2"]
        else:
            style.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="1"/>'))
        file.add_paragraph("Alcance", style=style)
        file.add_paragraph("A todos.")

    assert [provision.path for provision in read(tmp_path, fill).provisions] == [("alcance",)]


def test_a_table_of_contents_does_not_take_the_names_of_provisions(tmp_path: Path) -> None:
    def fill(file: Any) -> None:
        contents = file.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
        for number in (1, 2):
            file.add_paragraph(f"Artículo {number}\t{number}", style=contents)
        for number in (1, 2):
            file.add_paragraph(f"Artículo {number}")
            file.add_paragraph("Texto.")

    assert [p.path for p in read(tmp_path, fill).provisions] == [(), ("article-1",), ("article-2",)]


def with_notes(file: Any, *texts: str) -> None:
    """Put footnotes into a Word file under the numbers 2, 3 ..., as LibreOffice does."""
    notes = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
        for number, text in enumerate(texts, start=2)
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    content = f"<w:footnotes {W}>{notes}</w:footnotes>".encode()
    part = Part(PackURI("/word/footnotes.xml"), kind, content, file.part.package)
    file.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def test_a_footnote_belongs_to_the_provision_that_refers_to_it(tmp_path: Path) -> None:
    def fill(file: Any) -> None:
        with_notes(file, "Uno.", "Dos.", "De nadie.")
        for number, note in ((1, 3), (2, 2)):
            paragraph = file.add_paragraph(f"Artículo {number}.- Se compra.")
            paragraph.add_run()._r.append(parse_xml(f'<w:footnoteReference {W} w:id="{note}"/>'))

    assert read(tmp_path, fill).text == (
        "Artículo 1.- Se compra.\n[1] Dos.\n\nArtículo 2.- Se compra.\n[2] Uno.\n[4] De nadie."
    )


def test_a_raised_figure_does_not_become_part_of_a_number(tmp_path: Path) -> None:
    def fill(file: Any) -> None:
        paragraph = file.add_paragraph("Véase el artículo 3")
        paragraph.add_run("1").font.superscript = True
        paragraph.add_run(".")

    assert read(tmp_path, fill).text == "Véase el artículo 3¹."
