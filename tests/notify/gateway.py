"""Owns the other sides of messages, real ones on loopback: a gateway that counts, and may behave
badly, and a contact register with its token service."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


class Gateway(ThreadingHTTPServer):
    """Takes messages, each key once. `behaviour` says what it does with the next ones.

    `drops`: takes the message and cuts the line before it answers. `lost`: cuts the line and has
    nothing. `deaf`: answers no question about keys. A number is the status that it answers.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: dict[str, dict[str, Any]] = {}
        self.times: list[str] = []
        self.behaviour: str | int = ""
        self.is_deaf = False
        self.persons: Any = {"personer": []}
        self.asked: list[Any] = []
        self.assertions: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def texts(self) -> list[str]:
        return [each["text"] for each in self.taken.values()]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The line was cut on purpose."""


class _Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        if self.path == "/token":
            self.server.assertions += parse_qs(body)["assertion"]
            return self._answer(200, {"access_token": "t0ken"})
        if self.path == "/rest/v1/personer":
            self.server.asked.append((json.loads(body), self.headers["Authorization"]))
            return self._answer(200, self.server.persons)
        return self._message(json.loads(body))

    def do_GET(self) -> None:
        key = self.path.rpartition("/")[2]
        if self.server.is_deaf:
            return self._answer(503)
        return self._answer(200 if key in self.server.taken else 404)

    def log_message(self, *_: Any) -> None:
        """Nothing to say."""

    def _message(self, message: dict[str, Any]) -> None:
        behaviour = self.server.behaviour
        key = message["id"]
        assert self.headers["Idempotency-Key"] == key
        if isinstance(behaviour, int):
            return self._answer(behaviour)
        if behaviour != "lost":
            self.server.times.append(key)
            is_new = self.server.taken.setdefault(key, message) is message
        if behaviour:
            self.connection.close()
            return None
        return self._answer(202 if is_new else 409)

    def _answer(self, status: int, told: Any = None) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running() -> Iterator[Gateway]:
    with Gateway() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
