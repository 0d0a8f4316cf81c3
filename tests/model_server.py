"""A server on this machine that speaks OpenAI's chat protocol: truly over HTTP, with answers of the test's choosing."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

Answering = Callable[["Exchange"], None]
"""Writes the whole response, or does what a broken server does."""


@dataclass
class Heard:
    """One request."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def instructions(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def words(self) -> str:
        return str(self.body["messages"][1]["content"])


@dataclass
class ModelServer:
    """What it was asked, and how it answers from now on."""

    address: str = ""
    heard: list[Heard] = field(default_factory=list)
    answers: Answering = lambda exchange: exchange.status(503)
    closing: Event = field(default_factory=Event)


class Exchange(BaseHTTPRequestHandler):
    """One request and its response."""

    model: ModelServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.model.heard.append(Heard(self.path, dict(self.headers.items()), body))
        # Whoever asked may have hung up.
        with suppress(OSError):
            self.model.answers(self)

    @property
    def last(self) -> Heard:
        return self.model.heard[-1]

    def status(self, code: int, body: bytes = b"", headers: tuple[tuple[str, str], ...] = ()) -> None:
        self.send_response(code)
        for name, value in (*headers, ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def say(self, words: str) -> None:
        message = {"role": "assistant", "content": words}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        self.status(200, json.dumps({"object": "chat.completion", "choices": [choice]}).encode())

    def trickle(self, *, bytes_each: int, rest: float) -> None:
        """A body without an end."""
        self.send_response(200)
        self.end_headers()
        while not self.model.closing.wait(rest):
            self.wfile.write(b" " * bytes_each)

    def hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def sleep(self, seconds: float) -> None:
        """As long, or until the test is over."""
        self.model.closing.wait(seconds)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[ModelServer]:
    """A running server at model.address."""
    model = ModelServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Spoken", (Exchange,), {"model": model}))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    model.address = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield model
    finally:
        model.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
