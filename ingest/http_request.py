"""One GET over http, redirects followed, ended in time (adapter of httpx).

Each hop of a redirect is checked anew (`ingest.fetch_guard`), and the connection goes to the very IP
address that was checked.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx

from ingest.fetch_guard import allowed_addresses, split_address
from locales import Message

USER_AGENT = "Cotejo/0.1 (research tool; fetches single documents on request)"
_MOST_REDIRECTS = 8
_REDIRECTS = (301, 302, 303, 307, 308)
_CONNECT_SECONDS = 20.0
_SILENT_SECONDS = 60.0


class RequestFault(Exception):
    """The connection failed or was cut; `reason` says how, `may_pass` whether to try again."""

    def __init__(self, reason: Message, may_pass: bool = True) -> None:
        super().__init__(reason.say("en"))
        self.reason = reason
        self.may_pass = may_pass


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answers. `headers` are read without regard to case; `chunks` are the bytes as they
    come, and raise `RequestFault` when they are cut off."""

    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]


@contextmanager
def opened(address: str, headers: Mapping[str, str], deadline: float) -> Iterator[Answer]:
    """Open a GET of `address` that ends at `deadline`, a time of `time.monotonic`.

    Raises:
        IngestError: the address, or one that it redirects to, is refused.
        RequestFault: it cannot be reached, or redirects without end.
    """
    current = address
    for _ in range(_MOST_REDIRECTS):
        ip = allowed_addresses(current)[0]
        left = max(deadline - time.monotonic(), 0.1)
        timeout = httpx.Timeout(min(left, _SILENT_SECONDS), connect=min(left, _CONNECT_SECONDS))
        # trust_env: a proxy of the environment would resolve names by itself.
        with (
            httpx.Client(timeout=timeout, trust_env=False, follow_redirects=False) as client,
            _ended_after(left) as trace,
        ):
            response = _send(client, current, ip, headers, trace)
            try:
                if response.status_code not in _REDIRECTS:
                    yield Answer(response.status_code, response.headers, _chunks(response))
                    return
                current = split_address(response.headers.get("location", ""), current).geturl()
            finally:
                response.close()
    raise RequestFault(Message("more than {most} redirects", {"most": _MOST_REDIRECTS}), may_pass=False)


def fetch_small(address: str, size: int = 500_000, seconds: float = 20.0) -> tuple[int, str]:
    """Return the status and the text of a small file such as robots.txt; it is cut at `size` bytes.

    Raises:
        IngestError: the address is refused.
        RequestFault: the server does not answer as it should, or not in time.
    """
    deadline = time.monotonic() + seconds
    content = b""
    with opened(address, {}, deadline) as answer:
        for part in answer.chunks:
            content += part
            if len(content) >= size or time.monotonic() >= deadline:
                break
        if len(content) < size and time.monotonic() >= deadline:
            raise RequestFault(too_slow(seconds))
        return answer.status, content[:size].decode("utf-8", "replace")


def too_slow(seconds: float) -> Message:
    """Return the reason for giving up what takes longer than `seconds`."""
    return Message("it takes longer than {seconds} seconds", {"seconds": int(seconds)})


def _send(
    client: httpx.Client,
    address: str,
    ip: str,
    headers: Mapping[str, str],
    trace: Callable[[str, Mapping[str, Any]], None],
) -> httpx.Response:
    try:
        request = _request(client, address, ip, headers)
        request.extensions["trace"] = trace
        return client.send(request, stream=True)
    except httpx.InvalidURL as fault:
        raise RequestFault(Message("{words}", {"words": str(fault)}), may_pass=False) from fault
    except httpx.HTTPError as fault:
        raise _fault(fault) from fault


def _chunks(response: httpx.Response) -> Iterator[bytes]:
    try:
        yield from response.iter_bytes()
    except httpx.HTTPError as fault:
        raise _fault(fault) from fault


def _fault(fault: httpx.HTTPError) -> RequestFault:
    words = " ".join(str(fault).split()) or type(fault).__name__
    return RequestFault(Message("{words}", {"words": words}))


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
