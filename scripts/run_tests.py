"""Owns how the tests are run: their parts in order, each in a pytest process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import compile_messages

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
# Playwright's event loop forbids database calls in its thread, and tests of the whole stack
# measure seconds, so neither shares a process with the others. The quick part comes first.
APART = ("stack", "journeys")
PARTS = {"all": ("rest", *APART), "fast": ("rest",), "journeys": ("journeys",)}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """Return the Chromium of this machine, or the one Playwright fetched before."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found:
        return found
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    fetched = sorted(cache.glob("chromium-*/chrome-linux*/chrome"))
    return str(fetched[-1]) if fetched else None


def install_chromium() -> str:
    """Install Chromium where there is none: Debian's package when we may, else Playwright's."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium from the system's packages for the browser tests", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "chromium"],
            env=quiet,
            check=False,
            stdout=subprocess.DEVNULL,
        )
    else:
        print("Fetching Playwright's Chromium for the browser tests", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    found = find_chromium()
    if found is None:
        sys.exit("No Chromium for the browser tests: install one, or name it with CHROMIUM=PATH")
    return found


def command(part: str) -> list[str] | None:
    """Return the pytest call of a part; None when it holds no tests."""
    pytest = [sys.executable, "-m", "pytest", "--color=auto", "-q"]
    # What a file's tests share is made once where one worker has all of them.
    workers = ["-n", os.environ.get("TEST_WORKERS", "2"), "--dist", "loadfile"]
    if part == "rest":
        return [*pytest, str(TESTS), *(f"--ignore={TESTS / each}" for each in APART), *workers]
    folder = TESTS / part
    if not any(folder.rglob("test_*.py")):
        return None
    return [*pytest, str(folder), *(workers if part == "journeys" else [])]


def main(which: str) -> int:
    """Run the parts; return the first exit code that is not 0."""
    if compile_messages.main():
        return 1
    parts = {part: call for part in PARTS[which] if (call := command(part))}
    env = dict(os.environ)
    if "journeys" in parts:
        env["CHROMIUM"] = find_chromium() or install_chromium()
    failed: dict[str, int] = {}
    for part, call in parts.items():
        if failed:
            print(f"Failed so far: {', '.join(failed)}", flush=True)
        if code := subprocess.run(call, cwd=ROOT, env=env, check=False).returncode:
            failed[part] = code
    return next(iter(failed.values()), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
