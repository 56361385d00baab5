"""A file fits on six screens and a function on one."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE, LONGEST_FUNCTION, LARGEST_BYTES = 300, 50, 500_000
# Machines write these; nobody reads them from end to end.
WRITTEN_BY_MACHINES = ("requirements.lock", "package-lock.json")


def own_files(*endings: str) -> list[Path]:
    """Return the files of the repository with one of these endings."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    files = [ROOT / name for name in listed if not endings or name.endswith(endings)]
    return [file for file in files if file.is_file()]


def functions(file: Path) -> Iterator[tuple[str, int]]:
    """Yield name and length of each function of a file."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_source_file_is_too_long() -> None:
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in own_files(".py", ".mjs", ".js", ".css", ".html")
        if "migrations" not in file.parts
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def test_no_function_is_too_long() -> None:
    long = [
        f"{file.relative_to(ROOT)}:{name} {length}"
        for file in own_files(".py")
        if "migrations" not in file.parts
        for name, length in functions(file)
        if length > LONGEST_FUNCTION
    ]
    assert long == []


def test_every_module_opens_with_a_sentence() -> None:
    silent = [
        str(file.relative_to(ROOT))
        for file in own_files(".py")
        if "migrations" not in file.parts
        and file.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_file_is_larger_than_reviewers_can_see() -> None:
    large = [
        str(file.relative_to(ROOT))
        for file in own_files()
        if file.stat().st_size > LARGEST_BYTES and file.name not in WRITTEN_BY_MACHINES
    ]
    assert large == []


def test_source_roots_are_no_packages() -> None:
    # dis and locale are names of the standard library: a package would hide them.
    assert not (ROOT / "dis" / "__init__.py").exists()
    assert not (ROOT / "locale" / "__init__.py").exists()
