"""Plain text: paragraphs, lists and lines that name provisions, whatever ends its lines."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import BlockKind, Document
from ingest.errors import IngestError
from ingest.passages import split_document
from ingest.plain_reader import read_plain
from tests.ingest.exactness import assert_exact

TEXT = """Ley de compras

Principio 5
Los Estados deben supervisar
de manera   adecuada.
COMENTARIO
Así se entiende:
a) contratar con cuidado;
   y sin prisa
b) pedir cuentas.
- Un guion.
(iii) Un romano.
• Una viñeta.

Artículo 6. De los plazos
Según el Principio 6 de este texto, basta.
"""


def read(folder: Path, text: str | bytes) -> Document:
    path = folder / "es.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_plain(path, "made/es.txt", "made", "es", "Hecho")


def blocks(document: Document, kind: BlockKind) -> list[str]:
    return [
        document.text[slice(*block.span)]
        for provision in document.provisions
        for block in provision.blocks
        if block.kind is kind
    ]


def test_lines_that_name_provisions_open_them(tmp_path: Path) -> None:
    document = read(tmp_path, TEXT)
    paths = [provision.path for provision in document.provisions]
    assert paths == [(), ("principle-5",), ("principle-5", "commentary"), ("article-6",)]
    assert blocks(document, BlockKind.HEADING) == ["Principio 5", "COMENTARIO", "Artículo 6. De los plazos"]


def test_a_sentence_that_speaks_of_a_provision_opens_none(tmp_path: Path) -> None:
    assert "Según el Principio 6 de este texto, basta." in blocks(read(tmp_path, TEXT), BlockKind.PARAGRAPH)
    wrapped = read(tmp_path, "Como lo dice el\nPrincipio 6 de este texto, los Estados\nactúan.")
    assert [provision.path for provision in wrapped.provisions] == [()]


WRAPPED = """     Artículo 1º.- Los contratos que celebre la Administración del
Estado para el suministro de bienes muebles y de los servicios
se ajustarán a las normas de esta ley.
     Artículo 2. Para los Efectos De esta ley se entiende por ellos
los que tienen por objeto la compra.
"""


def test_articles_of_a_text_that_is_broken_at_a_width_keep_their_first_lines(tmp_path: Path) -> None:
    document = read(tmp_path, WRAPPED)
    assert [provision.path for provision in document.provisions] == [("article-1",), ("article-2",)]
    assert blocks(document, BlockKind.HEADING) == []
    assert blocks(document, BlockKind.PARAGRAPH)[1].startswith("Artículo 2. Para los Efectos De esta ley")


def test_a_table_of_contents_does_not_take_the_names_of_provisions(tmp_path: Path) -> None:
    contents = "Artículo 1. Objeto ......... 3\nArtículo 2. Plazos . . . . . . 4\n\n"
    document = read(tmp_path, contents + "Artículo 1\nSe compra.\n\nArtículo 2\nSe vende.\n")
    assert [provision.path for provision in document.provisions] == [(), ("article-1",), ("article-2",)]


def test_the_lines_of_a_paragraph_stay_together_and_lose_only_spaces(tmp_path: Path) -> None:
    assert "Los Estados deben supervisar\nde manera adecuada." in blocks(
        read(tmp_path, TEXT), BlockKind.PARAGRAPH
    )


def test_each_item_of_a_list_is_one_whatever_its_mark_and_is_quoted_without_it(tmp_path: Path) -> None:
    document = read(tmp_path, TEXT)
    assert blocks(document, BlockKind.ITEM) == [
        "a) contratar con cuidado;\ny sin prisa",
        "b) pedir cuentas.",
        "- Un guion.",
        "(iii) Un romano.",
        "• Una viñeta.",
    ]
    quotable = [
        document.text[slice(*block.quotable)]
        for provision in document.provisions
        for block in provision.blocks
        if block.kind is BlockKind.ITEM
    ]
    assert quotable[1:] == ["pedir cuentas.", "Un guion.", "Un romano.", "Una viñeta."]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_gives_the_same_text(end: str, tmp_path: Path) -> None:
    assert read(tmp_path, TEXT.replace("\n", end)) == read(tmp_path, TEXT)


def test_a_form_feed_ends_a_line(tmp_path: Path) -> None:
    assert read(tmp_path, "One page.\n\fPrinciple 5\nWords.").text == "One page.\n\nPrinciple 5\n\nWords."


def test_markup_is_words_in_a_plain_text(tmp_path: Path) -> None:
    assert read(tmp_path, "<b>bold</b> & *stars* &amp; # 5").text == "<b>bold</b> & *stars* &amp; # 5"


@pytest.mark.parametrize("data", [b"\n \n\t\r\n", b"\xef\xbb\xbf", b"\x0c"])
def test_a_file_without_words_is_refused_with_what_to_do(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"made/es\.txt: no text in it\. Add the text, or take it out"):
        read(tmp_path, data)


def test_offsets_are_exact(tmp_path: Path) -> None:
    document = read(tmp_path, TEXT)
    assert_exact(document, split_document(document))


LINES = st.one_of(
    st.sampled_from([*TEXT.split("\n"), "", "1) Uno", "-", "– ", "\u00a0", "Artículo 5", "12. Doce."]),
    st.text(st.characters(codec="utf-8"), max_size=60),
)


@given(st.lists(LINES, max_size=30).map("\n".join))
def test_offsets_of_any_text_are_exact_and_no_word_is_lost(tmp_path: Path, text: str) -> None:
    document = read(tmp_path, f"Words.\n\n{text}")
    assert_exact(document, split_document(document))
    letters = [
        letter for letter in unicodedata.normalize("NFC", text) if letter.isascii() and letter.isalnum()
    ]
    kept = [letter for letter in document.text if letter.isascii() and letter.isalnum()]
    assert kept == [*"Words", *letters]
