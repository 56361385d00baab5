"""Asks a server as fast as it answers, on connections that stay open, and times each answer.

An equal of wrk in plain sockets, in a process of its own, so that `make bench` needs nothing more.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

CONNECTIONS = 8
_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(frozen=True)
class Load:
    """What came of it: answers a second, milliseconds of each, and what was not 2xx."""

    per_second: float
    milliseconds: Sequence[float]
    failures: Sequence[str]

    @property
    def p95(self) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]


def load(port: int, requests: Sequence[bytes], *, connections: int = CONNECTIONS) -> Load:
    """Send each of these requests once, as HTTP/1.1 with keep-alive, on so many connections."""
    with ProcessPoolExecutor(1) as pool:
        return pool.submit(_send_all, port, requests, connections).result()


def request(method: str, path: str, headers: Sequence[tuple[str, str]], body: bytes = b"") -> bytes:
    """The bytes of one request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers]
    lines += [f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def _send_all(port: int, requests: Sequence[bytes], connections: int) -> Load:
    waiting = iter(requests)
    taken, failures = [], []
    with selectors.DefaultSelector() as selector:
        open_now = 0
        start = time.perf_counter()
        for _ in range(connections):
            line = _Line(port, waiting)
            if line.send():
                selector.register(line.socket, selectors.EVENT_READ, line)
                open_now += 1
        while open_now:
            for key, _ in selector.select(30):
                line = key.data
                if not line.receive():
                    continue
                taken.append(line.milliseconds)
                if not line.answer.startswith(b"HTTP/1.1 2"):
                    failures.append(line.answer[:400].decode(errors="replace"))
                if not line.send():
                    selector.unregister(line.socket)
                    line.socket.close()
                    open_now -= 1
        seconds = time.perf_counter() - start
    return Load(len(taken) / seconds, taken, failures)


class _Line:
    """One connection: a request on its way, and what has come of its answer."""

    def __init__(self, port: int, waiting: Iterator[bytes]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answer = b""
        self.milliseconds = 0.0
        self._waiting = waiting
        self._sent_at = 0.0

    def send(self) -> bool:
        """Send the next request; False where there is none."""
        following = next(self._waiting, None)
        if following is None:
            return False
        self.answer = b""
        self._sent_at = time.perf_counter()
        self.socket.sendall(following)
        return True

    def receive(self) -> bool:
        """Take what has come; True when the answer is whole."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError(f"closed after {self.answer[:200]!r}")
        self.answer += part
        head = self.answer.find(_END)
        if head < 0 or len(self.answer) < head + len(_END) + _length(self.answer[:head]):
            return False
        self.milliseconds = (time.perf_counter() - self._sent_at) * 1000
        return True


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(_LENGTH)
    return int(lower[at + len(_LENGTH) :].split(b"\r", 1)[0]) if at >= 0 else 0
