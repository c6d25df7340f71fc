"""Web pages: the main text with its headings and tables, and none of what surrounds or hides in it."""

from pathlib import Path

import pytest

from ingest.distrust import distrust
from ingest.document import BlockKind, Document
from ingest.errors import IngestError
from ingest.html_reader import read_html
from ingest.passages import split_document
from tests.ingest.exactness import assert_exact

PAGE = """<!DOCTYPE html>
<html lang="es"><head><meta charset="utf-8"><title>Title of the tab</title>
<style>p { color: red }</style><script>var tracked = "never text";</script></head>
<body>
<header><a href="/">Home of the site</a></header>
<nav><ul><li>Menu entry</li></ul></nav>
<main>
<h1>Ley de contratación</h1>
<p>El Estado <b>prote</b>ge&nbsp;los derechos &lt;humanos&gt;
   en sus compras públicas, y pide lo mismo a quien contrata con él.</p>
<h2 id="art-5">Artículo 5. Integridad</h2>
<p>Primera línea<br>segunda línea.</p>
<ol start="3"><li>Uno</li><li>Dos<ul><li>Dentro</li></ul></li></ol>
<script>document.write("never text")</script>
<h2 id="principle-6">Principio 6</h2>
<table><caption>Plazos</caption>
<thead><tr><th>Paso</th><th>Días</th></tr></thead>
<tbody><tr><td>Oferta</td><td>30</td></tr><tr><td><p>Firma</p><p>y pago</p></td><td></td></tr></tbody>
</table>
<noscript>Turn scripts on</noscript>
</main>
<footer>Copyright of the site</footer>
</body></html>"""


def read(folder: Path, page: str | bytes) -> Document:
    path = folder / "es.html"
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return read_html(path, "made/es.html", "made", "es", "Hecho")


def test_the_main_text_is_read_as_a_reader_sees_it(tmp_path: Path) -> None:
    assert read(tmp_path, PAGE).text == (
        "Ley de contratación\n\n"
        "El Estado protege los derechos <humanos> en sus compras públicas, y pide lo mismo a quien contrata"
        " con él.\n\n"
        "Artículo 5. Integridad\n\n"
        "Primera línea\nsegunda línea.\n"
        "3. Uno\n4. Dos\n  - Dentro\n\n"
        "Principio 6\n\n"
        "Plazos\n\n"
        "Paso | Días\n\n"
        "Oferta | 30\n\n"
        "Firma\ny pago"
    )


@pytest.mark.parametrize("words", ["never text", "tracked", "color: red", "Title of the tab", "scripts on"])
def test_scripts_styles_and_the_head_are_never_text(words: str, tmp_path: Path) -> None:
    document = read(tmp_path, PAGE)
    assert words not in document.text
    assert document.hidden == ()


def test_navigation_and_footers_are_left_out_where_no_part_is_called_main(tmp_path: Path) -> None:
    document = read(tmp_path, PAGE.replace("<main>", "<div>").replace("</main>", "</div>"))
    for words in ("Home of the site", "Menu entry", "Copyright of the site"):
        assert words not in document.text
    assert document.text == read(tmp_path, PAGE).text


def test_the_header_of_an_article_is_part_of_it(tmp_path: Path) -> None:
    page = "<header>Site</header><article><header><h1>Its title</h1></header><p>Words.</p></article>"
    assert read(tmp_path, page).text == "Its title\n\nWords."


def test_headings_become_locators_by_their_words_whatever_their_ids(tmp_path: Path) -> None:
    document = read(tmp_path, PAGE)
    assert [provision.path for provision in document.provisions] == [(), ("article-5",), ("principle-6",)]
    assert document.provisions[1].headings == ("Hecho", "Artículo 5. Integridad")
    twice = read(tmp_path, "<h2 id=a>Alcance</h2><p>Uno.</p><h2 id=a>Alcance</h2><p>Dos.</p>")
    assert [provision.path for provision in twice.provisions] == [("alcance",), ("alcance-2",)]


def test_each_cell_of_a_table_knows_the_head_of_its_column(tmp_path: Path) -> None:
    document = read(tmp_path, PAGE)
    rows = [b for p in document.provisions for b in p.blocks if b.kind is BlockKind.ROW]
    cells = [[(head, document.text[slice(*span)]) for head, span in row.columns] for row in rows]
    assert cells == [[("Paso", "Oferta"), ("Días", "30")], [("Paso", "Firma\ny pago")]]


def test_offsets_are_exact(tmp_path: Path) -> None:
    document = read(tmp_path, PAGE)
    assert_exact(document, split_document(document))


HIDING = [
    'style="display:none"',
    'style="color:red; DISPLAY : none"',
    'style="visibility: hidden"',
    'style="opacity:0"',
    'style="font-size:0"',
    'style="font-size: 0.5px"',
    'style="color:#fff"',
    'style="color: white; background: #FFFFFF"',
    'style="color:rgb(255, 255, 255)"',
    "hidden",
    'aria-hidden="true"',
]


