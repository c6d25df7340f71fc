"""Downloading one file over http with limits, resuming what was cut off (adapter of httpx).

Each hop of a redirect is checked anew (`ingest.fetch_guard`), and the connection goes to the very IP
address that was checked.
"""

import datetime
import email.utils
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from ingest.errors import IngestError
from ingest.fetch_guard import allowed_addresses, split_address

USER_AGENT = "Cotejo/0.1 (research tool; fetches single documents on request)"
_MOST_REDIRECTS = 8
_REDIRECTS = (301, 302, 303, 307, 308)
_ATTEMPTS = 3
_LONGEST_WAIT = 60.0
_CONNECT_SECONDS = 20.0
_PLACE = re.compile(r"bytes ([0-9]{1,15})-[0-9]{1,15}/([0-9]{1,15}|\*)$")

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

    def __init__(self, reason: str, wait: float) -> None:
        super().__init__(reason)
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
    """Download `address` into the file `path`, going on where an earlier attempt was cut off.

    What has come so far is kept beside it as "NAME.part". `progress` is called with the bytes that are
    there and the bytes expected (0 when the server does not say).

    Raises:
        IngestError: refused, not there, too large, too slow, or cut off again and again.
    """
    deadline = time.monotonic() + limits.seconds
    reason = ""
    for attempt in range(_ATTEMPTS):
        try:
            return _attempt(address, path, limits, deadline, progress)
        except _TooLarge:
            for left in _kept(path):
                left.unlink(missing_ok=True)
            raise _too_large(address, limits) from None
        except _TryAgain as fault:
            reason = str(fault)
            wait = max(fault.wait, 1.0 * attempt)
            if wait > _LONGEST_WAIT or time.monotonic() + wait > deadline:
                raise _failed(address, f"{reason}; the server asks to wait {wait:.0f} seconds") from fault
            if attempt + 1 < _ATTEMPTS:
                sleep(wait)
        except httpx.HTTPError as fault:
            if time.monotonic() >= deadline:
                raise _too_slow(address, limits) from fault
            reason = " ".join(str(fault).split()) or type(fault).__name__
            if attempt + 1 < _ATTEMPTS:
                sleep(1.0 * attempt)
    raise _failed(address, reason)


def fetch_small(address: str, size: int = 500_000, seconds: float = 20.0) -> tuple[int, str]:
    """Return the status and the text of a small file such as robots.txt; it is cut at `size` bytes.

    Raises:
        IngestError: the address is refused.
        httpx.HTTPError: the server does not answer as it should.
    """
    deadline = time.monotonic() + seconds
    content = b""
    with _opened(address, {}, deadline) as response:
        for part in response.iter_bytes():
            content += part
            if len(content) >= size or time.monotonic() >= deadline:
                break
        if len(content) < size and time.monotonic() >= deadline:
            raise httpx.ReadTimeout(f"it takes longer than {seconds:.0f} seconds")
        return response.status_code, content[:size].decode("utf-8", "replace")


def _kept(path: Path) -> tuple[Path, Path]:
    """Return where the bytes that have come for `path` lie, and the facts about them."""
    return path.with_name(f"{path.name}.part"), path.with_name(f"{path.name}.part.json")


def _attempt(address: str, path: Path, limits: Limits, deadline: float, progress: Progress) -> Downloaded:
    part, facts = _kept(path)
    held = _held(part, facts, address)
    with _opened(address, _range(held), deadline) as response:
        if response.status_code == 416 or not _fits(response, held):
            part.unlink(missing_ok=True)
            raise _TryAgain("the part that was kept does not fit any more", 0.0)
        _check_status(address, response)
        start, total = _extent(response)
        if total > limits.size:
            raise _TooLarge
        validator = _validator(response) or (held.validator if held and start else "")
        facts.write_text(json.dumps({"address": address, "validator": validator}), encoding="utf-8")
        with part.open("ab" if start else "wb") as file:
            for chunk in response.iter_bytes():
                file.write(chunk)
                if file.tell() > limits.size:
                    raise _TooLarge
                if time.monotonic() >= deadline:
                    raise _too_slow(address, limits)
                progress(file.tell(), max(total, file.tell()))
            if time.monotonic() >= deadline:
                raise _too_slow(address, limits)
            if file.tell() == 0:
                raise _TryAgain("0 bytes came", 1.0)
            if total > start and file.tell() < total and "content-encoding" not in response.headers:
                raise _TryAgain(f"cut off after {file.tell()} of {total} bytes", 0.0)
        content_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
    part.replace(path)
    facts.unlink(missing_ok=True)
    return Downloaded(path, content_type)


@dataclass(frozen=True, slots=True)
class _Held:
    """What an earlier attempt left: its size, and by what the server knows that version."""

    size: int
    validator: str


def _held(part: Path, facts: Path, address: str) -> _Held | None:
    try:
        known = json.loads(facts.read_text(encoding="utf-8"))
        size = part.stat().st_size
    except (OSError, ValueError):
        return None
    # Without a validator the rest could be of another edition.
    fits = isinstance(known, dict) and known.get("address") == address and known.get("validator")
    return _Held(size, str(known["validator"])) if fits and size else None


