"""A language model over real HTTP: what it writes comes, waits end, faults are told in words."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from answer.language_model import LlamaIndexModel, Prompt, open_language_model
from answer.model_faults import LanguageModelError, shown_address
from answer.model_stream import Limits, ModelStream, TokenCounts
from settings import Settings
from tests.answer.language_models import KEY, SUPPORTED, ModelServer, running

PROMPT = Prompt("Answer.", "Passages.")
QUICK = Limits(gap_seconds=1.0, total_seconds=5.0, retries=2, backoff_seconds=0.05)


@pytest.fixture(scope="module")
def models() -> Iterator[ModelServer]:
    with running() as server:
        list(stream(server, "uncounted", Limits()))  # the libraries take a second to make ready
        yield server


@pytest.fixture(autouse=True)
def _no_requests(models: ModelServer) -> None:
    models.asked.clear()


def stream(models: ModelServer, model: str, limits: Limits = QUICK) -> ModelStream:
    return LlamaIndexModel(models.settings(model), limits).stream(PROMPT)


def fault(models: ModelServer, model: str, limits: Limits = QUICK) -> str:
    with pytest.raises(LanguageModelError) as raised:
        list(stream(models, model, limits))
    message = str(raised.value)
    assert KEY not in message + repr(raised.value.__cause__)
    assert message.isprintable()
    return message


def test_what_is_written_comes_as_it_was_sent_with_its_count(models: ModelServer) -> None:
    models.says = ["Uno, ", "dos [1]", "\n<b>tres</b>"]
    writing = stream(models, "says")
    assert "".join(writing) == "Uno, dos [1]\n<b>tres</b>"
    assert writing.counts == TokenCounts(1200, 34)
    (asked,) = models.asked
    assert asked.authorization == f"Bearer {KEY}"
    assert [(m["role"], m["content"]) for m in asked.body["messages"]] == [
        ("system", "Answer."),
        ("user", "Passages."),
    ]


def test_no_key_of_another_service_is_sent(models: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-service")
    models.says = ["a"]
    list(LlamaIndexModel(replace(models.settings("says"), llm_key=""), QUICK).stream(PROMPT))
    assert models.asked[0].authorization == "Bearer none"


def test_a_model_that_does_not_count_is_not_counted(models: ModelServer) -> None:
    writing = stream(models, "uncounted")
    assert list(writing)
    assert writing.counts is None


@pytest.mark.parametrize("model", ["hangs", "hangs_after_head"])
def test_a_model_that_sends_nothing_is_given_up_and_left(model: str, models: ModelServer) -> None:
    begun = time.monotonic()
    assert "sent nothing for 1 seconds" in fault(models, model)
    assert time.monotonic() - begun < 3
    assert models.asked[0].left.wait(2)
    assert len(models.asked) == 1


def test_a_model_that_falls_silent_midway_is_given_up(models: ModelServer) -> None:
    texts = []
    with pytest.raises(LanguageModelError, match="sent nothing for 1 seconds"):
        texts.extend(stream(models, "hangs_midway"))
    assert models.asked[0].left.wait(2)


def test_a_model_that_never_ends_is_given_up_after_the_time_for_all(models: ModelServer) -> None:
    assert "was not done after 2 seconds" in fault(models, "drips", replace(QUICK, total_seconds=2.0))
    assert models.asked[0].left.wait(2)


@pytest.mark.parametrize(
    ("model", "told"), [("dies_midway", "broke off before"), ("breaks_midway", "the connection broke")]
)
def test_a_connection_that_breaks_midway_is_told(model: str, told: str, models: ModelServer) -> None:
    assert told in fault(models, model)


def test_nothing_is_repeated_once_something_was_written(models: ModelServer) -> None:
    fault(models, "dies_midway")
    assert len(models.asked) == 1


@pytest.mark.parametrize(("model", "requests"), [("busy_twice", 3), ("fails_once", 2)])
def test_a_passing_fault_is_tried_again(model: str, requests: int, models: ModelServer) -> None:
    assert SUPPORTED in "".join(stream(models, model))
    assert len(models.asked) == requests


@pytest.mark.parametrize(
    ("model", "told", "requests"),
    [
        ("locked", "refused the key (HTTP 401)", 1),
        ("unknown", "There is no language model 'unknown'", 1),
        ("echoes_the_key", "does not accept the request (HTTP 400: context too long for Bearer …)", 1),
        ("fails", "failed (HTTP 503: overloaded <b>)", 3),
        ("malformed", "cannot be read", 1),
        ("not_an_interface", "broke off before", 1),
    ],
)
def test_faults_are_told_in_words_without_the_key(
    model: str, told: str, requests: int, models: ModelServer
) -> None:
    assert told in fault(models, model)
    assert len(models.asked) == requests


def test_an_address_where_nobody_listens_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings(llm="openai-like", llm_model="m", llm_address=f"http://me:pw@127.0.0.1:{port}/v1")
    with pytest.raises(LanguageModelError) as raised:
        list(LlamaIndexModel(settings, QUICK).stream(PROMPT))
    assert f"at http://127.0.0.1:{port}/v1 cannot be reached" in str(raised.value)
    assert "pw" not in str(raised.value)


def test_a_long_text_is_cut_and_the_model_left(models: ModelServer) -> None:
    writing = stream(models, "drips", replace(QUICK, characters=30))
    assert "".join(writing) == "word word word word word word "
    assert writing.cut
    assert models.asked[0].left.wait(2)


def test_closing_leaves_the_model_whatever_it_does(models: ModelServer) -> None:
    for model in ("hangs", "hangs_midway", "drips"):
        models.asked.clear()
        writing = stream(models, model, Limits())
        texts = iter(writing)
        next(texts)
        while not models.asked:
            next(texts)
        writing.close()
        assert models.asked[0].left.wait(2), model
        assert len(list(texts)) < 50
    time.sleep(0.1)
    assert [t for t in threading.enumerate() if t.name == "language-model"] == []


def test_while_nothing_comes_the_stream_still_gives_its_reader_the_word(models: ModelServer) -> None:
    writing = stream(models, "hangs", Limits())
    assert next(iter(writing)) == ""
    writing.close()


def test_no_model_is_opened_where_none_is_set() -> None:
    assert open_language_model(Settings()) is None


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (Settings(llm="openai-like", llm_address="http://x/v1"), "llm_model is missing"),
        (Settings(llm="openai-like", llm_model="m"), "llm_address is ''"),
        (Settings(llm="openai-like", llm_model="m", llm_address="here:1"), "llm_address is 'here:1'"),
        (Settings(llm="anthropic", llm_model="m"), "pip install llama-index-llms-anthropic"),
        (Settings(llm="google", llm_model="m"), "pip install llama-index-llms-google-genai"),
    ],
)  # fmt: skip
def test_settings_that_are_not_enough_are_told(settings: Settings, told: str) -> None:
    with pytest.raises(LanguageModelError) as raised:
        open_language_model(settings)
    assert told in str(raised.value)


def test_the_key_is_not_shown_with_the_settings() -> None:
    settings = Settings(llm_key=KEY, llm_address="https://user:secret@host.example/v1?key=abc")
    assert KEY not in repr(settings)
    assert shown_address(settings) == "https://host.example/v1"
