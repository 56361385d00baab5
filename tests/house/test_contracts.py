"""Each import contract catches a planted violation, and the tree as it is keeps all of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("dis", "appointments", "journal", "labresults", "summary")

# Contract, file that gets the forbidden line, the line.
PLANTED = [
    ("Rooms import downwards only", "dis/people/planted.py", "import access.gate"),
    ("Rooms import downwards only", "dis/common/planted.py", "import people.identity"),
    ("Rooms that serve all services", "dis/fhirapi/planted.py", "import journal.codes"),
    ("Rooms that serve all services", "dis/portal/planted.py", "import journal.codes"),
    ("Inside an app data flows one way", "journal/models.py", "import journal.services"),
    ("Views, tasks, inputs and presenters", "journal/presenters/rows.py", "import journal.models"),
    ("journal.models is private", "dis/portal/planted.py", "import journal.models"),
    ("labresults.models is private", "summary/planted.py", "import labresults.models"),
    ("appointments.models is private", "summary/planted.py", "import appointments.models"),
    ("summary.models is private", "dis/portal/planted.py", "import summary.models"),
    ("worklist.models is private", "journal/planted.py", "import worklist.models"),
    ("Patients' demographics", "journal/planted.py", "import people.models"),
    ("Only fhir modules and fhirapi", "dis/access/planted.py", "import fhir.resources"),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the rooms and the contracts to a place where faults may be planted."""
    copy = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for room in ROOMS:
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("*.pyc"))
    return copy


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of a tree."""
    return subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": f"{tree}:{tree / 'dis'}", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_tree_keeps_its_contracts() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("contract", "file", "line"), PLANTED)
def test_planted_violation_breaks_its_contract(
    tree: Path, contract: str, file: str, line: str
) -> None:
    target = tree / file
    before = target.read_text(encoding="utf-8") if target.exists() else None
    module = line.split()[-1]
    twin = tree / ("" if module.startswith(ROOMS[1:]) else "dis") / f"{module.replace('.', '/')}.py"
    made = not twin.exists() and not module.startswith("fhir")
    if made:
        twin.write_text('"""Planted."""\n', encoding="utf-8")
    target.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        done = lint(tree)
    finally:
        target.unlink() if before is None else target.write_text(before, encoding="utf-8")
        if made:
            twin.unlink()
    broken = [text for text in done.stdout.splitlines() if text.endswith("BROKEN")]
    assert done.returncode == 1, done.stdout
    assert any(text.startswith(contract) for text in broken), done.stdout
