"""What went wrong with a language model, in words for a person; the key is never among them.

The libraries behind the interfaces raise errors of their own; what tells them apart is the status that
the server gave, or that there was none.
"""

import re
import unicodedata
from urllib.parse import urlsplit

from answer.errors import AnswerError
from settings import Settings

_MOST_CHARACTERS = 200
_HOSTS = {"anthropic": "api.anthropic.com", "google": "generativelanguage.googleapis.com"}


class LanguageModelError(AnswerError):
    """A language model is not set up, cannot be reached, or fails.

    `passing` faults may be gone at the next attempt; `retry_after` is the wait in seconds that the
    server asks for, 0 if it does not.
    """

    passing = False
    retry_after = 0.0


def shown_address(settings: Settings) -> str:
    """Return where the model of the settings is: the address without names, passwords and parameters."""
    if not settings.llm_address:
        return _HOSTS.get(settings.llm, "")
    parts = urlsplit(settings.llm_address)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" if host else settings.llm_address[:60]


def explain_fault(error: BaseException, settings: Settings) -> LanguageModelError:
    """Return an error in words for what an interface raised, and whether trying again may help."""
    if isinstance(error, LanguageModelError):
        return error
    status = _status(error)
    fault = _refused(error, status, settings) if status else _broken(error, settings)
    fault.passing = status in (408, 409, 429) or status >= 500 or (not status and _is_connection(error))
    fault.retry_after = _retry_after(error)
    fault.__cause__ = None
    return fault


def _refused(error: BaseException, status: int, settings: Settings) -> LanguageModelError:
    values = {"address": shown_address(settings), "status": status, "model": settings.llm_model}
    if status in (401, 403):
        return LanguageModelError(
            "The language model at {address} refused the key (HTTP {status}). Set llm_key to one that it "
            "accepts.",
            **values,
        )
    values["reason"] = _reason(error, settings)
    if status == 404:
        return LanguageModelError(
            "There is no language model {model!r} at {address} (HTTP 404: {reason}). Correct llm_model or "
            "llm_address.",
            **values,
        )
    if status == 429:
        return LanguageModelError(
            "The language model at {address} takes no more requests for now (HTTP 429: {reason}). Try "
            "again later.",
            **values,
        )
    if status >= 500:
        return LanguageModelError(
            "The language model at {address} failed (HTTP {status}: {reason}). Try again later.", **values
        )
    return LanguageModelError(
        "The language model {model!r} at {address} does not accept the request (HTTP {status}: {reason}). "
        "Set another llm_model.",
        **values,
    )


def _broken(error: BaseException, settings: Settings) -> LanguageModelError:
    address = shown_address(settings)
    if _is_connection(error):
        return LanguageModelError(
            "The language model at {address} cannot be reached, or the connection broke ({reason}). Check "
            "that it runs and that llm_address is right.",
            address=address,
            reason=_reason(error, settings),
        )
    return LanguageModelError(
        "What the language model at {address} sent cannot be read ({reason}). Check that llm_address is "
        "the address of such an interface.",
        address=address,
        reason=_reason(error, settings),
    )


def _status(error: BaseException) -> int:
    """Return the HTTP status that an error of any of the libraries carries, 0 if it carries none."""
    for name in ("status_code", "code"):
        value = getattr(error, name, None)
        if isinstance(value, int) and 400 <= value < 600:
            return value
    return 0


def _is_connection(error: BaseException) -> bool:
    """Return whether an error is of the connection: httpx, openai and anthropic name theirs alike."""
    names = {base.__name__ for base in type(error).__mro__}
    return isinstance(error, OSError) or bool(names & {"TransportError", "APIConnectionError"})


def _retry_after(error: BaseException) -> float:
    response = getattr(error, "response", None)
    value = str(getattr(response, "headers", {}).get("retry-after", ""))
    return float(value) if re.fullmatch(r"[0-9]{1,2}(\.[0-9]+)?", value) and float(value) <= 30 else 0.0


def _reason(error: BaseException, settings: Settings) -> str:
    """Return the words of an error on one line, cut short, without the key and control characters."""
    body = getattr(error, "body", None)
    words = body.get("message") if isinstance(body, dict) else None
    text = str(words or error or type(error).__name__)
    if settings.llm_key:
        text = text.replace(settings.llm_key, "…")
    text = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    text = " ".join(text.split()).replace("{", "(").replace("}", ")")
    return text[:_MOST_CHARACTERS] or type(error).__name__
