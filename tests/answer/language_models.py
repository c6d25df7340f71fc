"""A server on 127.0.0.1 that speaks as OpenAI's does; each model misbehaves in one way of its own."""

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from settings import Settings
from tests.local_server import LocalServer, serving

KEY = "sk-not-to-be-seen-0123456789"
SUPPORTED = "States should promote respect for human rights by business enterprises with which they "
SUPPORTED += "conduct commercial transactions."
INVENTED = "Every supplier must pay a fine of 40,000 euros to the Ministry of Finance of Peru."
USAGE = {"prompt_tokens": 1200, "completion_tokens": 34, "total_tokens": 1234}


@dataclass(slots=True)
class Asked:
    """One request that came: its headers, its body, and whether the asker left before the end."""

    authorization: str
    body: dict[str, Any]
    left: threading.Event = field(default_factory=threading.Event)


class ModelServer(LocalServer):
    """Keeps the requests in `asked`; the model "says" writes what `says` holds."""

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.asked: list[Asked] = []
        self.says: Iterable[str] = ()

    @property
    def address(self) -> str:
        """The web address of the interface."""
        return f"http://127.0.0.1:{self.server_port}/v1"

    def settings(self, model: str, **more: Any) -> Settings:
        """Return settings that name a model of this server."""
        return Settings(llm="openai-like", llm_model=model, llm_address=self.address, llm_key=KEY, **more)


@contextmanager
def running() -> Iterator[ModelServer]:
    """Give a server that runs until the end of the block."""
    with serving(ModelServer()) as server:
        yield server


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked = Asked(self.headers.get("Authorization", ""), body)
        self.before = sum(asked.body["model"] == body["model"] for asked in self.server.asked)
        self.server.asked.append(self.asked)
        try:
            getattr(self, f"on_{body['model']}")()
        except OSError:
            self.asked.left.set()

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()

    def event(self, data: str) -> None:
        self.wfile.write(f"data: {data}\n\n".encode())

    def delta(self, text: str | None, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": finish}
        self.chunk([choice])

    def chunk(self, choices: list[dict[str, Any]], **more: object) -> None:
        head = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        self.event(json.dumps({**head, "choices": choices, **more}))

    def end(self, usage: bool = True) -> None:
        self.delta(None, "stop")
        if usage:
            self.chunk([], usage=USAGE)
        self.event("[DONE]")

    def say(self, *texts: str, usage: bool = True) -> None:
        self.begin()
        for text in texts:
            self.delta(text)
        self.end(usage)

    def wait(self) -> None:
        """Stay silent until the asker leaves, which the connection tells, or the server ends."""
        self.connection.settimeout(0.05)
        while not self.server.stopping.is_set():
            try:
                if self.connection.recv(1) == b"":
                    self.asked.left.set()
                    return
            except TimeoutError:
                continue

    def refuse(self, status: int, message: str = "no", **headers: str) -> None:
        body = json.dumps({"error": {"message": message, "type": "x", "code": None}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def on_says(self) -> None:
        self.say(*self.server.says)

    def on_uncounted(self) -> None:
        self.say(SUPPORTED, " [1]", usage=False)

    def on_hangs(self) -> None:
        self.wait()

    def on_hangs_after_head(self) -> None:
        self.begin()
        self.wait()

    def on_hangs_midway(self) -> None:
        self.begin()
        self.delta(f"{SUPPORTED} [1] And then the")
        self.wait()

    def on_dies_midway(self) -> None:
        self.begin()
        self.delta(f"{SUPPORTED} [1] And then the")

    def on_breaks_midway(self) -> None:
        self.protocol_version = "HTTP/1.1"
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"ffff\r\ndata: {")

    def on_drips(self) -> None:
        self.begin()
        while not self.server.stopping.wait(0.05):
            self.delta("word ")

    def on_empty(self) -> None:
        self.say("")

    def on_ten_thousand_words(self) -> None:
        self.say(*(f"word{number} " for number in range(10_000)))

    def on_repeats(self) -> None:
        self.begin()
        while not self.server.stopping.wait(0.01):
            self.delta(f"{SUPPORTED} [1] ")

    def on_malformed(self) -> None:
        self.begin()
        self.event('{"choices": [{"delta"')
        self.event("[DONE]")

    def on_not_an_interface(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<html>Welcome to nginx</html>")

    def on_busy_twice(self) -> None:
        if self.before < 2:
            self.refuse(429, Retry_After="0.1")
        else:
            self.say(SUPPORTED, " [1]")

    def on_fails_once(self) -> None:
        if self.before:
            self.say(SUPPORTED, " [1]")
        else:
            self.refuse(500)

    def on_fails(self) -> None:
        self.refuse(503, "overloaded\x07 <b>\n")

    def on_locked(self) -> None:
        self.refuse(401, f"Incorrect key: {KEY}")

    def on_echoes_the_key(self) -> None:
        self.refuse(400, f"context too long for {self.asked.authorization}")

    def on_unknown(self) -> None:
        self.refuse(404, "model not found")

    def log_message(self, *_: object) -> None:
        """Keep quiet."""
