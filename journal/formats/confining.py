"""Takes from a process what opening a document never needs: sockets and other programs."""

import ctypes
import platform
import struct
import subprocess
import sys

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_ALLOWED, _REFUSED = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO of EPERM
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _MACHINE_AT = 0, 4
# On 64-bit Intel the same calls have a second set of numbers, which begins here.
_SECOND_SET = 0x40000000
# What the kernel calls the machine, and its numbers of socket, socketpair, execve and execveat.
_MACHINES = {
    "x86_64": (0xC000003E, (41, 53, 59, 322)),
    "aarch64": (0xC00000B7, (198, 199, 221, 281)),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def confine() -> bool:
    """From here on to the end of the process. False where the system knows no such wall.

    It comes on top of the limits, and production does not do without it (`journal.convert`).
    """
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    steps = _steps(*machine)
    program = _Program(len(steps), b"".join(steps))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return bool(prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _steps(machine: int, refused: tuple[int, ...]) -> list[bytes]:
    """Refuse calls of another machine's numbering, and those named; allow the rest."""
    count = len(refused)
    checks = [_step(_EQUAL, number, if_true=count - at) for at, number in enumerate(refused)]
    return [
        _step(_LOAD, _MACHINE_AT),
        _step(_EQUAL, machine, if_false=count + 3),
        _step(_LOAD, _NUMBER_AT),
        _step(_AT_LEAST, _SECOND_SET, if_true=count + 1),
        *checks,
        _step(_RETURN, _ALLOWED),
        _step(_RETURN, _REFUSED),
    ]


def _step(code: int, value: int, *, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def is_possible() -> bool:
    """Whether a child of this process could confine itself: tried in one."""
    tried = "import sys; from journal.formats.confining import confine; sys.exit(not confine())"
    done = subprocess.run([sys.executable, "-c", tried], capture_output=True, check=False)
    return done.returncode == 0
