"""A real model that invents much: what it writes is proved exactly, or is not shown as proved."""

from collections.abc import Iterator

import pytest

from answer.assistant import Assistant
from answer.checker import Checker
from answer.language_model import LlamaIndexModel, Prompt
from answer.model_stream import Limits
from answer.proof import is_exact
from answer.written import Writer
from settings import Settings
from tests.answer.small_model import NAME, running


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    with running() as address:
        yield Settings(llm="openai-like", llm_model=NAME, llm_address=address)


def test_it_writes_and_counts_its_tokens(settings: Settings) -> None:
    writing = LlamaIndexModel(settings, Limits(characters=4_000)).stream(
        Prompt("You answer in one short sentence.", "What is the capital of France?")
    )
    assert "Paris" in "".join(writing)
    assert writing.counts is not None
    assert writing.counts.read > 20
    assert writing.counts.written > 3


def test_a_prompt_beyond_its_window_is_told_in_words(settings: Settings) -> None:
    writing = LlamaIndexModel(settings, Limits()).stream(Prompt("Answer.", "word " * 20_000))
    with pytest.raises(Exception, match=r"does not accept the request \(HTTP 400"):
        list(writing)


@pytest.mark.parametrize("question", ["What does Guiding Principle 6 say?", "¿Quién dirige la Sesión 3?"])
def test_what_it_writes_is_proved_or_marked(
    question: str, settings: Settings, assistant: Assistant
) -> None:
    model = LlamaIndexModel(settings, Limits(characters=600))
    *_, last = Writer(assistant, model, Checker(assistant.embedder)).write(assistant.ask(question))
    assert last.answer is not None
    for statement in last.answer.statements:
        assert statement.proved == bool(statement.citations)
        assert all(is_exact(citation, assistant.library) for citation in statement.citations)
    assert last.answer.usage is not None
