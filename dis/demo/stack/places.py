"""Owns where the state of one stack lies: folders, sockets, remembered ports, secrets."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
import secrets
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from demo.stack.errors import StackError

# A Unix socket's path fits in 107 bytes; PostgreSQL adds ".s.PGSQL.5432.lock".
_LONGEST_SOCKET_FOLDER = 85
_LONGEST_LOG = 10_000_000


@dataclass(frozen=True)
class Places:
    """The folders below DIS_VAR, and a short one for sockets."""

    var: Path
    secrets_folder: str = "secrets"

    @property
    def secrets(self) -> Path:
        return self.var / self.secrets_folder

    @property
    def mark(self) -> str:
        """What tells this stack's processes from those of another DIS_VAR."""
        return hashlib.sha256(str(self.var).encode()).hexdigest()[:12]

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def sockets(self) -> Path:
        inside = self.var / "run"
        if len(str(inside)) <= _LONGEST_SOCKET_FOLDER:
            return inside
        return Path(tempfile.gettempdir()) / f"dis-{os.getuid()}-{self.mark}"

    @property
    def written(self) -> tuple[Path, Path]:
        """Where the portal itself writes: documents, and what is needed for a moment."""
        return self.var / "documents", self.var / "tmp"

    @property
    def beside(self) -> Path:
        """Where lies what must outlive this folder: named after it, and made anew with it."""
        name = self.var / "instance"
        if not name.exists():
            write_private(name, secrets.token_hex(8))
        states = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
        return Path(states) / "dis" / name.read_text(encoding="ascii").strip()

    def make(self) -> None:
        """Create the folders, for this user only."""
        try:
            self.var.mkdir(parents=True, exist_ok=True)
            for folder in (self.logs, self.secrets, self.sockets, *self.written):
                folder.mkdir(mode=0o700, exist_ok=True)
                folder.chmod(0o700)
            self._set_long_logs_aside()
            (self.var / ".writable").write_text("", encoding="ascii")
            (self.var / ".writable").unlink()
        except OSError as error:
            raise StackError(
                f"Cannot write in {self.var} ({error.strerror}): "
                "mend its rights, or choose another folder with DIS_VAR"
            ) from error

    def _set_long_logs_aside(self) -> None:
        for log in self.logs.glob("*.log"):
            if log.stat().st_size > _LONGEST_LOG:
                log.replace(log.with_suffix(".log.before"))

    def lock(self) -> TextIO:
        """Take this state for one stack; the lock goes with the process, however it ends."""
        file = (self.var / "stack.lock").open("w", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.close()
            raise StackError(
                f"A portal is already running on {self.var}: stop it, or choose another DIS_VAR"
            ) from error
        return file

    def secret(self, name: str, *, size: int = 32) -> Path:
        """Return the file of a random secret (base64), made the first time."""
        file = self.secrets / name
        if not file.exists() or not file.stat().st_size:
            write_private(file, base64.b64encode(secrets.token_bytes(size)).decode())
        return file

    def port(self, name: str) -> int:
        """Return a free port, the same as last time where it is still free."""
        file = self.var / "ports.json"
        known: dict[str, int] = (
            json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        )
        if name not in known or not is_free(known[name]):
            known[name] = free_port()
            write_private(file, json.dumps(known))
        return known[name]


def write_private(file: Path, text: str) -> None:
    """Replace a file in one step, readable by this user only."""
    new = file.with_name(f".{file.name}.new")
    new.touch(mode=0o600)
    new.chmod(0o600)
    new.write_text(text, encoding="utf-8")
    new.replace(file)


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this port of the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
