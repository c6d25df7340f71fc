"""The chat page: questions and proved answers."""

import streamlit as st

from answer.assistant import Assistant
from answer.records import Answer
from answer.written import Writer
from app_pages.answer_view import show_answer, show_opened
from app_pages.assistant_resource import checker_of, current_assistant
from app_pages.exact_text import exact_html
from app_pages.filters import Filters, show_filters
from app_pages.page_language import page_language, t
from app_pages.writing_choice import choose_model
from app_pages.written_view import show_how_it_was_written, show_writing, show_written
from command_line import unexpected
from locales import CotejoError, Message

EXAMPLES = (
    Message("What does Guiding Principle 6 ask of States when they buy?"),
    Message("Who leads Session 3 and at what time?"),
    Message("What are the six steps of due diligence?"),
    Message("How is indicator 12.7.1 calculated?"),
)
History = list[tuple[str, Answer | Message]]


def show() -> None:
    """Show the page: what was asked so far, or examples, and where to ask."""
    st.title("Cotejo", anchor=False)
    st.caption(t("Ask about human rights in public procurement. Every sentence of an answer is quoted "
                 "from a source and proved, character for character."))  # fmt: skip
    assistant = current_assistant()
    if assistant is None:
        return
    filters = show_filters(assistant.library)
    model = choose_model()
    history: History = st.session_state.setdefault("history", [])
    typed = st.chat_input(t("Write your question"), key="question")
    asked = st.session_state.pop("example", None) or typed
    if not history and not asked:
        _show_examples()
    for number, (question, answer) in enumerate(history):
        _show_turn(question, answer, assistant, number)
    if asked:
        _show_question(asked)
        with st.chat_message("assistant", avatar=":material/balance:"):
            with st.spinner(t("Searching the sources…")):
                answer = _ask(assistant, asked, filters)
            if model and isinstance(answer, Answer) and not answer.refused:
                writer = Writer(assistant, model, checker_of(assistant))
                answer = show_writing(writer, answer, filters, lambda kept: history.append((asked, kept)))
            else:
                history.append((asked, answer))
            _show_answer(answer, assistant, len(history) - 1)
    if history:
        with st.sidebar:
            st.button(t("New conversation"), key="new", on_click=history.clear,
                      icon=":material/add_comment:")  # fmt: skip
    show_opened(assistant.library)


def _ask(assistant: Assistant, question: str, filters: Filters) -> Answer | Message:
    try:
        return assistant.ask(
            question,
            filters.question_language,
            filters.sources,
            filters.languages,
            preferred=page_language(),
            history=[question for question, _ in st.session_state["history"]],
        )
    except CotejoError as error:
        return error.message
    except Exception as error:
        return Message("{words}", {"words": unexpected(error, page_language())})


def _show_turn(question: str, answer: Answer | Message, assistant: Assistant, number: int) -> None:
    _show_question(question)
    with st.chat_message("assistant", avatar=":material/balance:"):
        _show_answer(answer, assistant, number)


def _show_question(question: str) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.html(exact_html(question[:2_000]))


def _show_answer(answer: Answer | Message, assistant: Assistant, number: int) -> None:
    if isinstance(answer, Message):
        st.error(t("That question could not be answered."))
        st.html(exact_html(answer.say(page_language())))
        return
    show = show_written if answer.mode == "written" else show_answer
    show(answer, assistant.library, f"answer-{number}")
    show_how_it_was_written(answer)


def _show_examples() -> None:
    st.markdown(f"**{t('For example')}**")
    for number, example in enumerate(EXAMPLES):
        question = example.say(page_language())
        st.button(question, key=f"example-{number}", on_click=_take_example, args=(question,),
                  width="stretch")  # fmt: skip


def _take_example(question: str) -> None:
    st.session_state["example"] = question


show()
