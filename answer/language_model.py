"""The language model that writes answers (adapter of LlamaIndex's LLM integrations and of openai)."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol
from urllib.parse import urlsplit

from answer.model_faults import LanguageModelError, shown_address
from answer.model_stream import Limits, ModelStream, Piece, TokenCounts
from settings import Settings

_PACKAGES = {"anthropic": "llama-index-llms-anthropic", "google": "llama-index-llms-google-genai"}
_NO_KEY = "none"
"""Sent where no key is set: an empty one would be replaced by another service's, out of the environment."""
_MOST_TOKENS = 3_000
"""Asked of interfaces that want a limit; the text is cut by its length in any case."""
_TEMPERATURE = 0.1


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is told: what it is to do, and the passages with the question."""

    instructions: str
    material: str


class LanguageModel(Protocol):
    """What writing needs of a model."""

    settings: Settings

    def stream(self, prompt: Prompt) -> ModelStream:
        """Begin to write; errors come when the stream is read."""


class LlamaIndexModel:
    """A model behind an OpenAI-compatible address, or of Anthropic or Google, by LlamaIndex."""

    def __init__(self, settings: Settings, limits: Limits | None = None) -> None:
        """Check the settings and import what the interface needs, which takes seconds; connects to nothing.

        `limits` are those of the settings unless given.

        Raises:
            LanguageModelError: the settings are not enough, or a package is missing.
        """
        _check(settings)
        self.settings = settings
        self._limits = limits or Limits(
            settings.llm_timeout, settings.llm_total_timeout, settings.llm_retries
        )
        self._library = _import(settings.llm)
        from llama_index.core import llms

        self._types: Any = llms

    def stream(self, prompt: Prompt) -> ModelStream:
        """Begin to write; errors come when the stream is read."""
        connect = {
            "openai-like": self._openai_like,
            "anthropic": self._anthropic,
            "google": self._google,
        }[self.settings.llm]
        return ModelStream(partial(connect, prompt), self._limits, self.settings)

    async def _openai_like(self, prompt: Prompt) -> AsyncGenerator[Piece, None]:
        import openai

        settings = self.settings
        key, address = settings.llm_key or _NO_KEY, settings.llm_address
        client = openai.AsyncOpenAI(api_key=key, base_url=address, max_retries=0, timeout=None)
        async with client:
            model = self._library.OpenAILike(
                model=settings.llm_model,
                api_key=key,
                api_base=address,
                is_chat_model=True,
                temperature=_TEMPERATURE,
                max_retries=0,
                additional_kwargs={"stream_options": {"include_usage": True}},
                async_openai_client=client,
            )
            finished = False
            async with aclosing(self._pieces(model, prompt)) as pieces:
                async for piece, raw in pieces:
                    finished = finished or any(choice.finish_reason for choice in raw.choices)
                    yield piece
            if not finished:
                raise LanguageModelError(
                    "The language model at {address} broke off before its answer was whole. Try again.",
                    address=shown_address(settings),
                )

    async def _anthropic(self, prompt: Prompt) -> AsyncGenerator[Piece, None]:
        model = self._library.Anthropic(
            model=self.settings.llm_model,
            api_key=self.settings.llm_key or _NO_KEY,
            base_url=self.settings.llm_address or None,
            temperature=_TEMPERATURE,
            max_tokens=_MOST_TOKENS,
            max_retries=0,
            timeout=self.settings.llm_total_timeout,
        )
        async with aclosing(self._pieces(model, prompt)) as pieces:
            async for piece, _ in pieces:
                yield piece

    async def _google(self, prompt: Prompt) -> AsyncGenerator[Piece, None]:
        address = self.settings.llm_address
        model = self._library.GoogleGenAI(
            model=self.settings.llm_model,
            api_key=self.settings.llm_key or _NO_KEY,
            max_tokens=_MOST_TOKENS,
            context_window=_MOST_TOKENS,  # not used; without it the model's own is fetched
            max_retries=0,
            file_mode="inline",
            http_options={"base_url": address} if address else None,
        )
        async with aclosing(self._pieces(model, prompt)) as pieces:
            async for piece, _ in pieces:
                yield piece

    async def _pieces(self, model: Any, prompt: Prompt) -> AsyncGenerator[tuple[Piece, Any], None]:
        """Yield what a LlamaIndex model writes, each piece with the answer of the interface itself."""
        message, role = self._types.ChatMessage, self._types.MessageRole
        stream = await model.astream_chat(
            [
                message(role=role.SYSTEM, content=prompt.instructions),
                message(role=role.USER, content=prompt.material),
            ]
        )
        async with aclosing(stream) as responses:
            async for response in responses:
                yield Piece(response.delta or "", _counts(response)), response.raw


def open_language_model(settings: Settings) -> LlamaIndexModel | None:
    """Return the language model of the settings, None where none is set.

    Raises:
        LanguageModelError: the settings are not enough, or a package is missing.
    """
    return LlamaIndexModel(settings) if settings.llm else None


def _check(settings: Settings) -> None:
    if not settings.llm_model:
        raise LanguageModelError(
            "The setting llm_model is missing: the name of the model at {address}. Set it, for example "
            'COTEJO_LLM_MODEL="llama3.1".',
            address=shown_address(settings) or settings.llm,
        )
    needed = settings.llm == "openai-like" or settings.llm_address
    parts = urlsplit(settings.llm_address)
    if needed and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise LanguageModelError(
            "The setting llm_address is {address!r}; it must be a web address such as "
            '"http://localhost:11434/v1".',
            address=shown_address(settings),
        )


def _import(interface: str) -> Any:
    """Return the LlamaIndex integration of an interface.

    Raises:
        LanguageModelError: its package is not installed.
    """
    # Each is imported when it is asked for: they take seconds, and two of them are not installed by us.
    try:
        if interface == "anthropic":
            import llama_index.llms.anthropic

            return llama_index.llms.anthropic
        if interface == "google":
            import llama_index.llms.google_genai

            return llama_index.llms.google_genai
        import llama_index.llms.openai_like
        import openai.resources.chat  # noqa: F401  else the first request waits for it

        return llama_index.llms.openai_like
    except ImportError as error:
        raise LanguageModelError(
            "The setting llm is {llm!r}, and the package for it is not installed. Install it: "
            ".venv/bin/pip install {package}",
            llm=interface,
            package=_PACKAGES.get(interface, "-r requirements.txt"),
        ) from error


def _counts(response: Any) -> TokenCounts | None:
    """Return the tokens that a response counts, whichever way its interface names them."""
    raw = response.raw if isinstance(response.raw, dict) else {}
    counted = dict(raw.get("usage") or response.additional_kwargs or {})
    for read, written in (("prompt_tokens", "completion_tokens"), ("input_tokens", "output_tokens")):
        if isinstance(counted.get(read), int) and isinstance(counted.get(written), int):
            return TokenCounts(counted[read], counted[written])
    return None
