"""The library page: permalinks open the very passage, and say so when they no longer can."""

from answer.assistant import Assistant
from tests.app.conftest import OpenPage
from tests.app.test_chat_page import shown


def test_a_permalink_opens_the_provision_with_its_quote(open_page: OpenPage, assistant: Assistant) -> None:
    citation = assistant.ask("¿Quién dirige la Sesión 3?").citations()[0]
    app = open_page(
        "library",
        source="workshop-brief",
        at="session-3",
        lang="es",
        quote=f"{citation.start}-{citation.end}",
    )
    words = shown(app)
    assert not app.exception
    assert "Programa del taller\\, Sesión 3" in words
    assert words.split("<mark", 1)[1].split("</mark>")[0].split(">", 1)[1].startswith("Sesión 3")


def test_without_a_link_the_first_source_is_open(open_page: OpenPage) -> None:
    app = open_page("library")
    assert not app.exception
    assert app.selectbox(key="library_source").value == "workshop-brief"


def test_a_link_to_what_is_not_there_says_so(open_page: OpenPage) -> None:
    assert "nombra una fuente que la biblioteca no tiene: ungp\\-9" in shown(
        open_page("library", source="ungp-9")
    )
    assert "nombra una disposición que este texto no tiene: session\\-9" in shown(
        open_page("library", source="workshop-brief", at="session-9", lang="es")
    )


def test_a_quote_that_does_not_fit_the_text_says_so(open_page: OpenPage) -> None:
    for quote in ("0-99999999", "20-10", "abc", "-5-3"):
        app = open_page("library", source="ungp-6", lang="en", quote=quote)
        assert not app.exception
        assert "no corresponde al texto" in shown(app)


def test_a_quote_of_another_provision_says_so(open_page: OpenPage, assistant: Assistant) -> None:
    citation = assistant.ask("¿Quién dirige la Sesión 3?").citations()[0]
    quote = f"{citation.start}-{citation.end}"
    app = open_page("library", source="workshop-brief", at="session-2", lang="es", quote=quote)
    assert "no corresponde al texto" in shown(app)
    assert "Programa del taller\\, Sesión 2" in shown(app)
    assert "<mark" not in shown(app)


def test_hostile_links_are_only_words(open_page: OpenPage) -> None:
    app = open_page(
        "library", source="<script>alert(1)</script>", at="../../etc/passwd", lang="../x", quote="1;2"
    )
    assert not app.exception
    assert "<script>" not in shown(app).replace("\\<script\\>", "")


def test_another_source_can_be_chosen(open_page: OpenPage) -> None:
    app = open_page("library")
    app.selectbox(key="library_source").set_value("iso-20400").run()
    assert not app.exception
    assert "ISO 20400 \\(notas\\)" in shown(app)
