"""Every decision has its number, date, status and parts, its place in the index, on one page."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent.parent / "docs" / "adr"
DECISIONS = sorted(FOLDER.glob("[0-9]*.md"))
PARTS = ["Context", "Decision", "Consequences", "Alternatives"]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_all_its_parts_on_one_page(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.startswith(f"# {path.stem[:4]}: ")
    assert re.search(r"^Status: (accepted|superseded by \d{4}), \d{4}-\d{2}-\d{2}$", text, re.M)
    assert re.findall(r"^## (.+)$", text, re.M) == PARTS
    assert len(text.splitlines()) <= 60


def test_the_index_names_every_decision() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert [path.name for path in DECISIONS] == re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", index)


def test_the_numbers_have_no_holes() -> None:
    assert [int(path.stem[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
