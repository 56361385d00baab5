"""`make test` takes the Chromium that is there, installs it where there is none, and says so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent.parent / "scripts"
ASK = "import run_tests; print(run_tests.find_chromium() or run_tests.install_chromium())"


def _program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def _ask(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Which Chromium the tests would take on a machine whose only programs lie in the folder."""
    env = {"PATH": str(folder), "HOME": str(folder), "PYTHONPATH": str(SCRIPTS), **more}
    return subprocess.run(
        [sys.executable, "-c", ASK], env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_a_chromium_on_the_machine_is_taken(tmp_path: Path, name: str) -> None:
    there = _program(tmp_path / name, "")

    assert _ask(tmp_path).stdout.strip() == str(there)


def test_the_one_that_is_named_comes_first(tmp_path: Path) -> None:
    _program(tmp_path / "chromium", "")

    assert _ask(tmp_path, CHROMIUM="/opt/mine").stdout.strip() == "/opt/mine"


def test_one_that_playwright_fetched_before_is_taken(tmp_path: Path) -> None:
    there = _program(tmp_path / ".cache/ms-playwright/chromium-1200/chrome-linux/chrome", "")

    assert _ask(tmp_path).stdout.strip() == str(there)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may install packages of the system")
def test_where_there_is_none_the_systems_package_is_installed(tmp_path: Path) -> None:
    made = tmp_path / "chromium"
    _program(
        tmp_path / "apt-get",
        f'[ "$1" = install ] || exit 0\nprintf "#!/bin/sh\\n" > {made}\n/bin/chmod 755 {made}',
    )

    lines = _ask(tmp_path).stdout.splitlines()

    assert "Installing Chromium" in lines[0]
    assert lines[-1] == str(made)


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user goes another way")
def test_where_it_cannot_be_had_one_line_says_so(tmp_path: Path) -> None:
    _program(tmp_path / "apt-get", "exit 100")

    done = _ask(tmp_path)

    assert done.returncode != 0
    assert done.stderr.strip().splitlines()[-1].startswith("No Chromium for the browser tests")
