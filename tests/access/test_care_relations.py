"""Care relations from FHIR: how long care lasts, who takes part, and who comes later."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from access.codes import Kind
from access.models import CareRelationship
from common.clock import OSLO
from common.declarations import Fate
from fhirapi import importing
from tests.fhirapi.parties import DOCTOR, UNIT, encounter, opened, role
from tests.fhirapi.test_importing import patient, sent

pytestmark = pytest.mark.django_db
ENDED = {"start": "2016-01-01", "end": "2016-02-01"}


def team(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "CareTeam",
        "id": "team",
        "status": "active",
        "subject": {"reference": "Patient/kari"},
        "period": {"start": "2016-01-01"},
        "participant": [{"member": {"reference": "Practitioner/berg"}}],
        **more,
    }


def episode(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "EpisodeOfCare",
        "id": "episode",
        "status": "active",
        "patient": {"reference": "Patient/kari"},
        "managingOrganization": {"reference": "Organization/unit"},
        "period": {"start": "2016-01-01"},
        **more,
    }


def relations() -> list[tuple[date | None, date | None]]:
    with opened(Kind.RECORD):
        found = CareRelationship.ungated.order_by("start").values_list("start", "end")
        return [(_day(start), _day(end)) for start, end in found]


def _day(moment: Any) -> date | None:
    return moment.astimezone(OSLO).date() if moment else None


@pytest.mark.parametrize(
    ("care", "count"),
    [
        (encounter(), 1),
        (encounter(status="finished"), 0),
        (encounter(status="finished", period=ENDED), 1),
        (encounter(status="cancelled", period=ENDED), 0),
        (encounter(status="unknown"), 0),
        (episode(), 1),
        (episode(status="finished"), 0),
        (episode(status="finished", period=ENDED), 1),
        (episode(status="onhold"), 0),
        (team(), 1),
        (team(status="inactive"), 0),
        (team(status="inactive", period=ENDED), 1),
        (team(status="suspended", period=ENDED), 0),
        (team(status="proposed"), 0),
    ],
    ids=lambda each: f"{each['resourceType']} {each['status']}" if isinstance(each, dict) else "",
)
def test_care_that_is_over_makes_a_relation_until_its_end_only(
    care: dict[str, Any], count: int
) -> None:
    report = sent(patient(), UNIT, DOCTOR, care)

    assert not report.refusals
    assert len(relations()) == count


@pytest.mark.parametrize(
    ("taking_part", "expected"),
    [
        ({"end": "2017-01-01"}, [(date(2016, 1, 1), date(2017, 1, 1))]),
        ({"start": "2015-01-01"}, [(date(2016, 1, 1), None)]),
        ({"start": "2016-03-01", "end": "2016-04-01"}, [(date(2016, 3, 1), date(2016, 4, 1))]),
        ({"end": "2015-01-01"}, []),
    ],
)
@pytest.mark.parametrize("kind", ["team", "encounter"])
def test_who_takes_part_for_a_time_has_a_relation_for_that_time(
    kind: str, taking_part: dict[str, str], expected: list[Any]
) -> None:
    berg = {"reference": "Practitioner/berg"}
    if kind == "team":
        care = team(participant=[{"member": berg, "period": taking_part}])
    else:
        participant = [{"individual": berg, "period": taking_part}]
        care = encounter(serviceProvider=None, participant=participant)
        care.pop("serviceProvider")

    sent(patient(), DOCTOR, care)

    assert relations() == expected


def test_a_unit_that_comes_in_a_later_batch_still_gets_its_relation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    participant = [{"individual": {"reference": "PractitionerRole/role"}}]

    report = sent(patient(), encounter(participant=participant), UNIT, DOCTOR, role())

    assert report.summary == "5 stored, 0 unchanged, 0 refused", report.refusals
    assert len(relations()) == 2


def test_care_whose_unit_never_comes_is_stored_without_it() -> None:
    participant = [{"individual": {"reference": "Practitioner/berg"}}]
    report = sent(patient(), DOCTOR, encounter(participant=participant))

    assert report.summary == "3 stored, 0 unchanged, 0 refused", report.refusals
    assert len(relations()) == 1
    again = sent(encounter(participant=participant))
    assert again.counts[Fate.UNCHANGED] == 1


def test_a_relative_who_takes_part_in_care_is_not_waited_for() -> None:
    participant = [{"member": {"reference": "RelatedPerson/mor"}}]

    assert not sent(patient(), team(participant=participant)).refusals
    assert relations() == []


def test_a_new_version_of_care_replaces_its_relations() -> None:
    sent(patient(), UNIT, encounter())
    sent(encounter(status="finished", period=ENDED))

    assert relations() == [(date(2016, 1, 1), date(2016, 2, 1))]
