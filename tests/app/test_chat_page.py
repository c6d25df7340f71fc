"""The chat page: a question in, proved quotes with numbered citations out."""

import pytest
from streamlit.testing.v1 import AppTest

from settings import ROOT, Settings
from tests.app.conftest import OpenPage


def shown(app: AppTest) -> str:
    """Return all the words on the page."""
    kinds = ("title", "markdown", "caption", "text", "error", "warning", "code", "subheader")
    words = [str(element.value) for kind in kinds for element in app.get(kind)]
    words += [str(element.proto.body) for element in app.get("html")]
    return "\n".join([*words, *(button.label for button in app.button)])


def labels(app: AppTest, start: str) -> list[str]:
    return [button.label for button in app.button if button.label.startswith(start)]


def ask(app: AppTest, question: str) -> AppTest:
    return app.chat_input[0].set_value(question).run()


def test_the_empty_page_offers_examples_and_no_answer(open_page: OpenPage) -> None:
    app = open_page()
    assert not app.exception
    assert [b.label for b in app.button if str(b.key).startswith("example")][1] == (
        "¿Quién dirige la Sesión 3 y a qué hora?"
    )
    assert "blockquote" not in shown(app)


def test_every_example_is_answered_with_citations_in_both_languages(open_page: OpenPage) -> None:
    for language in ("es", "en"):
        for number in range(4):
            app = open_page(language=language)
            app.button(key=f"example-{number}").click().run()
            assert not app.exception
            assert "<blockquote" in shown(app), (language, number)
            assert labels(app, "\\[1\\]"), (language, number)


def test_an_answer_shows_quote_number_and_provision(open_page: OpenPage) -> None:
    app = ask(open_page(), "¿Quién dirige la Sesión 3?")
    assert "Daniel Morris" in shown(app)
    assert labels(app, "\\[1\\]") == ["\\[1\\] Programa del taller\\, Sesión 3"]


def test_a_citation_opens_the_passage_with_the_quote_highlighted(open_page: OpenPage) -> None:
    app = ask(open_page(language="en"), "What does Guiding Principle 6 say?")
    app.button(key="answer-0-citation-1").click().run()
    words = shown(app)
    assert not app.exception
    assert ">States should promote respect for human rights" in words.split("<mark", 1)[1]
    assert "extract quoted in another document" in str([b.proto.body for b in app.get("markdown")]) + words
    assert app.get("link_button")[0].proto.url.startswith("https://www.ohchr.org/")


def test_a_passage_in_two_languages_shows_both(open_page: OpenPage) -> None:
    app = ask(open_page(), "¿La norma ISO 20400 es certificable?")
    app.button(key="answer-0-citation-1").click().run()
    words = shown(app)
    assert "**Español**" in words
    assert "**Inglés**" in words
    assert 'lang="en"' in words


def test_a_refusal_says_so_and_offers_the_nearest(open_page: OpenPage) -> None:
    app = ask(open_page(), "¿Cuál es la capital de Francia?")
    assert "Las fuentes no lo dicen." in shown(app)
    assert len(labels(app, "Leer")) == 3
    app.button(key="answer-0-near-1").click().run()
    assert not app.exception


def test_the_history_stays_and_can_be_begun_anew(open_page: OpenPage) -> None:
    app = ask(ask(open_page(), "¿Quién dirige la Sesión 3?"), "¿Quién dirige la Sesión 4?")
    assert "Sesión 3?" in shown(app)
    assert "Sesión 4?" in shown(app)
    app.button(key="new").click().run()
    assert "Sesión 3?" not in shown(app).replace("¿Quién dirige la Sesión 3 y", "")


def test_the_page_can_be_switched_to_english_and_keeps_its_history(open_page: OpenPage) -> None:
    app = ask(open_page(), "¿Quién dirige la Sesión 3?")
    app.session_state["page_language"] = "en"
    app.run()
    words = shown(app)
    assert "Workshop brief\\, Session 3 \\(Spanish\\)" in words
    assert "Daniel Morris" in words


def test_filters_narrow_the_search(open_page: OpenPage) -> None:
    app = open_page()
    app.multiselect(key="filter_sources").set_value(["iso-20400"]).run()
    ask(app, "¿Quién dirige la Sesión 3?")
    assert "Se buscó en: ISO 20400 (notas)" in shown(app)


def test_an_answer_can_be_copied_with_its_references(open_page: OpenPage) -> None:
    app = ask(open_page(), "¿Quién dirige la Sesión 3?")
    copied = app.get("code")[0].value
    assert copied.startswith("Programa del taller, Sesión 3: Daniel Morris, DIHR")
    assert "\n[1] Programa del taller, Sesión 3. Taller sobre derechos humanos" in copied


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("¿?", "No hay ninguna palabra"),
        ("\x07 quién dirige", "carácter de control (U+0007"),
        ("а что говорит принцип", "en un alfabeto que Cotejo no lee"),
        ("x " * 10_000, "20000 caracteres"),
    ],
)
def test_a_question_that_cannot_be_read_is_told_so_in_the_pages_language(
    question: str, told: str, open_page: OpenPage
) -> None:
    app = ask(open_page(), question)
    assert not app.exception
    assert told in shown(app)


def test_markup_in_a_question_is_shown_as_text(open_page: OpenPage) -> None:
    app = ask(open_page(), "<img src=x onerror=alert(1)> ¿Quién dirige la **Sesión 3**?")
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown(app)
    assert "<img" not in shown(app)


def test_without_an_index_the_page_says_what_to_do(without_index: Settings) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["page_language"] = "es"
    app.run()
    assert not app.exception
    assert "Todavía no hay índice" in shown(app)
    assert "python -m index build" in shown(app)
    assert not app.chat_input


def test_a_corrupt_index_is_named_with_the_mending_command(without_index: Settings) -> None:
    without_index.data.mkdir(parents=True)
    (without_index.data / "manifest.json").write_text("{", encoding="utf-8")
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["page_language"] = "es"
    app.run()
    assert not app.exception
    assert "No se puede leer el índice" in shown(app)
    assert "python -m index build" in shown(app)
