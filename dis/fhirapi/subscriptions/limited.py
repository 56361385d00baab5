"""Connections that end when their time is over, whatever the other side is sending then.

A time-out begins anew with every byte that comes: who answers byte by byte, or `100 Continue` for
ever, would otherwise keep a thread of ours, and all of a processor.
"""

import socket
import threading
from contextlib import suppress
from typing import Any, Self

import requests
from requests.adapters import HTTPAdapter


class Limit:
    """The time of what is done within it; requests' Timeout where it was not enough."""

    def __init__(self, seconds: float) -> None:
        self._is_over = False
        self._lock = threading.Lock()
        self._held: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def hold(self, found: socket.socket) -> socket.socket:
        with self._lock:
            # A handle of our own: TLS takes the other one over, and closes it when it likes.
            self._held.append(found.dup())
            if self._is_over:
                self._shut()
        return found

    def _end(self) -> None:
        with self._lock:
            self._is_over = True
            self._shut()

    def _shut(self) -> None:
        for each in self._held:
            with suppress(OSError):  # It has ended by itself.
                each.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._timer.cancel()
        with self._lock:
            while self._held:
                self._held.pop().close()
        if self._is_over:
            raise requests.exceptions.Timeout from error


class Limited(HTTPAdapter):
    """Connects within a limit."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        super().__init__(max_retries=0)

    def get_connection_with_tls_context(self, *args: Any, **more: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **more)
        limit, plain_or_tls = self._limit, pool.ConnectionCls

        class Held(plain_or_tls):  # type: ignore[misc, valid-type]  # of urllib3
            def _new_conn(self) -> socket.socket:
                return limit.hold(super()._new_conn())

        pool.ConnectionCls = Held
        return pool
