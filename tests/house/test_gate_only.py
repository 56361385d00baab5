"""What only the gate's own rooms may name in the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Who may use a name; a folder stands for everything in it.
RULES: dict[str, tuple[str, ...]] = {
    # The manager without a gate: Django's own checks, and what writes under a Grant.
    "ungated": ("dis/access/",),
    # The key that makes a Grant.
    "GATE": (
        "dis/access/gate.py",
        "dis/access/grant.py",
        "dis/access/unit.py",
        "dis/access/notifying.py",
    ),
    "is_superuser": (),
    "is_staff": (),
}


def names(source: str) -> Iterator[str]:
    """Every name and attribute that a program uses."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.name


def used_elsewhere(name: str, sources: dict[str, str]) -> list[str]:
    return [
        path
        for path, source in sources.items()
        if not path.startswith(RULES[name] or ("nowhere",)) and name in set(names(source))
    ]


def own_sources() -> dict[str, str]:
    files = [*ROOT.glob("dis/**/*.py"), *ROOT.glob("journal/**/*.py")]
    return {
        str(file.relative_to(ROOT)): file.read_text(encoding="utf-8")
        for file in files
        if "migrations" not in file.parts
    }


@pytest.mark.parametrize("name", RULES)
def test_a_name_of_the_gate_is_used_by_the_gate_only(name: str) -> None:
    assert used_elsewhere(name, own_sources()) == []


@pytest.mark.parametrize(
    "line", ["Document.ungated.all()", "from access.grant import GATE", "user.is_superuser"]
)
def test_a_planted_use_is_found(line: str) -> None:
    planted = {"journal/selectors.py": line}
    assert [name for name in RULES if used_elsewhere(name, planted)]


def test_an_honest_use_is_let_be() -> None:
    honest = {"dis/access/vault.py": "Blob.ungated.bulk_create([])", "journal/x.py": "under(grant)"}
    assert not [name for name in RULES if used_elsewhere(name, honest)]