@pytest.mark.parametrize("hiding", HIDING)
@pytest.mark.parametrize(
    "page",
    [
        "<p>Seen.</p><p {}>Not <b>for</b> you.</p>",
        "<p>Seen.<span {}>Not <b>for</b> you.</span></p>",
        "<h2><span {}>Not <b>for</b> you.</span>Seen.</h2>",
        "<table {}><tr><td>Not for you.</td></tr></table><p>Seen.</p>",
        "<table><caption {}>Not for you.</caption><tr><td>Seen.</td></tr></table>",
        "<table><tbody {}><tr><td>Not for you.</td></tr></tbody><tr><td>Seen.</td></tr></table>",
        "<table><tr {}><td>Not for you.</td></tr><tr><td>Seen.</td><td {}></td></tr></table>",
        "<table><tr><td {}>Not for you.</td><td>Seen.</td></tr></table>",
        "<ul><li>Seen.</li><li {}>Not for you.</li></ul>",
    ],
)
def test_what_a_page_hides_is_no_text_but_is_recorded(page: str, hiding: str, tmp_path: Path) -> None:
    document = read(tmp_path, page.replace("{}", hiding))
    assert document.text.removeprefix("- ") == "Seen."
    assert document.hidden == ("Not for you.",)
    assert distrust(document, split_document(document)).hidden == ("Not for you.",)


STYLES = [
    "font-size:0.9em",
    "font-size:10px",
    "opacity:0.8",
    "color:#ffc",
    "color:red;background-color:#fff",
    "color:#fff;background:navy",
]


@pytest.mark.parametrize("style", STYLES)
def test_what_a_page_only_styles_is_text(style: str, tmp_path: Path) -> None:
    document = read(tmp_path, f'<p style="{style}">Seen.</p>')
    assert (document.text, document.hidden) == ("Seen.", ())


def test_white_letters_on_a_coloured_table_are_text(tmp_path: Path) -> None:
    page = '<table bgcolor="#003366"><tr><td><font color="white">Seen.</font></td></tr></table>'
    assert read(tmp_path, page).text == "Seen."


def test_blocks_in_a_cell_are_parted_and_letters_in_a_word_are_not(tmp_path: Path) -> None:
    page = "<table><tr><td><div>One</div>two</td><td>f<i>ou</i>r</td></tr></table>"
    assert read(tmp_path, page).text == "One\ntwo | four"


SITE = """<div id="cookie-banner">Usamos cookies. <a href=#>Aceptar</a></div>
<div class="main-menu"><ul><li>Leyes</li><li>Contacto</li></ul></div>
<p class="breadcrumb">Inicio &gt; Leyes</p>
<table width=800><tr><td class="sidebar">Mapa</td><td><h1>Ley 19.886</h1>{}</td></tr></table>
<div id="footer">Copyright del Gobierno</div>"""
LAW = "<p>Artículo {}º.- Los contratos que celebre la Administración del Estado se rigen por esta ley.</p>"


def test_what_a_site_puts_around_its_text_is_left_out(tmp_path: Path) -> None:
    articles = [LAW.format(number) for number in range(1, 9)]
    document = read(tmp_path, SITE.replace("{}", "".join(articles)))
    assert document.text.startswith("Ley 19.886\n\nArtículo 1º.-")
    assert document.text.endswith("rigen por esta ley.")
    assert [p.path for p in document.provisions if p.path] == [(f"article-{n}",) for n in range(1, 9)]


def test_a_text_whose_place_is_only_called_a_menu_is_kept(tmp_path: Path) -> None:
    page = '<div id="menu"><p>All the text there is.</p></div><p>A line.</p>'
    assert read(tmp_path, page).text == "All the text there is.\n\nA line."


def test_a_table_that_only_places_the_page_does_not_make_one_row_of_it(tmp_path: Path) -> None:
    articles = "".join(LAW.format(number) for number in range(1, 21))
    document = read(tmp_path, f"<table><tr><td>{articles}</td></tr></table>")
    assert [p.path for p in document.provisions] == [(f"article-{n}",) for n in range(1, 21)]


def test_paragraphs_that_name_a_provision_are_headings_as_in_other_files(tmp_path: Path) -> None:
    page = (
        "<p><b>CAPÍTULO I</b></p><p align=center>Artículo 1<br>Se compra.</p><p>Artículo 2<br>Se vende.</p>"
    )
    document = read(tmp_path, page)
    assert [p.path for p in document.provisions] == [("chapter-i",), ("article-1",), ("article-2",)]
    assert document.provisions[1].headings == ("Hecho", "CAPÍTULO I")


def test_a_raised_figure_does_not_become_part_of_a_number(tmp_path: Path) -> None:
    page = "<p>artículo 3<sup>1</sup>, <sup><a href=#n>12</a></sup> m<sup>2</sup>, 1<sup>er</sup></p>"
    assert read(tmp_path, page).text == "artículo 3¹, ¹² m², 1er"


def test_a_page_that_is_one_form_is_read_and_a_search_form_is_not(tmp_path: Path) -> None:
    page = "<form><h1>Title</h1><p>Words.</p><input value=x></form><form>Search the site</form>"
    assert read(tmp_path, page).text == "Title\n\nWords."


@pytest.mark.parametrize("declared", ["windows-1252", "iso-8859-1", "utf-8"])
def test_the_charset_that_a_page_declares_is_used_unless_it_is_wrong(declared: str, tmp_path: Path) -> None:
    page = f'<meta charset="{declared}"><p>La niñez y la educación.</p>'
    assert read(tmp_path, page.encode("windows-1252")).text == "La niñez y la educación."


def test_a_page_that_a_script_fills_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"made/es\.html: no text in the page .* print it as PDF"):
        read(tmp_path, "<html><body><div id=root></div><script>fill()</script></body></html>")


def test_entities_of_a_document_are_not_looked_up(tmp_path: Path) -> None:
    page = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><p>Words &x; here.</p></html>'
    assert "root:" not in read(tmp_path, page).text
