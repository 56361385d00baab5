"""Every row of the attack list that this portal answers has a test, and a defect that proves it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Rows of the list in the reference (security, part 8) that are held so far, each with a defect.
ROWS = (
    *(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 21, 22, 23, 24, 25, 26, 27),
    *(30, 33, 34, 35, 36, 37, 38, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51),
    *(52, 53, 54, 55, 56, 57, 58, 59, 60, 63, 64, 65, 66, 83, 85),
    87,
)
# Those that ask the API too: pages that are guarded say nothing of a second door.
OF_THE_API = (
    *(1, 2, 3, 4, 5, 6, 7, 8, 19, 20, 24, 25, 26, 27),
    *(40, 41, 42, 43, 44, 45, 46, 51, 64, 65, 66),
)
DEFECTS = sorted((ROOT / "tests" / "defects").glob("*.patch"))


def test_every_row_has_a_marked_test() -> None:
    found = Counter(
        int(row)
        for file in (ROOT / "tests").rglob("test_*.py")
        for row in re.findall(r"mark\.attack\((\d+)\)", file.read_text(encoding="utf-8"))
    )
    assert [row for row in ROWS if not found[row]] == []


def test_every_row_that_asks_the_api_is_asked_there_and_has_a_defect_there() -> None:
    marked = {
        int(row)
        for file in (ROOT / "tests" / "fhirapi").glob("test_*.py")
        for row in re.findall(r"mark\.attack\((\d+)\)", file.read_text(encoding="utf-8"))
    }
    red = {int(f.name[:2]) for f in DEFECTS if "\nRed: tests/fhirapi/" in f.read_text("utf-8")}
    assert [row for row in OF_THE_API if row not in marked & red] == []


def test_every_row_has_a_defect() -> None:
    assert {int(file.name[:2]) for file in DEFECTS} >= set(ROWS)


@pytest.mark.parametrize("file", DEFECTS, ids=lambda file: str(file.stem))
def test_a_defect_names_its_row_and_a_test_that_there_is(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.startswith(f"Row {int(file.name[:2])}: ")
    for test in re.findall(r"^Red: (.+)$", text, re.MULTILINE):
        path, function = test.split("::")
        name = function.partition("[")[0]
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")
    for changed in re.findall(r"^\+\+\+ b/(.+)$", text, re.MULTILINE):
        assert (ROOT / changed).is_file()
