"""Critical information over FHIR: kept as it was sent, held to norway.md 4.1, or refused with the
place."""

from __future__ import annotations

from typing import Any

import pytest

from summary.codes import DURATION, KJ, KJ_PRESUMED, KJ_SOURCE, NOTE, Sort, State
from tests.cast import World
from tests.fhirapi.calling import call, resource
from tests.fhirapi.sending import expressions, put
from tests.summary.writing import LIMITED, add, listed

pytestmark = pytest.mark.django_db

ROLE = {
    "resourceType": "PractitionerRole",
    "id": "recorder",
    "practitioner": {
        "identifier": {"system": "urn:oid:2.16.578.1.12.4.1.4.4", "value": "4000003"},
        "display": "Ingrid Berg",
    },
    "organization": {"display": "UNN HF"},
}
SAID = [
    {"url": KJ_SOURCE, "valueCodeableConcept": {"coding": [{"code": "1"}]}},
    {"url": KJ_PRESUMED, "valueBoolean": False},
]
FOR_EVER = {
    "url": DURATION,
    "valueCodeableConcept": {
        "coding": [{"system": "urn:oid:2.16.578.1.12.4.1.1.7655", "code": "1"}]
    },
}


def limited(world: World, **more: Any) -> dict[str, Any]:
    """Category 8, as kjernejournal's profile has it."""
    return _consent(world, "LimitationOfTreatment", "adr", "1", period={"end": "2020-01-01"}) | more


def clarified(world: World, **more: Any) -> dict[str, Any]:
    """Category 11, as kjernejournal's profile has it."""
    found = _consent(world, "TreatmentClarification", "treatment", "2")
    return {**found, "extension": [*SAID, FOR_EVER], **more}


def _consent(world: World, name: str, scope: str, rule: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Consent",
        "meta": {"profile": [f"{KJ}KjConsent{name}"]},
        "contained": [ROLE],
        "extension": SAID,
        "status": "active",
        "scope": {"coding": [{"code": scope}]},
        "category": [{"text": "Ingen hjerte-lunge-redning"}],
        "patient": {"reference": f"Patient/{world.patients['kari']}"},
        "performer": [{"reference": "#recorder"}],
        "policyRule": {"coding": [{"code": rule}]},
        "provision": {"type": "deny", **more},
    }


def judged(world: World, name: str, **more: Any) -> dict[str, Any]:
    """A Condition or AllergyIntolerance by kjernejournal's profile."""
    kind = {"Condition": "condition", "AllergyIntolerance": "allergyintolerance"}[name]
    verified = "ver-status" if name == "Condition" else "verification"
    system = "http://terminology.hl7.org/CodeSystem"
    profile = "Infection" if name == "Condition" else "DrugReaction"
    return {
        "resourceType": name,
        "meta": {"profile": [f"{KJ}Kj{name}{profile}"]},
        "contained": [ROLE],
        "extension": SAID,
        "clinicalStatus": {"coding": [{"system": f"{system}/{kind}-clinical", "code": "active"}]},
        "verificationStatus": {
            "coding": [{"system": f"{system}/{kind}-{verified}", "code": "confirmed"}]
        },
        "code": {"text": "MRSA"},
        "subject" if name == "Condition" else "patient": {
            "reference": f"Patient/{world.patients['kari']}"
        },
        "recorder": {"reference": "#recorder"},
        **more,
    }


def flagged(world: World, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Flag",
        "meta": {"profile": [f"{KJ}KjFlagProcedureChange"]},
        "contained": [ROLE],
        "extension": SAID,
        "status": "active",
        "code": {"text": "Ikke blodtrykk i venstre arm"},
        "subject": {"reference": f"Patient/{world.patients['kari']}"},
        "author": {"reference": "#recorder"},
        **more,
    }


def created(world: World, value: dict[str, Any], who: str = "system") -> dict[str, Any]:
    answer = call(world, who, "POST", value["resourceType"], body=value)
    assert answer.status == 201, answer.text
    return resource(answer)


def states(world: World) -> list[tuple[Sort, State]]:
    found = listed(world, world.attested("berg", "kari"))
    return [(each.entry.sort, each.entry.state) for each in found]


MAKERS: dict[str, Any] = {
    "Consent": limited,
    "Flag": flagged,
    "Condition": lambda world: judged(world, "Condition"),
    "AllergyIntolerance": lambda world: judged(world, "AllergyIntolerance"),
}


