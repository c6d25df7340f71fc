"""A written answer on the page: while it is written, and when every sentence has been checked."""

import html
from collections.abc import Callable
from contextlib import closing

import streamlit as st

from answer.present import unproved_mark, withheld_note
from answer.proof import is_exact
from answer.records import Answer, Statement, Usage
from answer.written import Progress, Writer, stopped
from app_pages.answer_view import show_citation, show_take_along
from app_pages.exact_text import exact_html
from app_pages.filters import Filters
from app_pages.page_language import page_language, t
from command_line import unexpected
from index.library import Library

_GREY = "color: #5b666b;"
"""On white its contrast is 5.9, by the WCAG 2.1 formula."""


def show_writing(
    writer: Writer, quoted: Answer, filters: Filters, keep: Callable[[Answer], None]
) -> Answer:
    """Show an answer while it is written and return it.

    `keep` is given the answer however writing ends: with the button, by leaving the page, or by itself.
    The button runs the page anew, which ends this run at the next thing it shows.
    """
    place, button = st.empty(), st.empty()
    button.button(t("Stop"), key="stop", icon=":material/stop_circle:")
    last: Progress | None = None
    try:
        with closing(writer.write(quoted, filters.sources, filters.languages)) as steps:
            for step in steps:
                last = step
                place.html(_progress_html(step))
    except Exception as error:
        st.error(unexpected(error, page_language()))
    finally:
        answer = last.answer if last and last.answer else stopped(quoted, last)
        keep(answer)
    place.empty()
    button.empty()
    return answer


def _progress_html(progress: Progress) -> str:
    parts = [_sentence_html(statement) for statement in progress.checked]
    draft = exact_html(progress.draft) if progress.draft else ""
    mark = html.escape(t("Draft, not checked yet") if draft else t("The language model is at work…"))
    parts.append(f'<div style="{_GREY}"><small>{mark}</small>{draft}</div>')
    return "".join(parts)


def _sentence_html(statement: Statement) -> str:
    if not statement.proved:
        return f'<div style="{_GREY}">{exact_html(_marked(statement))}</div>'
    numbers = " ".join(f"[{citation.number}]" for citation in statement.citations)
    return exact_html(f"{statement.text} {numbers}")


def _marked(statement: Statement) -> str:
    return f"{statement.text} [{unproved_mark(page_language())}]"


def show_written(answer: Answer, library: Library, key: str) -> None:
    """Show a written answer: each sentence, the words that prove it, and where they stand.

    Every quote is proved again before it is shown; a sentence whose quotes fail is counted and left out.
    """
    shown: set[int] = set()
    kept = [s for s in answer.statements if all(is_exact(c, library) for c in s.citations)]
    for position, statement in enumerate(kept):
        st.html(_sentence_html(statement))
        for citation in statement.citations:
            if citation.number not in shown:
                st.html(exact_html(citation.quote, language=citation.lang, quote=True))
                show_citation(citation, library, f"{key}-{position}")
            shown.add(citation.number)
    left_out = len(answer.statements) - len(kept)
    if left_out:
        st.warning(withheld_note(left_out, page_language()))
    show_take_along(answer, library, key)


def show_how_it_was_written(answer: Answer) -> None:
    """Show what a reader must know of a writing: what went wrong, what failed its check, what it took."""
    if answer.note:
        with st.container(border=True):
            st.html(exact_html(answer.note))
    lines = []
    if answer.unsupported:
        lines.append(t("Sentences that the sources do not support: {count}.", count=answer.unsupported))
    if answer.usage:
        lines.append(_usage_line(answer.usage))
    if lines:
        st.caption(" ".join(lines))


def _usage_line(usage: Usage) -> str:
    words = t("{read} tokens read, {written} written", read=usage.tokens_in, written=usage.tokens_out)
    if usage.estimated:
        words = t("about {tokens} (estimated)", tokens=words)
    if usage.cost is not None:
        words = t("{tokens}; cost {cost}", tokens=words, cost=f"{usage.cost:.6f}".rstrip("0").rstrip("."))
    return f"{words}."
