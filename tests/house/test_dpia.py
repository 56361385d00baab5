"""The assessment of the data protection ties every measure to a test that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "dpia.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_test_that_the_assessment_names_is_there(file: str, name: str) -> None:
    source = (ROOT / file).read_text(encoding="utf-8")

    assert re.search(rf"^def {name}\(", source, re.MULTILINE)


def test_every_risk_has_a_measure_with_a_test() -> None:
    """But for the one that no program can hold: what is done while the portal is away."""
    part = PAGE.partition("## 5. Risks and measures")[2].partition("\n## ")[0]
    rows = [line for line in part.splitlines() if line.startswith("| ")][2:]
    bare = [row.split("|")[1].strip() for row in rows if "::" not in row]

    assert len(rows) > 10
    assert bare == ["The portal is away, and somebody is treated worse"]


def test_what_a_lawyer_must_check_is_marked() -> None:
    assert PAGE.count("**[lawyer]**") > 8
