"""The pages, run by Streamlit's own test runner over the project's corpus."""

import dataclasses
from collections.abc import Callable

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from answer.assistant import Assistant
from settings import ROOT, Settings

OpenPage = Callable[..., AppTest]


@pytest.fixture
def open_page(built: Settings, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """Return a function that opens the app, in Spanish unless told otherwise, with parameters of the
    address; the assistant is the tests' own, so that no page loads the model again."""
    monkeypatch.setenv("COTEJO_DATA", str(built.data))
    monkeypatch.setattr("answer.assistant.open_assistant", lambda settings: assistant)
    st.cache_resource.clear()

    def open_page(page: str = "", language: str = "es", **parameters: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        app.session_state["page_language"] = language
        app.query_params.update(parameters)
        app.run()
        if page:
            app.switch_page(f"app_pages/{page}.py").run()
        return app

    return open_page


@pytest.fixture
def without_index(monkeypatch: pytest.MonkeyPatch, small: Settings) -> Settings:
    """Settings of a machine on which nothing was built yet."""
    monkeypatch.setenv("COTEJO_DATA", str(small.data))
    st.cache_resource.clear()
    return dataclasses.replace(small)