def _range(held: _Held | None) -> dict[str, str]:
    return {"Range": f"bytes={held.size}-", "If-Range": held.validator} if held else {}


def _fits(response: httpx.Response, held: _Held | None) -> bool:
    """Say whether an answer can be joined to what is held: it is whole, or the rest of that version."""
    if response.status_code != 206:
        return True
    place = _PLACE.match(response.headers.get("content-range", ""))
    if not place or int(place[1]) != (held.size if held else 0):
        return False
    return not held or _validator(response) in ("", held.validator)


def _extent(response: httpx.Response) -> tuple[int, int]:
    """Return at which byte an answer starts, and the size of the whole file (0 where it is not said)."""
    length = int(response.headers.get("content-length", 0) or 0)
    place = _PLACE.match(response.headers.get("content-range", ""))
    if response.status_code != 206 or not place:
        return 0, length
    start = int(place[1])
    return start, int(place[2]) if place[2] != "*" else start + length


def _validator(response: httpx.Response) -> str:
    """Return by what the server knows this version; "" if the bytes that come are not those of the file."""
    if "content-encoding" in response.headers:
        return ""
    return response.headers.get("etag") or response.headers.get("last-modified") or ""


@contextmanager
def _opened(address: str, headers: Mapping[str, str], deadline: float) -> Iterator[httpx.Response]:
    """Open a GET of `address`, following redirects."""
    current = address
    for _ in range(_MOST_REDIRECTS):
        ip = allowed_addresses(current)[0]
        left = max(deadline - time.monotonic(), 0.1)
        timeout = httpx.Timeout(min(left, 60.0), connect=min(left, _CONNECT_SECONDS))
        # trust_env: a proxy of the environment would resolve names by itself.
        with (
            httpx.Client(timeout=timeout, trust_env=False, follow_redirects=False) as client,
            _ended_after(left) as trace,
        ):
            try:
                request = _request(client, current, ip, headers)
            except httpx.InvalidURL as fault:
                raise _failed(address, str(fault)) from fault
            request.extensions["trace"] = trace
            response = client.send(request, stream=True)
            try:
                if response.status_code not in _REDIRECTS:
                    yield response
                    return
                current = split_address(response.headers.get("location", ""), current).geturl()
            finally:
                response.close()
    raise _failed(address, f"more than {_MOST_REDIRECTS} redirects")


@contextmanager
def _ended_after(seconds: float) -> Iterator[Callable[[str, Mapping[str, Any]], None]]:
    """Give a trace for httpx that ends its connection after `seconds`.

    The limits of httpx are for one read each: headers that drip, one byte a second, would never end.
    """
    streams: list[Any] = []

    def trace(event: str, facts: Mapping[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            streams.append(facts["return_value"])

    def end() -> None:
        # Not the method of a TLS socket, which would take away what another thread is reading with.
        with suppress(OSError):
            for stream in streams[-1:]:
                socket.socket.shutdown(stream.get_extra_info("socket"), socket.SHUT_RDWR)

    # A little later than the limit, so that who sees the end sees that the time is over.
    timer = threading.Timer(seconds + 0.05, end)
    timer.daemon = True
    timer.start()
    try:
        yield trace
    finally:
        timer.cancel()


def _request(client: httpx.Client, address: str, ip: str, headers: Mapping[str, str]) -> httpx.Request:
    """Return a request that goes to `ip` while naming the host in its header and in TLS."""
    parts = split_address(address)
    name = (parts.hostname or "").encode("idna").decode()
    host = f"[{ip}]" if ":" in ip else ip
    bracketed = f"[{name}]" if ":" in name else name
    port = f":{parts.port}" if parts.port else ""
    target = parts._replace(netloc=f"{host}{port}", fragment="").geturl()
    named = {"Host": f"{bracketed}{port}", "User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
    return client.build_request(
        "GET", target, headers={**named, **headers}, extensions={"sni_hostname": name}
    )


def _check_status(address: str, response: httpx.Response) -> None:
    status = response.status_code
    if status in (200, 206):
        return
    if status in (429, 503):
        raise _TryAgain(f"the server answers {status}", _retry_after(response))
    if status >= 500:
        raise _TryAgain(f"the server answers {status}", 1.0)
    raise _failed(address, f"the server answers {status}")


def _retry_after(response: httpx.Response) -> float:
    """Return the seconds to wait that the server names, as a number or as a date; 5 if it names none."""
    value = response.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        when = email.utils.parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return 5.0
    if when.tzinfo is None:
        when = when.replace(tzinfo=datetime.UTC)
    return max((when - datetime.datetime.now(datetime.UTC)).total_seconds(), 0.0)


def _too_large(address: str, limits: Limits) -> IngestError:
    return IngestError(
        "{address}: larger than {most} MB, so it was not fetched. If it is what you want, allow more "
        "with --megabytes.",
        address=address,
        most=limits.size // 1_000_000,
    )


def _too_slow(address: str, limits: Limits) -> IngestError:
    return _failed(address, f"it takes longer than {int(limits.seconds)} seconds")


def _failed(address: str, reason: str) -> IngestError:
    return IngestError(
        "{address}: not fetched ({reason}). What has come is kept; fetch again later, or download the file "
        "yourself and add it with python -m ingest add.",
        address=address,
        reason=reason,
    )
