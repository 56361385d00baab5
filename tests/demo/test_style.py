"""The style page shows every part that pages are made of, and is not there in production."""

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client

from demo.style import ENTRIES
from tests.config.test_production import SAFE

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
pytestmark = pytest.mark.django_db


def parts() -> set[str]:
    """Every template that other templates take in: components, cards and what begins with _."""
    return {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if path.parent.name == "components" or path.name.startswith(("_", "card_"))
        if not re.search(r"{% extends|<!doctype", path.read_text(encoding="utf-8"))
    }


def test_every_part_is_on_the_page_once() -> None:
    shown = Counter(entry.template for entry in ENTRIES)

    assert set(shown) == parts()
    assert set(shown.values()) == {1}


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_page_is_whole_in_every_language(language: str) -> None:
    client = Client()
    client.post("/sprak/", {"language": language})

    html = client.get("/stil/").content.decode()

    assert f'lang="{language}"' in html
    ids = Counter(re.findall(r'\sid="([^"]+)"', html))
    assert [name for name, count in ids.items() if count > 1] == []
    pointed_at = re.findall(r'(?:for|aria-labelledby|aria-describedby)="([^"]+)"', html)
    assert {name for names in pointed_at for name in names.split()} - set(ids) == set()
    assert "<script>alert" not in html
    assert "style=" not in html


def test_production_does_not_have_the_page() -> None:
    ask = "import config.wsgi; from django.urls import resolve; resolve('/stil/')"
    env = {name: text for name, text in os.environ.items() if name != "OWNER_DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-c", ask],
        env={**env, **SAFE},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Resolver404" in done.stderr
