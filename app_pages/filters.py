"""The sidebar: the page's language, and where and how to look."""

from dataclasses import dataclass

import streamlit as st

from answer.words import language_name
from app_pages.page_language import KEY, browser_language, page_language, plain, t
from index.library import Library
from ingest.languages import QUESTION_LANGUAGES
from locales import LANGUAGES

_OWN_NAMES = {"es": "Español", "en": "English"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader chose; empty means all sources, all text languages, language recognised."""

    sources: tuple[str, ...]
    languages: tuple[str, ...]
    question_language: str


def show_language_choice() -> None:
    """Show the switch of the page's language, each language by its own name."""
    st.session_state.setdefault(KEY, browser_language())
    st.segmented_control(
        t("Language of the page"),
        LANGUAGES,
        format_func=lambda code: _OWN_NAMES[code],
        key=KEY,
        required=True,
    )


def show_filters(library: Library) -> Filters:
    """Show the filters in the sidebar and return what is chosen."""
    spoken = page_language()
    with st.sidebar:
        st.subheader(t("Where to look"))
        sources = st.multiselect(
            t("Sources"),
            list(library.sources),
            format_func=lambda id: _label(library, id, spoken),
            key="filter_sources",
            placeholder=t("All sources"),
        )
        languages = st.pills(
            t("Language of the texts"),
            library.languages(),
            selection_mode="multi",
            format_func=lambda code: language_name(code, spoken).capitalize(),
            key="filter_languages",
            help=t("Choose none to look in all of them."),
        )
        recognise = t("Recognise it")
        asked = st.selectbox(
            t("Language of my questions"),
            ("", *QUESTION_LANGUAGES),
            format_func=lambda code: language_name(code, spoken).capitalize() if code else recognise,
            key="question_language",
        )
    return Filters(tuple(sources), tuple(languages), asked)


def _label(library: Library, id: str, language: str) -> str:
    source = library.sources[id]
    return plain(source.in_language(source.label, language))
