"""What a resource says of critical information, read by the rules of norway.md 4.1."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from access.writing_here import Author
from common.clock import OSLO
from common.errors import Unacceptable
from summary.codes import (
    ALONE,
    KJ,
    KJ_PRESUMED,
    KJ_SOURCE,
    NOTE,
    REASON,
    Certainty,
    Duration,
    Severity,
    Sort,
    Source,
    State,
)
from summary.critical import lifting, making, substances
from summary.critical.entries import entry_of
from summary.critical.making import Draft, Writing
from summary.critical.sorting import sort_of
from tests.summary.writing import LIMITED, PENICILLIN

TODAY = date(2026, 11, 23)
NUMBER = UUID(int=1)
WRITING = Writing(
    NUMBER,
    UUID(int=2),
    Author("Ingrid Berg", "4000003", "LE", "lege", "UNN HF", "100000001"),
    datetime(2026, 11, 1, 12, tzinfo=OSLO),
)


def flag(**more: Any) -> dict[str, Any]:
    found = {"resourceType": "Flag", "status": "active", "code": {"text": "Ikke BT venstre arm"}}
    return found | more


def consent(scope: str = "adr", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Consent",
        "status": "active",
        "scope": {"coding": [{"code": scope}]},
        "category": [{"text": "Ingen HLR"}],
    } | more


def condition(*profiles: str, **more: Any) -> dict[str, Any]:
    meta = {"profile": [f"{KJ}{each}" for each in profiles]}
    return {"resourceType": "Condition", "meta": meta, "code": {"text": "X"}} | more


def rule(code: str) -> dict[str, Any]:
    return {"coding": [{"code": code}]}


PROFILED = {"profile": [f"{KJ}KjConsent"]}
LIMITED_BY_PROFILE = {"profile": [f"{KJ}KjConsentLimitationOfTreatment"]}


def ends(day: str) -> dict[str, Any]:
    return {"provision": {"period": {"end": day}}}


@pytest.mark.parametrize(
    ("resource", "state"),
    [
        (consent(**ends("2026-11-22")), State.OVERDUE),
        (consent(**ends("2026-11-23")), State.ACTIVE),
        (consent("treatment", **ends("2026-11-22")), State.INACTIVE),
        (consent(status="rejected"), State.INACTIVE),
        (consent(status="entered-in-error"), State.MISTAKE),
        (flag(period={"start": "2020-01-01", "end": "2026-11-22"}), State.INACTIVE),
        (flag(period={"start": "2020-01-01", "end": "2026"}), State.ACTIVE),
        (flag(period={"start": "2020-01-01"}), State.ACTIVE),
        (flag(status="inactive"), State.INACTIVE),
        (condition("KjConditionInfection", abatementDateTime="2020"), State.INACTIVE),
    ],
)
def test_how_it_stands(resource: dict[str, Any], state: State) -> None:
    """Category 8 stays one that applies when its time is over, category 9 does not."""
    found = entry_of(resource, TODAY)
    assert found
    assert found.state is state


@pytest.mark.parametrize(
    ("resource", "sort"),
    [
        (condition("KjConditionCriticalMedicalCondition"), Sort.CONDITION),
        (condition("KjCondition-IntubationProblem"), Sort.INTUBATION),
        (condition("KjConditionOtherProblemWithAnesthesia"), Sort.ANAESTHESIA),
        (condition("KjConditionTransplantsAndOtherForeignBodies|1.0"), Sort.IMPLANT),
        (condition(category=[{"coding": [{"code": "5"}]}]), Sort.CONDITION),
        (condition(), None),
        (condition("KjFlag"), None),
        (condition(category=[{"coding": [{"code": "DrugReaction"}]}]), None),
        (flag(), Sort.PROCEDURE),
        (consent(), Sort.LIMITATION),
        (consent("treatment"), Sort.CLARIFICATION),
        (consent("patient-privacy"), None),
        ({"resourceType": "AllergyIntolerance", "category": ["food"]}, Sort.ALLERGY),
        ({"resourceType": "AllergyIntolerance", "category": ["medication"]}, Sort.DRUG),
    ],
)
def test_which_sort_it_is(resource: dict[str, Any], sort: Sort | None) -> None:
    assert sort_of(resource) is sort


@pytest.mark.parametrize("sort", Sort)
def test_what_is_written_is_read_again(sort: Sort) -> None:
    is_allergy = sort in {Sort.DRUG, Sort.ALLERGY}
    draft = Draft(
        sort=sort,
        what="Noe å vite",
        atc="J01CE02" if sort is Sort.DRUG else "",
        reaction="Utslett" if is_allergy else "",
        severity=Severity.LIFE if is_allergy else Severity.UNKNOWN,
        certainty=Certainty.CONFIRMED,
        source=Source.TEST,
        since="" if sort in ALONE else "2021",
        until=date(2027, 1, 1) if sort in {*ALONE, Sort.PROCEDURE} else None,
        duration=Duration.UNTIL if sort is Sort.CLARIFICATION else None,
        reason="Langtkommen sykdom" if sort is Sort.CLARIFICATION else "",
        note="Mer om det",
    )
    resource = making.resource(draft, WRITING)
    assert lifting.BY_TYPE[resource["resourceType"]](resource)["sort"] == sort.value
    entry = entry_of(resource, TODAY)
    assert entry
    assert making.draft_of(entry) == draft
    assert (entry.said.name, entry.said.role, entry.said.number) == (
        "Ingrid Berg",
        "lege",
        "100000001",
    )


@pytest.mark.parametrize("draft", [PENICILLIN, LIMITED, replace(PENICILLIN, sort=Sort.PROCEDURE)])
@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"is_refuted": True, "reason": "Nei"}, State.REFUTED),
        ({"is_over": True}, State.INACTIVE),
        ({"is_mistake": True}, State.MISTAKE),
    ],
)
def test_what_it_becomes_is_read_again(draft: Draft, change: Any, state: State) -> None:
    entry = entry_of(making.resource(replace(draft, **change), WRITING), TODAY)
    assert entry
    assert (entry.state, entry.reason) == (state, change.get("reason", ""))


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        (consent("patient-privacy"), "Consent.scope"),
        (consent(meta=PROFILED, policyRule=rule("1")), "provision.period.end"),
        (consent(meta=PROFILED, policyRule=rule("2"), **ends("2030")), "Consent.policyRule"),
        (consent("treatment", meta=PROFILED, policyRule=rule("1")), "Consent.policyRule"),
        (consent("treatment", meta=PROFILED, policyRule=rule("2")), "KjDuration"),
        (consent("treatment", meta=LIMITED_BY_PROFILE, policyRule=rule("1")), "Consent.scope"),
        (consent(extension=[{"url": REASON, "valueString": "x" * 81}]), "longer than 80"),
        (flag(extension=[{"url": KJ_PRESUMED, "valueString": "ja"}]), "true or false is missing"),
        (flag(extension=[{"url": KJ_SOURCE, "valueString": "ja"}]), "a code is missing"),
        (flag(status="on"), "Flag.status"),
        (flag(extension=[{"url": NOTE, "valueString": "x" * 501}]), "longer than 500"),
    ],
)
def test_what_is_refused(resource: dict[str, Any], words: str) -> None:
    with pytest.raises(Unacceptable, match=words):
        lifting.BY_TYPE[resource["resourceType"]](resource)


@pytest.mark.parametrize(
    ("typed", "name", "code"),
    [
        ("Penicilliner (J01C)", "Penicilliner", "J01C"),
        ("penicilliner", "penicilliner", "J01C"),
        ("J01CE02", "J01CE02", "J01CE02"),
        ("Noe ukjent", "Noe ukjent", ""),
        ("Kodein R05DA04", "Kodein", "R05DA04"),
        ("(J01C) penicillin", "(J01C) penicillin", ""),
    ],
)
def test_what_is_typed_of_a_medicine(typed: str, name: str, code: str) -> None:
    assert substances.read(typed) == (name, code)


def test_a_token_in_the_place_of_a_number_is_not_shown() -> None:
    token = "urn:dis:person:00000000-0000-0000-0000-000000000001"
    entry = entry_of(flag(code={"text": f"Se {token}"}), TODAY)
    assert entry
    assert entry.title == "Se …"
