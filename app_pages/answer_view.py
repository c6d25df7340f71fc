"""An answer on the page: each quote with its numbered citation, and a way to take it along."""

import json
from itertools import groupby

import streamlit as st

from answer.assistant import permalink
from answer.present import as_text, cited_place, withheld_note
from answer.proof import is_exact
from answer.records import Answer, Citation, Statement
from answer.words import force_name, language_name
from answer.words import page_language as spoken_language
from app_pages.exact_text import exact_html
from app_pages.page_language import page_language, plain, t
from app_pages.passage_panel import show_passage
from index.library import Library
from ingest.corpus import show_locator_of
from ingest.document import Span

NEAREST = 3


def show_answer(answer: Answer, library: Library, key: str) -> None:
    """Show an answer; `key` tells its buttons apart from those of other answers on the page.

    Every quote is proved again before it is shown; one that fails is counted and left out.
    """
    if answer.refused:
        _show_refusal(answer, library, key)
        return
    if answer.rewritten:
        st.caption(plain(t("Understood as: {question}", question=answer.rewritten)))
    if answer.lead:
        st.html(exact_html(answer.lead, language=spoken_language(answer.lang)))
    proved = [s for s in answer.statements if all(is_exact(c, library) for c in s.citations)]
    for _, group in groupby(proved, key=lambda statement: statement.citations[0].locator):
        shown = list(group)
        if shown[0].label:
            st.html(exact_html(shown[0].label, language=answer.lang))
        _show_provision(shown, library, key)
    withheld = answer.withheld + len(answer.statements) - len(proved)
    if withheld:
        st.warning(withheld_note(withheld, page_language()))
    if proved:
        show_take_along(answer, library, key)


def _show_provision(statements: list[Statement], library: Library, key: str) -> None:
    first = statements[0].citations[0]
    kind = force_name(first.force, page_language())
    st.caption(plain(f"{cited_place(first, library, page_language())} · {kind}"))
    for statement in statements:
        language = statement.citations[0].lang
        st.html(exact_html(statement.text, language=language, quote=True))
        with st.container(horizontal=True):
            for citation in statement.citations:
                show_citation(citation, library, key)


def show_citation(citation: Citation, library: Library, key: str) -> None:
    """Show the button that opens what is cited; `key` and the number tell it apart from others."""
    place = cited_place(citation, library, page_language())
    label = f"[{citation.number}] {place}"
    if citation.lang != page_language():
        label += f" ({language_name(citation.lang, page_language())})"
    st.button(
        plain(label),
        key=f"{key}-citation-{citation.number}",
        type="tertiary",
        icon=":material/menu_book:",
        on_click=_open,
        args=(citation.passage_id, (citation.start, citation.end)),
    )


def _show_refusal(answer: Answer, library: Library, key: str) -> None:
    st.html(exact_html(answer.reason, language=spoken_language(answer.lang)))
    for number, hit in enumerate(answer.hits[:NEAREST], start=1):
        passage = library.passage(hit.passage_id)
        if passage is None:
            continue
        place = show_locator_of(library.sources[hit.source_id], passage, page_language())
        st.button(
            plain(t("Read: {place}", place=place)),
            key=f"{key}-near-{number}",
            type="tertiary",
            icon=":material/menu_book:",
            on_click=_open,
            args=(hit.passage_id, None),
        )


def show_take_along(answer: Answer, library: Library, key: str) -> None:
    """Show how to copy and keep an answer with its references."""
    text = as_text(answer, library, spoken_language(answer.lang))
    with st.popover(t("Copy with references"), icon=":material/content_copy:"):
        st.code(text, language=None, wrap_lines=True)
        st.download_button(
            t("Save as text"), text, "cotejo.txt", "text/plain", key=f"{key}-text", on_click="ignore"
        )
        st.download_button(
            t("Save to verify later (JSON)"),
            json.dumps(answer.to_json(), ensure_ascii=False, indent=1),
            "cotejo.json",
            "application/json",
            key=f"{key}-json",
            on_click="ignore",
        )


OPENED = "opened_passage"


def _open(passage_id: str, quote: Span | None) -> None:
    st.session_state[OPENED] = (passage_id, quote)


def show_opened(library: Library) -> None:
    """Show, over the page, the passage whose citation was just pressed."""
    opened = st.session_state.pop(OPENED, None)
    if opened is None:
        return
    passage = library.passage(opened[0])
    if passage is None:
        st.warning(t("The index has changed since this answer. Ask again to see the passage."))
        return

    @st.dialog(t("The passage in its source"), width="large")
    def dialog() -> None:
        show_passage(library, passage, opened[1])
        quote = opened[1] or (passage.start, passage.end)
        st.link_button(
            t("Permanent link in the library"),
            permalink(passage.source_id, passage.path, passage.language, quote),
            icon=":material/link:",
        )

    dialog()
