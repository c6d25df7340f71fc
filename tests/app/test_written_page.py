"""Written answers on the page: offered when a model is set, marked, and given up for quotes."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.answer.language_models import INVENTED, KEY, SUPPORTED, ModelServer, running
from tests.app.conftest import OpenPage
from tests.app.test_chat_page import ask, shown

QUESTION = "What does Guiding Principle 6 say?"


def written_page(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, address: str, model: str) -> AppTest:
    for name, value in {"": "openai-like", "_model": model, "_address": address, "_key": KEY}.items():
        monkeypatch.setenv(f"COTEJO_LLM{name.upper()}", value)
    app = open_page(language="en")
    return app.segmented_control(key="mode").set_value("written").run()


def server_says(model: ModelServer, *texts: str) -> str:
    model.says = texts
    return model.address


def test_without_a_model_nothing_is_offered(open_page: OpenPage) -> None:
    app = open_page()
    assert "mode" not in {control.key for control in app.segmented_control}


def test_a_written_answer_shows_quotes_marks_and_tokens(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running() as models:
        address = server_says(models, f"{SUPPORTED} [1] {INVENTED} [1]", " <b>Bold</b> [1]")
        app = ask(written_page(open_page, monkeypatch, address, "says"), QUESTION)
    words = shown(app)
    assert not app.exception
    assert "sent to says at http" in words.replace("\\", "")
    assert f"{SUPPORTED} [1]" in words
    assert f"{INVENTED} [not supported by the sources]" in words
    assert '<blockquote dir="auto" lang="en" style=' in words
    assert "Sentences that the sources do not support: 2." in words
    assert "1200 tokens read, 34 written" in words
    assert "<b>" not in words
    assert KEY not in words
    assert not [button for button in app.button if button.key == "stop"]
    app.button(key="answer-0-0-citation-1").click().run()
    assert "<mark" in shown(app)


@pytest.mark.parametrize(("model", "told"), [("locked", "refused the key"), ("empty", "wrote nothing")])
def test_a_model_that_fails_gives_way_to_quotes(
    model: str, told: str, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running() as models:
        app = ask(written_page(open_page, monkeypatch, models.address, model), QUESTION)
    words = shown(app)
    assert not app.exception
    assert told in words
    assert "<blockquote" in words
    assert KEY not in words


def test_settings_that_are_not_enough_are_told_and_quotes_still_come(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COTEJO_LLM", "anthropic")
    monkeypatch.setenv("COTEJO_LLM_MODEL", "m")
    app = ask(open_page(language="en"), QUESTION)
    assert "pip install llama-index-llms-anthropic" in shown(app)
    assert "<blockquote" in shown(app)
