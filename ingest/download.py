"""Downloading one file with limits of time and size, going on where an earlier attempt was cut off."""

import datetime
import email.utils
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import IngestError
from ingest.http_request import Answer, RequestFault, opened, too_slow
from ingest.resuming import extent, fits, held, kept_for, note, validator
from locales import Message

_ATTEMPTS = 3
_LONGEST_WAIT = 60.0

Sleep = Callable[[float], None]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a download may take: `seconds` in all, `size` in bytes."""

    seconds: float = 300.0
    size: int = 100_000_000


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file that was downloaded: where its bytes lie, and the type that the server says it has."""

    path: Path
    content_type: str


class _TryAgain(Exception):
    """A fault that may pass; `wait` is how long to wait first, in seconds."""

    def __init__(self, reason: Message, wait: float) -> None:
        super().__init__(reason.say("en"))
        self.reason = reason
        self.wait = wait


class _TooLarge(Exception):
    """The file is larger than the limit."""


def download(
    address: str,
    path: Path,
    limits: Limits,
    progress: Progress = lambda done, total: None,
    sleep: Sleep = time.sleep,
) -> Downloaded:
    """Download `address` into the file `path`.

    What has come so far is kept beside it as "NAME.part". `progress` is called with the bytes that are
    there and the bytes expected (0 when the server does not say).

    Raises:
        IngestError: refused, not there, too large, too slow, or cut off again and again.
    """
    deadline = time.monotonic() + limits.seconds
    reason = Message("{words}", {"words": ""})
    for attempt in range(_ATTEMPTS):
        try:
            return _attempt(address, path, limits, deadline, progress)
        except _TooLarge:
            kept_for(path).remove()
            raise _too_large(address, limits) from None
        except _TryAgain as fault:
            reason, wait = fault.reason, max(fault.wait, 1.0 * attempt)
            if wait > _LONGEST_WAIT or time.monotonic() + wait > deadline:
                raise _failed(address, _asks_to_wait(reason, wait)) from fault
        except RequestFault as fault:
            if not fault.may_pass:
                raise _failed(address, fault.reason) from fault
            if time.monotonic() >= deadline:
                raise _failed(address, too_slow(limits.seconds)) from fault
            reason, wait = fault.reason, 1.0 * attempt
        if attempt + 1 < _ATTEMPTS:
            sleep(wait)
    raise _failed(address, reason)


def _attempt(address: str, path: Path, limits: Limits, deadline: float, progress: Progress) -> Downloaded:
    kept = kept_for(path)
    before = held(kept, address)
    with opened(address, before.headers() if before else {}, deadline) as answer:
        if answer.status == 416 or not fits(answer, before):
            kept.part.unlink(missing_ok=True)
            raise _TryAgain(Message("the part that was kept does not fit any more"), 0.0)
        _check_status(address, answer)
        start, total = extent(answer)
        if total > limits.size:
            raise _TooLarge
        note(kept, address, validator(answer) or (before.validator if before and start else ""))
        with kept.part.open("ab" if start else "wb") as file:
            for chunk in answer.chunks:
                file.write(chunk)
                if file.tell() > limits.size:
                    raise _TooLarge
                if time.monotonic() >= deadline:
                    break
                progress(file.tell(), max(total, file.tell()))
            size = file.tell()
        if time.monotonic() >= deadline:
            raise _failed(address, too_slow(limits.seconds))
        if size == 0:
            raise _TryAgain(Message("0 bytes came"), 1.0)
        if total > start and size < total and "content-encoding" not in answer.headers:
            told = {"size": size, "total": total}
            raise _TryAgain(Message("cut off after {size} of {total} bytes", told), 0.0)
        content_type = answer.headers.get("content-type", "").split(";")[0].strip().lower()
    kept.part.replace(path)
    kept.remove()
    return Downloaded(path, content_type)


def _check_status(address: str, answer: Answer) -> None:
    if answer.status in (200, 206):
        return
    reason = Message("the server answers {status}", {"status": answer.status})
    if answer.status in (429, 503):
        raise _TryAgain(reason, _retry_after(answer))
    if answer.status >= 500:
        raise _TryAgain(reason, 1.0)
    raise _failed(address, reason)


def _retry_after(answer: Answer) -> float:
    """Return the seconds to wait that the server names, as a number or as a date; 5 if it names none."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        when = email.utils.parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return 5.0
    if when.tzinfo is None:
        when = when.replace(tzinfo=datetime.UTC)
    return max((when - datetime.datetime.now(datetime.UTC)).total_seconds(), 0.0)


def _asks_to_wait(reason: Message, wait: float) -> Message:
    told = {"reason": reason, "seconds": f"{wait:.0f}"}
    return Message("{reason}; the server asks to wait {seconds} seconds", told)


def _too_large(address: str, limits: Limits) -> IngestError:
    return IngestError(
        "{address}: larger than {most} MB, so it was not fetched. If it is what you want, allow more "
        "with --megabytes.",
        address=address,
        most=limits.size // 1_000_000,
    )


def _failed(address: str, reason: Message) -> IngestError:
    return IngestError(
        "{address}: not fetched ({reason}). What has come is kept; fetch again later, or download the file "
        "yourself and add it with python -m ingest add.",
        address=address,
        reason=reason,
    )