@pytest.mark.parametrize("name", MAKERS)
def test_its_recorder_and_extensions_are_kept_searched_changed_and_deleted(
    world: World, name: str
) -> None:
    sent = MAKERS[name](world)
    made = created(world, sent)
    assert (made["contained"], made["extension"]) == ([ROLE], SAID)
    path = f"{name}/{made['id']}"
    read = resource(call(world, "berg-for-kari", "GET", path))
    assert (read["contained"], read["extension"]) == ([ROLE], SAID)
    (seen,) = listed(world, world.attested("berg", "kari"))
    assert (seen.entry.said.name, seen.entry.sources) == ("Ingrid Berg", ["1"])
    changed = {**made, "extension": [SAID[0], {"url": KJ_PRESUMED, "valueBoolean": True}]}
    assert put(world, changed).status == 428
    assert put(world, changed, if_match='W/"1"').status == 200
    assert call(world, "system", "DELETE", path, if_match='W/"2"').status == 204
    ((_, state),) = states(world)
    assert state is State.MISTAKE
    assert call(world, "stranger", "GET", path).status == 404
    assert len(resource(call(world, "system", "GET", f"{path}/_history"))["entry"]) == 3


def test_consents_are_found_by_their_scope(world: World) -> None:
    made = created(world, limited(world))
    patient = f"Consent?patient={world.patients['kari']}"
    for who, query in (
        ("system", ""),
        ("berg-for-kari", "&scope=adr&status=active"),
        ("kari", "&scope=http://terminology.hl7.org/CodeSystem/consentscope|adr,adr"),
        ("kari", "&scope:not=treatment"),
    ):
        answer = call(world, who, "GET", f"{patient}{query}")
        assert made["id"] in answer.text, (who, query, answer.text)
    for query in ("", "&scope=patient-privacy", "&scope=treatment"):
        assert made["id"] not in call(world, "kari", "GET", f"{patient}{query}").text
    assert "by their scope" in call(world, "kari", "GET", patient).text
    both = call(world, "kari", "GET", f"{patient}&scope=adr,patient-privacy")
    assert (both.status, expressions(both)) == (400, ["http.scope"])
    assert call(world, "kari", "GET", f"Consent/{made['id']}").status == 200
    everything = f"Patient/{world.patients['kari']}/$everything"
    assert made["id"] in call(world, "kari", "GET", everything).text
    assert made["id"] in call(world, "kari", "GET", f"{everything}?_type=Consent").text


@pytest.mark.parametrize(
    ("make", "more", "place"),
    [
        (limited, {"scope": {"coding": [{"code": "treatment"}]}}, "Consent.scope"),
        (limited, {"scope": {"coding": [{"code": "patient-privacy"}]}}, "Consent.scope"),
        (limited, {"policyRule": {"coding": [{"code": "2"}]}}, "Consent.policyRule"),
        (limited, {"provision": {"type": "deny"}}, "Consent.provision.period.end"),
        (
            limited,
            {"extension": [{"url": NOTE, "valueString": "x" * 501}]},
            "Consent.extension[0].valueString",
        ),
        (clarified, {"extension": SAID}, "Consent.extension"),
        (clarified, {"policyRule": {"coding": [{"code": "1"}]}}, "Consent.policyRule"),
    ],
)
def test_what_its_category_does_not_allow_is_refused_with_its_place(
    world: World, make: Any, more: dict[str, Any], place: str
) -> None:
    answer = call(world, "system", "POST", "Consent", body=make(world, **more))
    assert (answer.status, expressions(answer)) == (422, [place])
    assert states(world) == []


def test_a_limitation_stays_when_its_time_is_over_and_a_flag_does_not(world: World) -> None:
    created(world, limited(world))
    created(world, flagged(world, period={"start": "2020", "end": "2020-01-01"}))
    assert states(world) == [
        (Sort.LIMITATION, State.OVERDUE),
        (Sort.PROCEDURE, State.INACTIVE),
    ]


def test_categories_8_and_11_do_not_stand_together(world: World) -> None:
    made = created(world, limited(world))
    refused = call(world, "system", "POST", "Consent", body=clarified(world))
    assert (refused.status, expressions(refused)) == (422, ["Consent.scope"])
    both = call(world, "system", "POST", "", body=_transaction(world, made))
    assert both.status == 200, both.text
    assert states(world) == [
        (Sort.CLARIFICATION, State.ACTIVE),
        (Sort.LIMITATION, State.INACTIVE),
    ]
    again = put(world, made, if_match='W/"2"')
    assert (again.status, expressions(again)) == (422, ["Consent.scope"])


def test_nor_beside_what_is_written_here(world: World) -> None:
    """Its sender learns nothing of that: the list says that they contradict each other."""
    add(world, LIMITED)
    created(world, clarified(world))
    assert sorted(sort for sort, _ in states(world)) == [Sort.LIMITATION, Sort.CLARIFICATION]


def _transaction(world: World, before: dict[str, Any]) -> dict[str, Any]:
    """The one is ended and the other begins, in whatever order."""
    ended = {**before, "status": "inactive"}
    put_it = {"method": "PUT", "url": f"Consent/{before['id']}", "ifMatch": 'W/"1"'}
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {"resource": clarified(world), "request": {"method": "POST", "url": "Consent"}},
            {"resource": ended, "request": put_it},
        ],
    }
