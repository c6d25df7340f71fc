"""The assistant that every reader's page shares, opened once for each generation of the index."""

from pathlib import Path

import streamlit as st

from answer import assistant as assistants
from answer.checker import Checker
from app_pages.page_language import page_language, t
from command_line import unexpected
from index.errors import IndexFault, IndexMissingError, IndexStaleError, ModelUnavailableError
from index.manifest import MANIFEST_NAME
from locales import CotejoError
from settings import read_settings


def current_assistant() -> assistants.Assistant | None:
    """Return the assistant; None, having said on the page what is the matter, when there is none.

    A build that puts a new generation in force is noticed at the next question.
    """
    try:
        settings = read_settings()
        manifest = settings.data / MANIFEST_NAME
        with st.spinner(t("Loading the library and the model. The first time takes some seconds.")):
            return _open(_version(manifest))
    except IndexMissingError as error:
        _explain(t("There is no index yet"), error)
    except IndexStaleError as error:
        _explain(t("The index is out of date"), error)
    except ModelUnavailableError as error:
        _explain(t("The model cannot be loaded"), error)
    except IndexFault as error:
        _explain(t("The index cannot be read"), error)
    except CotejoError as error:
        _explain(t("The settings or the corpus need a correction"), error)
    except Exception as error:
        st.error(unexpected(error, page_language()))
    return None


def checker_of(assistant: assistants.Assistant) -> Checker:
    """Return the checker of written sentences that goes with an assistant, made once for all questions."""
    return _checker(assistant.generation_name, assistant)


@st.cache_resource(max_entries=1, show_spinner=False)
def _checker(generation: str, _assistant: assistants.Assistant) -> Checker:
    return Checker(_assistant.embedder)


@st.cache_resource(max_entries=1, show_spinner=False)
def _open(version: tuple[int, int]) -> assistants.Assistant:
    return assistants.open_assistant(read_settings())


def _version(manifest: Path) -> tuple[int, int]:
    """Return what changes whenever another manifest is put in force."""
    try:
        stat = manifest.stat()
    except FileNotFoundError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_ino)


def _explain(title: str, error: CotejoError) -> None:
    st.error(f"**{title}**")
    st.text(error.message.say(page_language()))
    st.caption(t("When it is done, reload this page."))
