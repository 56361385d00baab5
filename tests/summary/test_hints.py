"""Which medicines match which reactions: a table of what must be told, and of what must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from summary.codes import State
from summary.critical.entries import entry_of
from summary.medicines.entries import medicine_of
from summary.medicines.hints import CROSSING, MIXED, Match, hints, match, unchecked
from tests.summary.writing import sent

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("medicine", "reaction", "expected"),
    [
        # The same substance.
        ("J01CE02", "J01CE02", Match.SUBSTANCE),
        # A reaction that is registered to a group, of level 4 or 3.
        ("J01CE02", "J01CE", Match.GROUP),
        ("J01CE02", "J01C", Match.GROUP),
        # The same group of level 4, and of level 3.
        ("J01CE02", "J01CE01", Match.GROUP),
        ("J01CA04", "J01CE02", Match.CLASS),
        ("C09AA05", "C09AA02", Match.GROUP),
        # Groups that are known to cross-react.
        ("J01DB01", "J01C", Match.CROSS),
        ("J01DH02", "J01CE02", Match.CROSS),
        ("M01AE01", "B01AC06", Match.CROSS),
        ("C09DX04", "C09AA05", Match.CROSS),
        ("N03AB02", "N03AF01", Match.CROSS),
        ("C01BB01", "N01BB02", Match.CROSS),
        ("J01DB01", "J01D", Match.GROUP),
        ("N03AF02", "N03AA02", Match.CROSS),
        ("A07EC01", "J01EE01", Match.CROSS),
        # Nothing to do with each other, as far as a source says.
        ("R05DA04", "N02AA01", None),
        ("M01AH01", "B01AC06", None),
        ("J01FA01", "J01C", None),
        ("J01DF01", "J01C", None),  # Aztreonam does not cross-react with penicillins.
        ("C09CA01", "C09AA05", None),
        # Level 3 says nothing of kinship here.
        ("B01AF02", "B01AB05", None),
        ("N02BE01", "N02BA01", None),
        ("N03AX14", "N03AX09", Match.GROUP),
        # Too little is known.
        ("", "J01C", None),
        ("J01CE02", "", None),
        ("J01CE02", "J", None),
        ("J01CE02", "J01", None),
    ],
)
def test_a_medicine_against_a_reaction(
    medicine: str, reaction: str, expected: Match | None
) -> None:
    assert match(medicine, reaction) is expected


def medicine(code: str, **more: object) -> dict[str, object]:
    concept: dict[str, object] = {"text": code}
    if code[1:3].isdigit():
        concept["coding"] = [{"system": "http://www.whocc.no/atc", "code": code}]
    shape = {"resourceType": "MedicationRequest", "status": "active"}
    return {**shape, "medicationCodeableConcept": concept, **more}


def test_only_what_is_in_use_is_held_against_what_applies() -> None:
    reaction = entry_of(sent(), TODAY)
    assert reaction
    used = medicine_of(medicine("J01CE02"), TODAY)
    over = medicine_of(medicine("J01CE02", status="stopped"), TODAY)
    assert [each.match for each in hints([used, over], [reaction])] == [Match.SUBSTANCE]
    for state in (State.REFUTED, State.INACTIVE, State.MISTAKE):
        assert hints([used], [replace(reaction, state=state)]) == []
    assert hints([used], [replace(reaction, state=State.OVERDUE)])


def test_what_has_no_code_is_named_and_not_passed_over() -> None:
    reaction = entry_of(sent(), TODAY)
    assert reaction
    uncoded = replace(reaction, atc="", title="Et penicillin")
    used = [medicine_of(each, TODAY) for each in (medicine("Paracet"), medicine("J01CE02"))]
    assert hints(used, [uncoded]) == []
    assert unchecked(used, [uncoded]) == ["Et penicillin", "Paracet"]
    assert unchecked(used, [replace(uncoded, state=State.REFUTED)]) == []
    assert unchecked(used, [reaction]) == ["Paracet"]


def test_the_nearest_match_is_told_first_and_once() -> None:
    near = entry_of(sent(), TODAY)
    assert near
    far = replace(near, atc="J01DB01")
    first, second = medicine_of(medicine("J01DC02"), TODAY), medicine_of(medicine("J01CE02"), TODAY)
    found = hints([first, second], [far, near])
    assert [(each.medicine.atc, each.match) for each in found] == [
        ("J01CE02", Match.SUBSTANCE),
        ("J01DC02", Match.CLASS),
    ]


def test_the_tables_are_of_atc() -> None:
    for each in CROSSING:
        assert "SPC" in each.source
        assert all(prefix[0].isalpha() and prefix[1:3].isdigit() for prefix in each.prefixes)
    assert all(len(each) == 4 for each in MIXED)
