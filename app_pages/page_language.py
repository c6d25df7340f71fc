"""The language of the page: the browser's at first, then what the reader chose."""

import re

import streamlit as st

from locales import LANGUAGES, say

KEY = "page_language"
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def page_language() -> str:
    """Return the language of the page, "es" or "en"."""
    chosen = st.session_state.get(KEY)
    return str(chosen) if chosen in LANGUAGES else browser_language()


def browser_language() -> str:
    """Return the language of the page for the reader's browser; Spanish where it tells nothing."""
    spoken = (st.context.locale or "").lower()[:2]
    if spoken in LANGUAGES:
        return spoken
    return "es" if spoken in ("", "pt", "gl", "ca", "eu") else "en"


def t(text: str, /, **values: object) -> str:
    """Return a sentence in the page's language."""
    return say(page_language(), text, **values)


def plain(text: str) -> str:
    """Return `text` with every mark escaped, for labels that Streamlit reads as Markdown."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))
