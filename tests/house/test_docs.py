"""The documents name what there is: files, commands, targets and links; their code can be read."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import get_commands

from common import clock
from demo.cast.fhir_directory import cast_id
from demo.cast.sign_ins import sign_ins
from scripts import screenshots
from tests.house.test_commands import targets

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorial.md"
PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")})
# What the reader of the tutorial makes, and what starting makes.
MADE_BY_READERS = {
    "journal/views/types.py",
    "templates/journal/types.html",
    "tests/journal/test_social_worker.py",
    "var/sosionom.json",
}
_PATH = re.compile(r"^[\w.*-]+(/[\w.*-]+)*\.(py|md|html|po|lock|toml|yml|css|js|mjs|json|txt)$")


def named(page: Path) -> list[str]:
    """What stands between single backticks on a page, code blocks left out."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.findall(r"`([^`\n]+)`", text)


def is_there(path: str) -> bool:
    roots = [ROOT, ROOT / "dis"]
    return any(next(root.glob(path), None) is not None for root in roots)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_a_page_names_are_there(page: Path) -> None:
    paths = {each for each in named(page) if "/" in each and _PATH.match(each)}

    assert {each for each in paths - MADE_BY_READERS if not is_there(each)} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    here = [link for link in links if "://" not in link]

    assert [link for link in here if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_that_a_page_names_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    commands = set(re.findall(r"manage\.py ([a-z_]+)", text)) - {"help"}
    made = set(re.findall(r"^\$? ?make ([a-z -]+)$|`make ([a-z-]+)", text, re.MULTILINE))
    wanted = {word for pair in made for found in pair for word in found.split()}

    assert commands - set(get_commands()) == set()
    assert wanted - targets() == set()


def test_code_of_the_tutorial_can_be_read() -> None:
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", TUTORIAL.read_text(encoding="utf-8"), re.M | re.S)
    readers: dict[str, Callable[[str], Any]] = {"python": ast.parse, "json": json.loads}

    assert {language for language, _ in blocks} == set(readers)
    for language, code in blocks:
        readers[language](code)


def test_patient_of_the_tutorial_is_kari() -> None:
    assert f"Patient/{cast_id('Patient', 'kari')}" in TUTORIAL.read_text(encoding="utf-8")


def test_everybody_of_the_cast_has_a_page_in_the_index() -> None:
    pages = {page.stem for page in (ROOT / "docs/personas").glob("*.md")} - {"README"}
    index = (ROOT / "docs/personas/README.md").read_text(encoding="utf-8")
    sign_in = {str(person["sign_in"]) for person in sign_ins(clock.today())}

    assert pages == sign_in | {"lise"}
    assert {page for page in pages if f"[{page}]({page}.md)" not in index} == set()


def test_every_picture_is_small_shown_and_one_that_the_script_takes() -> None:
    pictures = {path.stem for path in screenshots.FOLDER.glob("*.png")}
    sizes = [path.stat().st_size for path in screenshots.FOLDER.glob("*.png")]
    shown = {
        name
        for page in (ROOT / "docs/personas").glob("*.md")
        for name in re.findall(r"\(pictures/([\w-]+)\.png\)", page.read_text(encoding="utf-8"))
    }

    assert pictures == {shot.name for shot in screenshots.SHOTS} == shown
    assert max(sizes) <= screenshots.LARGEST
    assert sum(sizes) <= screenshots.LARGEST_TOGETHER


def test_personas_and_guides_are_all_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    guides = {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")}

    assert {guide for guide in guides if guide not in readme} == set()


def test_names_of_the_vocabulary_are_in_the_code() -> None:
    built = (ROOT / "docs/vocabulary.md").read_text(encoding="utf-8")
    built = built.partition("## Built")[2].partition("\n## ")[0]
    rows = [line.split("|")[2] for line in built.splitlines() if line.startswith("| ")][2:]
    names = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for root in ("dis", "appointments", "journal", "labresults", "summary")
        for path in (ROOT / root).rglob("*.py")
    )

    assert len(names) > 30
    assert {name for name in names if not re.search(rf"\b{name}\b", code)} == set()


def test_every_task_by_the_clock_is_in_the_table_of_events() -> None:
    page = (ROOT / "docs/events.md").read_text(encoding="utf-8")
    tasks = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert {task for task in tasks if f"`{task}`" not in page} == set()


def test_every_file_that_takes_a_lock_is_in_the_table_of_locks() -> None:
    page = (ROOT / "docs/locking.md").read_text(encoding="utf-8")
    taking = {
        str(path.relative_to(ROOT)).removeprefix("dis/")
        for root in ("dis", "journal", "scripts")
        for path in (ROOT / root).rglob("*.py")
        if re.search(
            r"select_for_update|advisory\w*_lock|FOR UPDATE|flock\(",
            path.read_text(encoding="utf-8"),
        )
    }

    assert {path for path in taking if f"`{path}`" not in page} == set()
