"""None known, not available, and withheld: three things, told apart on the page, in the PDF and in
the document. And the rules of norway.md 4.2, held against summaries that others have published."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from tests.cast import Resource, World
from tests.examples import EXAMPLES
from tests.summary.ips_rules import RULES
from tests.summary.sent import none_known, of
from tests.summary.summaries import ALLERGIES, MEDICINES, PROBLEMS, put, reason, summary, words

FOLDER = EXAMPLES / "07-ips"
RECORD = "/kliniker/pasient/{}/oppsummering/"
SECTIONS = {
    PROBLEMS: ("Condition", "no-known-problems"),
    ALLERGIES: ("AllergyIntolerance", "no-known-allergies"),
    MEDICINES: ("MedicationStatement", "no-known-medications"),
}
# What is sent of each section, the reason that the document gives, and what people read.
STATES: dict[str, tuple[Callable[[str, str], list[Resource]], str, str]] = {
    "none known": (
        lambda name, code: [none_known(name, code)],
        "",
        "as somebody who treats has said",
    ),
    "not available": (lambda name, code: [], "unavailable", "No information is available here."),
    "withheld": (
        lambda name, code: [of(name, "Hemmelig", codes="NORS")],
        "withheld",
        "The patient has chosen to withhold this.",
    ),
    "none known, and something withheld": (
        lambda name, code: [none_known(name, code), of(name, "Hemmelig", codes="NORS")],
        "withheld",
        "The patient has chosen to withhold this.",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
def test_page_file_and_document_tell_them_apart(world: World, state: str) -> None:
    sent, code, told = STATES[state]
    for name, none in SECTIONS.values():
        put(*sent(name, none))
    berg = _at_the_record(world)
    address = RECORD.format(world.patients["kari"])
    page = _plain(berg.get(f"{address}?sprak=en").content.decode())
    file = _words_of(berg.get(f"{address}pdf/?sprak=en").content)
    bundle = summary(world, "berg-for-kari", "?language=en")
    others = {each[2] for each in STATES.values()} - {told}
    for section in SECTIONS:
        assert reason(bundle, section) == code
        assert told in words(bundle, section)
        assert not any(each in words(bundle, section) for each in others)
    for text in (page, file):
        assert text.count(told) == len(SECTIONS)
        assert not any(each in text for each in others)
        assert "Hemmelig" not in text


def _at_the_record(world: World) -> Client:
    berg, patient = world.sign_in("berg"), str(world.patients["kari"])
    path = f"/kliniker/pasient/{patient}/apne/"
    berg.post(path, {"basis": "relation", "patient": patient})
    return berg


def _plain(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def _words_of(data: bytes) -> str:
    pages = [each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(data)]
    # A word that goes on in the next line has a mark there.
    return " ".join(" ".join(pages).replace("\ufffe", "").split())


# What others' documents break, as we read the guide. Their narrative is written by other rules.
KNOWN: dict[str, set[str]] = {
    # A Consent stands in the section for what the patient tells.
    "Bundle-bundle-ips-all-sections": {"entries_are_of_their_types"},
    # Made by the program that ours is held beside: it points at what is not there.
    "fixtures_expected-bundle": {"references_resolve"},
    "fixtures_expected-summary-bundle": {"entries_are_of_their_types", "references_resolve"},
    "fixtures_test-bundle": {"references_resolve", "elements_are_there"},
}


def _published() -> list[Any]:
    found = sorted(FOLDER.glob("*.json")) if FOLDER.exists() else []
    read = [(each, json.loads(each.read_text())) for each in found]
    return [
        pytest.param(bundle, id=path.stem[-40:])
        for path, bundle in read
        # One is a summary of another guide, with sections of its own.
        if bundle.get("type") == "document" and "patientOverview" not in path.stem
    ]


@pytest.mark.skipif(not FOLDER.exists(), reason="the published examples are not here")
@pytest.mark.parametrize("bundle", _published())
def test_published_summaries_keep_the_rules_but_for_what_is_known(
    bundle: Any, request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.id
    checked = {each: check for each, check in RULES.items() if each != "narrative_is_safe"}
    broken = {each for each, check in checked.items() if list(check(bundle))}
    known = [rules for part, rules in KNOWN.items() if name.endswith(part)]
    assert broken == (known[0] if known else set())
