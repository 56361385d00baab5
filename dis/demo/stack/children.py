"""Owns how a child process is born, known and ended: it never outlives us."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from demo.stack import walls
from demo.stack.walls import Wall

IS_LINUX = sys.platform == "linux"
MARK = "DIS_STACK"
_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
_NOBODY = 65534
_libc = ctypes.CDLL(None, use_errno=True)


def _map_to_nobody() -> None:
    """Enter a user namespace where we look like an ordinary user: PostgreSQL refuses root."""
    user, group = os.getuid(), os.getgid()
    if _libc.unshare(_CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "user namespaces are not allowed here")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{_NOBODY} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{_NOBODY} {group} 1", encoding="ascii")


def birth(
    parent: int,
    death_signal: signal.Signals,
    *,
    as_nobody: bool = False,
    wall: int | None = None,
) -> Callable[[], None]:
    """Return what a child does between fork and exec."""

    def prepare() -> None:
        if as_nobody:
            _map_to_nobody()
        if IS_LINUX:
            _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal))
            if os.getppid() != parent:  # The parent died before the signal was armed.
                os._exit(1)
        if wall is not None:
            walls.enter(wall)

    return prepare


def start(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    log: Path,
    cwd: Path,
    death_signal: signal.Signals = signal.SIGTERM,
    as_nobody: bool = False,
    wall: Wall | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child that writes to `log` and gets `death_signal` when this process dies."""
    door = wall.build() if wall else None
    try:
        with log.open("ab") as output:
            return subprocess.Popen(
                command,
                env=dict(env),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=birth(  # One thread only: nothing can deadlock here.
                    os.getpid(), death_signal, as_nobody=as_nobody, wall=door
                ),
            )
    finally:
        if door is not None:
            os.close(door)


def can_map_users() -> bool:
    """Tell whether this machine lets us enter a user namespace."""
    try:
        done = subprocess.run(
            [sys.executable, "-S", "-c", ""],
            preexec_fn=_map_to_nobody,  # One thread only.
            check=False,
            capture_output=True,
        )
    except subprocess.SubprocessError:
        return False
    return done.returncode == 0


def kill_session(pid: int, with_signal: signal.Signals = signal.SIGKILL) -> None:
    """Signal whatever is left of a child's process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, with_signal)


def _carries(folder: Path, mark: bytes) -> bool:
    try:
        return mark in (folder / "environ").read_bytes().split(b"\0")
    except OSError:
        return False


def marked(mark: str) -> Iterator[int]:
    """Yield the processes that carry our mark in their environment, ourselves left out."""
    wanted = f"{MARK}={mark}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        if int(folder.name) != os.getpid() and _carries(folder, wanted):
            yield int(folder.name)


def end_leftovers(mark: str, patience: float = 5.0) -> int:
    """End what a killed supervisor of this very state left behind; return how many there were.

    Only Linux knows a process's environment; elsewhere lock and port are checked at the start.
    """
    found = set(marked(mark))
    for with_signal in (signal.SIGINT, signal.SIGKILL):
        for pid in marked(mark):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, with_signal)
        deadline = time.monotonic() + patience
        while any(marked(mark)):
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        else:
            break
    return len(found)
