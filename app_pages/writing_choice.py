"""The sidebar's switch to written answers, there only when a language model is set."""

import streamlit as st

from answer.language_model import LanguageModel, LlamaIndexModel, open_language_model
from answer.model_faults import LanguageModelError, shown_address
from app_pages.exact_text import exact_html
from app_pages.page_language import page_language, plain, t
from settings import Settings, read_settings

KEY = "mode"


def choose_model() -> LanguageModel | None:
    """Show the switch in the sidebar; return the model that is to write, None for quotes alone."""
    try:
        model = _open(read_settings())
    except LanguageModelError as error:
        with st.sidebar:
            st.warning(t("No answers can be written."))
            st.html(exact_html(error.message.say(page_language())))
        return None
    if model is None:
        return None
    with st.sidebar:
        st.subheader(t("How to answer"))
        chosen = st.segmented_control(
            t("Answers"),
            ("quotes", "written"),
            format_func=_names().__getitem__,
            default="quotes",
            key=KEY,
            required=True,
            label_visibility="collapsed",
        )
        if chosen == "written":
            st.caption(
                t(
                    "Your question and the passages found are sent to {model} at {address}. Every sentence "
                    "that it writes is checked against the sources.",
                    model=plain(model.settings.llm_model),
                    address=plain(shown_address(model.settings)),
                )
            )
    return model if chosen == "written" else None


def _names() -> dict[str, str]:
    return {"quotes": t("Quotes"), "written": t("Written")}


@st.cache_resource(max_entries=1, show_spinner=False)
def _open(settings: Settings) -> LlamaIndexModel | None:
    return open_language_model(settings)
