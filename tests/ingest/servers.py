"""An odd web server on 127.0.0.1, for tests of fetching: each path misbehaves in one way of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, quote, urlsplit

from tests.local_server import LocalServer, serving

PDF = b"%PDF-1.4\n" + b"0123456789" * 500 + b"\n%%EOF\n"
HTML = b"<!doctype html><html><body><p>States should act.</p></body></html>"
CUT = 2000
"""How many bytes of a cut file come before the connection ends."""
EDITION = '"1"'


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that came."""

    path: str
    host: str
    range: str


class OddServer(LocalServer):
    """Keeps the requests in `asked`; `robots` is the status and text of robots.txt."""

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.asked: list[Asked] = []
        self.robots = (404, "")
        self.content = PDF

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        """Return the web address of a path."""
        return f"http://{host}:{self.server_port}{path}"

    def redirect(self, to: str) -> str:
        """Return a web address that redirects to `to`."""
        return self.at(f"/redirect?to={quote(to, safe='')}")

    def ranges(self, path: str) -> list[str]:
        """Return the Range header of each request for a path, "" where there was none."""
        return [asked.range for asked in self.asked if asked.path == path]


@contextmanager
def running() -> Iterator[OddServer]:
    """Give an odd server that runs until the end of the block."""
    with serving(OddServer()) as server:
        yield server


class _Handler(BaseHTTPRequestHandler):
    server: OddServer

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.before = len(self.server.ranges(path))
        self.range = self.headers.get("Range", "")
        self.server.asked.append(Asked(path, self.headers.get("Host", ""), self.range))
        route = path.strip("/").partition(".")[0].replace("-", "_")
        getattr(self, f"on_{route}", self.on_missing)()

    def answer(self, status: int, body: bytes = b"", kind: str = "application/pdf", **more: object) -> None:
        """Answer; `more` replaces headers, and a header that is "" is left out."""
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": len(body)}
        for name, value in (headers | {key.replace("_", "-"): v for key, v in more.items()}).items():
            if value != "":
                self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def part(self, most: int = 10**6, **more: object) -> None:
        """Answer with `most` bytes of the rest that Range asks for; `more` replaces headers."""
        start = int(self.range.removeprefix("bytes=").rstrip("-"))
        body, size = self.server.content[start:][:most], len(self.server.content)
        place = f"bytes {start}-{start + len(body) - 1}/{size}"
        self.answer(206, body, **({"ETag": EDITION, "Content_Range": place} | more))

    def cut(self, **more: object) -> None:
        """Answer with the first bytes of the file, having promised all of them."""
        body = self.server.content
        self.answer(200, body[:CUT], **({"Content_Length": len(body), "ETag": EDITION} | more))

    def on_missing(self) -> None:
        self.answer(404)

    def on_robots(self) -> None:
        self.answer(self.server.robots[0], self.server.robots[1].encode(), "text/plain")

    def on_whole(self) -> None:
        self.answer(200, self.server.content, ETag=EDITION)

    def on_page(self) -> None:
        self.answer(200, HTML, "text/html; charset=utf-8")

    def on_notes(self) -> None:
        self.answer(200, b"States should act.", "text/plain")

    def on_empty(self) -> None:
        self.answer(200, b"", "text/plain")

    def on_redirect(self) -> None:
        self.answer(302, Location=parse_qs(urlsplit(self.path).query)["to"][0])

    def on_far(self) -> None:
        self.answer(302, Location="/" + "a" * 70_000)

    def on_loop(self) -> None:
        self.answer(302, Location=self.path)

    def on_lying_type(self) -> None:
        self.answer(200, HTML, "application/pdf")

    def on_short_length(self) -> None:
        self.answer(200, self.server.content, Content_Length=CUT)

    def on_cut(self) -> None:
        self.part() if self.range else self.cut()

    def on_cut_always(self) -> None:
        self.cut()

    def on_cut_unnamed(self) -> None:
        self.answer(200, self.server.content) if self.before else self.cut(ETag="")

    def on_ignores_range(self) -> None:
        self.on_whole() if self.before else self.cut()

    def on_other_edition(self) -> None:
        if self.range:
            self.part(ETag='"2"')
        else:
            self.answer(200, self.server.content, ETag='"2"') if self.before else self.cut()

    def on_wrong_part(self) -> None:
        self.part(Content_Range="bytes 5-9/10") if self.range else self.on_ignores_range()

    def on_small_parts(self) -> None:
        self.part(CUT) if self.range else self.cut()

    def on_stale_part(self) -> None:
        self.answer(416) if self.range else self.on_ignores_range()

    def on_forbidden(self) -> None:
        self.answer(403)

    def on_busy(self) -> None:
        self.on_whole() if self.before else self.answer(429, Retry_After=7)

    def on_busy_long(self) -> None:
        self.answer(429, Retry_After=parse_qs(urlsplit(self.path).query)["wait"][0])

    def on_broken(self) -> None:
        self.answer(500)

    def on_drip(self) -> None:
        self.answer(200, b"%", Content_Length=1000)
        while not self.server.stopping.wait(1.0):
            self.wfile.write(b"P")

    def on_drip_then_rest(self) -> None:
        self.on_cut()
        if not self.range:
            self.server.stopping.wait(2.0)

    def on_drip_head(self) -> None:
        self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
        while not self.server.stopping.wait(0.2):
            self.wfile.write(b"x")

    def on_silent(self) -> None:
        self.server.stopping.wait(30.0)

    def on_endless(self) -> None:
        self.answer(200, b"%PDF-1.4\n", Content_Length="")
        while not self.server.stopping.wait(0.005):
            self.wfile.write(b"0" * 65536)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""
