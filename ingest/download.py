"""Downloading one file over http with limits, resuming what was cut off (adapter of httpx).

Each hop of a redirect is checked anew (`ingest.fetch_guard`), and the connection goes to the very IP
address that was checked.
"""

import datetime
import email.utils
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from ingest.errors import IngestError
from ingest.fetch_guard import allowed_addresses

USER_AGENT = "Cotejo/0.1 (research tool; fetches single documents on request)"
_MOST_REDIRECTS = 8
_REDIRECTS = (301, 302, 303, 307, 308)
_ATTEMPTS = 3
_LONGEST_WAIT = 60.0
_CONNECT_SECONDS = 20.0

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
        except _TryAgain as fault:
            reason = str(fault)
            wait = max(fault.wait, 1.0 * attempt)
            if wait > _LONGEST_WAIT or time.monotonic() + wait > deadline:
                raise _failed(address, f"{reason}; the server asks to wait {int(wait)} seconds") from fault
            if attempt + 1 < _ATTEMPTS:
                sleep(wait)
        except httpx.HTTPError as fault:
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
            if len(content) >= size or time.monotonic() > deadline:
                break
        return response.status_code, content[:size].decode("utf-8", "replace")


def _attempt(address: str, path: Path, limits: Limits, deadline: float, progress: Progress) -> Downloaded:
    part, facts = path.with_name(f"{path.name}.part"), path.with_name(f"{path.name}.part.json")
    held = _held(part, facts, address)
    with _opened(address, _range(held), deadline) as response:
        if response.status_code == 416:
            part.unlink(missing_ok=True)
            raise _TryAgain("the part that was kept does not fit any more", 0.0)
        _check_status(address, response)
        start = held.size if held and response.status_code == 206 and _resumes(response, held.size) else 0
        total = start + int(response.headers.get("content-length", 0) or 0)
        if total > limits.size:
            raise _too_large(address, limits)
        validator = response.headers.get("etag") or response.headers.get("last-modified") or ""
        facts.write_text(json.dumps({"address": address, "validator": validator}), encoding="utf-8")
        with part.open("ab" if start else "wb") as file:
            for chunk in response.iter_bytes():
                file.write(chunk)
                if file.tell() > limits.size:
                    raise _too_large(address, limits)
                if time.monotonic() > deadline:
                    raise _failed(address, f"it takes longer than {int(limits.seconds)} seconds")
                progress(file.tell(), max(total, file.tell()))
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


def _resumes(response: httpx.Response, size: int) -> bool:
    return str(response.headers.get("content-range", "")).startswith(f"bytes {size}-")


@contextmanager
def _opened(address: str, headers: Mapping[str, str], deadline: float) -> Iterator[httpx.Response]:
    """Open a GET of `address`, following redirects."""
    current = address
    for _ in range(_MOST_REDIRECTS):
        ip = allowed_addresses(current)[0]
        left = max(deadline - time.monotonic(), 0.1)
        timeout = httpx.Timeout(min(left, 60.0), connect=min(left, _CONNECT_SECONDS))
        # trust_env: a proxy of the environment would resolve names by itself.
        with httpx.Client(timeout=timeout, trust_env=False, follow_redirects=False) as client:
            request = _request(client, current, ip, headers)
            response = client.send(request, stream=True)
            try:
                if response.status_code not in _REDIRECTS:
                    yield response
                    return
                current = urljoin(current, response.headers.get("location", ""))
            finally:
                response.close()
    raise _failed(address, f"more than {_MOST_REDIRECTS} redirects")


def _request(client: httpx.Client, address: str, ip: str, headers: Mapping[str, str]) -> httpx.Request:
    """Return a request that goes to `ip` while naming the host in its header and in TLS."""
    parts = urlsplit(address)
    host = f"[{ip}]" if ":" in ip else ip
    port = f":{parts.port}" if parts.port else ""
    target = parts._replace(netloc=f"{host}{port}", fragment="").geturl()
    named = {"Host": f"{parts.hostname}{port}", "User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
    return client.build_request(
        "GET", target, headers={**named, **headers}, extensions={"sni_hostname": parts.hostname}
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
    except ValueError:
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


def _failed(address: str, reason: str) -> IngestError:
    return IngestError(
        "{address}: not fetched ({reason}). What has come is kept; fetch again later, or download the file "
        "yourself and add it with python -m ingest add.",
        address=address,
        reason=reason,
    )
