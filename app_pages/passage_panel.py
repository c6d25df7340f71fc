"""A passage on the page: in its surrounding text, with its quote, its source, its other language."""

from collections.abc import Sequence

import streamlit as st

from answer.reading import Extract, other_languages, provision_text, surroundings
from answer.words import force_name, language_name
from app_pages.exact_text import exact_html
from app_pages.page_language import page_language, plain, t
from index.library import Library
from ingest.corpus import force_of, show_locator_of
from ingest.document import Span
from ingest.passages import Passage
from ingest.register import Source


def show_passage(library: Library, passage: Passage, quote: Span | None) -> None:
    """Show a passage in its surroundings, `quote` (offsets in its document) highlighted."""
    source = library.sources[passage.source_id]
    _show_source(source, passage)
    around = [surroundings(library, passage, quote)]
    others = other_languages(library, passage)
    if not others:
        _show_text(around, quote, passage.language)
        st.caption(_only_here(source, passage))
        return
    columns = st.columns(1 + len(others))
    with columns[0]:
        _show_text(around, quote, passage.language)
    for column, language in zip(columns[1:], others, strict=True):
        with column:
            _show_text(provision_text(library, passage.source_id, passage.path, language), None, language)


def _show_source(source: Source, passage: Passage) -> None:
    language = page_language()
    st.markdown(f"#### {plain(show_locator_of(source, passage, language))}")
    title = source.in_language(source.title, language)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(force_name(force_of(source, passage), language), color="gray", icon=":material/gavel:")
        if passage.page is not None:
            st.badge(t("page {page}", page=passage.page), color="gray")
    st.caption(plain(" ".join(f"{part}." for part in (title, source.imprint(language)) if part)))
    address = source.in_language(source.address, passage.language)
    if address.startswith(("https://", "http://")):
        st.link_button(t("Open the official text"), address, icon=":material/open_in_new:")


def _show_text(extracts: Sequence[Extract], quote: Span | None, language: str) -> None:
    st.markdown(f"**{language_name(language, page_language()).capitalize()}**")
    for extract in extracts:
        st.html(exact_html(extract.text, extract.marks(quote), language))


def _only_here(source: Source, passage: Passage) -> str:
    return t(
        "This library has this provision of {source} in {language} only.",
        source=plain(source.in_language(source.label, page_language())),
        language=language_name(passage.language, page_language()),
    )
