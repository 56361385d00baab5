"""Who gets which summary: what is withheld, what a token names, and what can be asked for."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from access.codes import Scope
from access.models import Restriction
from common import clock
from tests.cast import CONSENT, World
from tests.fhirapi.calling import call, caller
from tests.log_reading import events, items, rows_of
from tests.summary.ips_rules import composition, faults, resources, sections
from tests.summary.sent import none_known, of
from tests.summary.summaries import (
    ALLERGIES,
    MEDICINES,
    PAST,
    PROBLEMS,
    RESULTS,
    put,
    reason,
    sent,
    summary,
    words,
)

pytestmark = pytest.mark.django_db


@pytest.mark.attack(14)
def test_what_the_patient_blocks_is_told_to_be_withheld_without_what(world: World) -> None:
    put(of("AllergyIntolerance", "Latex", codes="NORS"), of("Condition", "Kjent"))
    put(of("Condition", "Hemmelig", codes="NORS"))
    found = summary(world, "berg-for-kari", "?language=en")
    assert faults(found) == []
    assert reason(found, ALLERGIES) == "withheld"
    assert reason(found, PROBLEMS) == ""
    assert "withhold" in words(found, ALLERGIES)
    assert "withhold" in words(found, PROBLEMS)
    text = json.dumps(found, ensure_ascii=False)
    assert "Latex" not in text
    assert "Hemmelig" not in text
    assert "Kjent" in text
    own = json.dumps(summary(world, query="?language=en"), ensure_ascii=False)
    assert "Latex" in own
    assert "withhold" not in own


def test_none_known_is_not_said_beside_what_is_withheld(world: World) -> None:
    put(none_known("AllergyIntolerance", "no-known-allergies"))
    put(of("AllergyIntolerance", "Latex", codes="NORS"))
    assert reason(summary(world, "berg-for-kari"), ALLERGIES) == "withheld"


@pytest.mark.attack(15)
def test_what_is_kept_from_the_patient_is_not_told_of(world: World) -> None:
    put(of("Condition", "Skjult", codes="NORN_FFL"), of("Condition", "Utsatt", codes="NORU"))
    found = summary(world)
    assert reason(found, PROBLEMS) == "unavailable"
    assert "Skjult" not in json.dumps(found)
    assert "Utsatt" not in json.dumps(found)


@pytest.mark.attack(14)
def test_a_closed_kind_of_results_is_withheld_and_consent_opens_it(world: World) -> None:
    put(of("Observation", "Hemoglobin"))
    with rows_of(world.patients["kari"]):
        Restriction.ungated.create(
            patient_id=world.patients["kari"],
            start=clock.now(),
            scope=Scope.CATEGORY,
            category="C00-1",
        )
    found = summary(world, "berg-for-kari")
    assert reason(found, RESULTS) == "withheld"
    assert "Hemoglobin" not in json.dumps(found)
    opened = caller(world, "berg-for-kari")
    actor = world.attested("berg", "kari", CONSENT)
    answer = call(world, _with(opened, actor), "GET", f"Patient/{world.patients['kari']}/$summary")
    assert "Hemoglobin" in answer.text


def _with(found: Any, actor: Any) -> Any:
    return replace(found, actor=actor)


@pytest.mark.attack(57)
def test_it_is_one_event_with_all_that_is_shown(world: World) -> None:
    put(*sent("one of each"))
    kari = world.patients["kari"]
    before, shown = len(events(kari)), len(items(kari))
    found = summary(world, "berg-for-kari")
    assert len(events(kari)) == before + 2  # The record was opened, and the summary read.
    told = items(kari)[shown:]
    kinds = {each["resourceType"] for each in resources(found)}
    assert {each.resource_type for each in told} == kinds - {
        "Composition",
        "Patient",
        "Device",
        "Organization",
    }


@pytest.mark.attack(1)
def test_of_somebody_else_it_is_refused_like_of_nobody(world: World) -> None:
    answers = [
        call(world, who, "GET", f"Patient/{world.patients['ola']}/$summary")
        for who in ("kari", "berg", "stranger", "berg-for-kari")
    ]
    assert {each.status for each in answers} <= {403, 404, 422}
    assert not any("Bundle" in each.text for each in answers)


@pytest.mark.attack(20)
def test_a_token_for_less_gets_less(world: World) -> None:
    put(*sent("one of each"))
    few = caller(world, "kari", scopes="patient/Patient.rs patient/Condition.rs")
    answer = call(world, few, "GET", f"Patient/{world.patients['kari']}/$summary")
    found = json.loads(answer.text)
    assert faults(found) == []
    assert set(sections(found)) == {PROBLEMS, ALLERGIES, MEDICINES, PAST}
    assert reason(found, ALLERGIES) == "unavailable"
    assert "Penicillin" not in answer.text
    none = caller(world, "kari", scopes="patient/Condition.rs")
    assert call(world, none, "GET", f"Patient/{world.patients['kari']}/$summary").status == 403


@pytest.mark.parametrize(
    ("headers", "query", "language"),
    [
        ({}, "", "nb-NO"),
        ({"accept_language": "en-US,en;q=0.9"}, "", "en-GB"),
        ({"accept_language": "fr, nn;q=0.8, en;q=0.5"}, "", "nn-NO"),
        ({"accept_language": "en"}, "?language=no", "nb-NO"),
    ],
)
def test_the_reader_chooses_the_language(
    world: World, headers: dict[str, Any], query: str, language: str
) -> None:
    found = summary(world, query=query, **headers)
    assert found["language"] == composition(found)["language"] == language


def test_parameters_may_come_in_a_body(world: World) -> None:
    body = {
        "resourceType": "Parameters",
        "parameter": [{"name": "language", "valueCode": "en"}],
    }
    path = f"Patient/{world.patients['kari']}/$summary"
    assert json.loads(call(world, "kari", "POST", path, body=body).text)["language"] == "en-GB"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?language=xx", 422),
        ("?profile=http://example.org/other", 422),
        ("?profile=http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips", 200),
        ("?size=2", 400),
    ],
)
def test_what_is_not_made_is_refused(world: World, query: str, status: int) -> None:
    path = f"Patient/{world.patients['kari']}/$summary{query}"
    assert call(world, "kari", "GET", path).status == status


def test_the_statement_of_capabilities_names_it(world: World) -> None:
    found = json.loads(call(world, "kari", "GET", "metadata").text)
    (patient,) = [each for each in found["rest"][0]["resource"] if each["type"] == "Patient"]
    assert "summary" in {each["name"] for each in patient["operation"]}


def test_a_system_that_does_not_treat_the_patient_gets_none(world: World) -> None:
    path = f"Patient/{world.patients['ola']}/$summary"
    assert call(world, "system", "GET", path).status == 422
