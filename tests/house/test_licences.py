"""Every package has a licence that we accept, and stands on docs/licences.md with it."""

from __future__ import annotations

import json
from email.message import Message
from importlib import metadata

import pytest

from scripts import licences
from scripts.licences import Package


@pytest.mark.parametrize(
    ("licence", "accepted"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("MIT AND PSF-2.0", True),
        ("LGPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-only", False),
        ("GPL-3.0-only", False),
        ("SSPL-1.0", False),
        ("not said", False),
    ],
)
def test_what_is_accepted(licence: str, accepted: bool) -> None:
    assert licences.is_accepted(licence) is accepted


def told(**fields: str) -> Message:
    message = Message()
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    return message


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ({"License_Expression": "MIT"}, "MIT"),
        ({"License": "BSD"}, "BSD-3-Clause"),
        (
            {"License": "See file", "Classifier": "License :: OSI Approved :: MIT License"},
            "MIT",
        ),
        (
            {"Classifier": "License :: OSI Approved :: GNU General Public License v3 (GPLv3)"},
            "GPL-3.0-only",
        ),
        ({}, "not said"),
    ],
)
def test_a_package_is_taken_at_its_word(
    fields: dict[str, str], licence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "metadata", lambda _: told(**fields))

    assert list(licences.python_packages("odd==1.0 \\\n    --hash=sha256:0")) == [
        Package("odd", "1.0", licence)
    ]


def test_npm_packages_are_taken_from_their_lock_file() -> None:
    lock = {
        "packages": {
            "": {"name": "dis-portal"},
            "node_modules/htmx.org": {"version": "2.0.11", "license": "0BSD"},
            "node_modules/a/node_modules/b": {"version": "1.0.0", "dev": True},
        }
    }

    assert list(licences.npm_packages(json.dumps(lock))) == [
        Package("htmx.org", "2.0.11", "0BSD"),
        Package("b", "1.0.0", "not said", "demo and tests only"),
    ]


@pytest.mark.parametrize(
    ("shown", "old"),
    [
        (Package("odd", "1.0", "MIT"), []),
        (Package("odd", "0.9", "MIT"), ["odd"]),
        (Package("odd", "1.0", "ISC"), ["odd"]),
        (Package("gone", "1.0", "MIT"), ["gone", "odd"]),
    ],
)
def test_a_page_that_says_something_else_is_out_of_date(shown: Package, old: list[str]) -> None:
    here = [Package("odd", "1.0", "MIT")]

    assert licences.out_of_date(licences.page([shown], []), here, {"odd"}) == old


def test_the_page_is_current_and_every_licence_accepted() -> None:
    assert licences.main(checking=True) == 0
