"""Commands, variables and lock files are what the README says they are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
LOCKS = ("requirements.lock", "redis.lock", "package-lock.json", "package.json", ".npmrc")


def targets() -> set[str]:
    """Return what `make` offers, told by the lines that `make help` shows."""
    return set(re.findall(r"^([a-z][a-z-]*):.*##", MAKEFILE, re.MULTILINE))


def test_every_make_target_says_what_it_does() -> None:
    declared = re.search(r"^\.PHONY: ((?:.*\\\n)*.*)$", MAKEFILE, re.MULTILINE)
    assert declared
    assert set(declared[1].replace("\\\n", " ").split()) == targets()


def test_readme_names_every_make_target() -> None:
    assert {name for name in targets() if f"`make {name}`" not in README} == set()


def test_readme_names_every_variable_of_the_settings() -> None:
    files = [ROOT / "dis/config" / name for name in ("settings.py", "storage.py")]
    settings = "".join(file.read_text(encoding="utf-8") for file in files)
    read = set(re.findall(r"""env\.\w+\(\s*"([A-Z_]+)\"""", settings))
    read |= set(re.findall(r"""environ(?:\.get)?[(\[]"([A-Z_]+)\"""", settings))
    assert {name for name in read if f"`{name}`" not in README} == set()


def test_lock_files_hold_no_address_of_an_index() -> None:
    for name in LOCKS:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "resolved" not in text.replace("omit-lockfile-registry-resolved", ""), name
        assert not re.search(r"--(extra-)?index-url|--find-links|file:|\bregistry\s*=", text), name


def test_every_locked_python_package_has_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    pinned = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
    assert pinned
    assert [line for line in pinned if "--hash=sha256:" not in line] == []
