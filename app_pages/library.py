"""The library page: a provision in its source; the page that permalinks open."""

import re

import streamlit as st

from answer.reading import provisions
from answer.words import language_name
from app_pages.assistant_resource import current_assistant
from app_pages.page_language import page_language, plain, t
from app_pages.passage_panel import show_passage
from index.library import Library
from ingest.corpus import show_locator_of
from ingest.document import Span
from ingest.passages import Passage


def show() -> None:
    """Show the provision that the address names, or the first of the first source."""
    st.title(t("Library"), anchor=False)
    assistant = current_assistant()
    if assistant is None:
        return
    library = assistant.library
    source_id = _choose_source(library)
    language = _choose_language(library, source_id)
    passage = _choose_provision(library, source_id, language)
    quote = _quote()
    holder = _holder(library, passage, quote) if quote else passage
    if holder is None:
        st.warning(t("The quote of this link does not fit the text as it stands now."))
        holder, quote = passage, None
    st.divider()
    show_passage(library, holder, quote)


def _choose_source(library: Library) -> str:
    ids = [id for id in library.sources if library.languages_of(id)]
    spoken = page_language()
    asked = st.query_params.get("source", "")
    if asked and asked not in ids:
        st.warning(t("This link names a source that the library does not have: {id}", id=plain(asked)))
    source_id: str = st.selectbox(
        t("Source"),
        ids,
        index=ids.index(asked) if asked in ids else 0,
        format_func=lambda id: library.sources[id].in_language(library.sources[id].title, spoken),
        key="library_source",
        on_change=_forget_link,
    )
    return source_id


def _choose_language(library: Library, source_id: str) -> str:
    languages = library.languages_of(source_id)
    spoken = page_language()
    asked = st.query_params.get("lang", spoken)
    return str(
        st.segmented_control(
            t("Language of the text"),
            languages,
            default=asked if asked in languages else languages[0],
            format_func=lambda code: language_name(code, spoken).capitalize(),
            key=f"library_language_{source_id}",
            required=True,
            on_change=_forget_quote,
        )
    )


def _choose_provision(library: Library, source_id: str, language: str) -> Passage:
    firsts = provisions(library, source_id, language)
    paths = [first.path for first in firsts]
    asked = tuple(part for part in st.query_params.get("at", "").split("/") if part)
    if asked not in paths and "at" in st.query_params:
        st.warning(t("This link names a provision that this text does not have: {at}",
                     at=plain("/".join(asked))))  # fmt: skip
    source, spoken = library.sources[source_id], page_language()
    number = st.selectbox(
        t("Provision"),
        range(len(firsts)),
        index=paths.index(asked) if asked in paths else 0,
        format_func=lambda n: show_locator_of(source, firsts[n], spoken),
        key=f"library_provision_{source_id}_{language}",
        on_change=_forget_quote,
    )
    return firsts[number]


def _quote() -> Span | None:
    """Return the quote that the address names: None without one, (0, 0) for what is no quote."""
    asked = st.query_params.get("quote")
    if asked is None:
        return None
    match = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,9})", asked)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def _holder(library: Library, passage: Passage, quote: Span) -> Passage | None:
    """Return the passage of the same provision that holds a quote; None if none does."""
    for other in library.provision(passage.source_id, passage.path, passage.language):
        if other.start <= quote[0] < quote[1] <= other.end:
            return other
    return None


def _forget_link() -> None:
    st.query_params.clear()


def _forget_quote() -> None:
    if "quote" in st.query_params:
        del st.query_params["quote"]


show()
