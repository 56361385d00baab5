"""CDS Hooks: an ordering system is told what is measured already, and tells what came of it."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from access import membership
from common import clock
from common.references import local_id
from labresults.measured.models import HintCard
from people.models import UnitSetting
from tests.cast import SOURCE, World
from tests.fhirapi import bearing, calling
from tests.fhirapi.hooking import BASE, FEEDBACK, SERVICE, accepted, asking, body, card, draft, kept
from tests.labresults.results import CREATININE, observation, put, quantity
from tests.labresults.test_measured import lasts
from tests.log_reading import events, items, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    return asking(world, monkeypatch)


@pytest.fixture(autouse=True)
def hb(world: World) -> uuid.UUID:
    lasts(10)
    put(observation("ny", 3, valueQuantity=quantity(11.2)))
    return local_id(SOURCE, "Observation", "ny")


def test_the_service_is_found_without_a_token() -> None:
    answer = Client().get(BASE)
    (found,) = json.loads(answer.content)["services"]
    assert answer["Content-Type"].startswith("application/json")
    assert (found["hook"], found["id"]) == ("order-select", "already-measured")


def test_a_card_says_what_is_measured_and_offers_to_drop_the_order(world: World, ask: Any) -> None:
    found = card(ask, body(world))
    assert len(found["summary"]) < 140
    assert "11,2 g/dL" in found["summary"]
    assert found["indicator"] == "info"
    assert found["source"]["label"]
    assert "Laboratoriet på UNN" in found["detail"]
    (suggestion,) = found["suggestions"]
    (action,) = suggestion["actions"]
    assert (action["type"], action["resourceId"]) == ("delete", "ServiceRequest/1")
    assert found["selectionBehavior"] == "at-most-one"
    assert {each["code"] for each in found["overrideReasons"]} >= {"changed", "other"}
    (link,) = found["links"]
    assert link["type"] == "absolute"
    assert link["url"].startswith(f"{settings.BASE_URL}/kliniker/pasient/")


def test_one_event_says_what_was_shown(world: World, ask: Any, hb: uuid.UUID) -> None:
    before = len(events(world.patients["kari"]))
    card(ask, body(world))
    after = events(world.patients["kari"])
    assert len(after) == before + 1
    assert (after[-1].actor_kind, after[-1].is_permitted) == ("practitioner", True)
    assert hb in {each.resource_id for each in items(world.patients["kari"])}


def test_only_what_was_picked_gets_a_card(world: World, ask: Any) -> None:
    drafts = [draft(world, "1"), draft(world, "2", CREATININE)]
    assert ask(body(world, *drafts, picked=["ServiceRequest/2"]))[1] == {"cards": []}
    assert len(ask(body(world, *drafts))[1]["cards"]) == 1
    medicine = {"resourceType": "MedicationRequest", "id": "3"}
    assert ask(body(world, medicine))[1] == {"cards": []}
    assert ask(body(world, draft(world, "1", doNotPerform=True)))[1] == {"cards": []}


def test_the_system_decides_the_language(world: World, ask: Any) -> None:
    assert card(ask, body(world), accept_language="en")["summary"].startswith("Haemoglobin")
    assert card(ask, body(world))["summary"].startswith("Hemoglobin")


@pytest.mark.attack(15)
def test_what_is_blocked_leaves_no_trace_in_the_answer(world: World, ask: Any) -> None:
    put(observation("sperret", 1, CREATININE, "NORS"))
    lasts(10, "creatinine")
    assert ask(body(world, draft(world, "1", CREATININE))) == (200, {"cards": []})


@pytest.mark.attack(36)
def test_what_a_laboratory_wrote_is_no_markdown(world: World, ask: Any) -> None:
    hostile = "[x](javascript:alert(1)) <img src=x onerror=alert(1)> **fet**"
    put(observation("ny2", 1, performer=[{"display": hostile}]))
    detail = card(ask, body(world))["detail"]
    assert "<img" not in detail
    assert "[x](" not in detail
    assert "**fet**" not in detail


def test_what_was_accepted_is_an_order_that_was_not_sent(world: World, ask: Any) -> None:
    found = card(ask, body(world))
    for _ in range(2):
        assert ask(accepted(found), FEEDBACK) == (200, {})
    (row,) = kept(world)
    assert (row.fate, row.way, row.analyte) == ("used", "system", "hb")
    assert row.unit_id == world.roles["berg"].unit_id
    assert any(each.outcome == "used" for each in items(world.patients["kari"]))


def test_what_was_overridden_is_kept_with_its_reason_and_no_words(world: World, ask: Any) -> None:
    found = card(ask, body(world))
    told = accepted(
        found,
        outcome="overridden",
        overrideReason={"reason": {"code": "doubt"}, "userComment": "Kari sier noe"},
    )
    assert ask(told, FEEDBACK) == (200, {})
    (row,) = kept(world)
    assert (row.fate, row.reason) == ("ordered", "doubt")


@pytest.mark.attack(1)
def test_a_card_of_anothers_is_none(world: World, ask: Any) -> None:
    found = card(ask, body(world))
    with rows_of(world.patients["kari"]):
        HintCard.ungated.update(person_id=world.persons["dahl"])
    assert ask(accepted(found), FEEDBACK)[0] == 400
    assert kept(world) == []


@pytest.mark.attack(19)
def test_a_token_for_one_patient_asks_about_no_other(world: World, ask: Any) -> None:
    other = str(world.patients["ola"])
    told = [
        ask(
            body(
                world,
                patientId=each,
                picked=["MedicationRequest/3"],
                draftOrders={
                    "resourceType": "Bundle",
                    "entry": [{"resource": {"resourceType": "MedicationRequest", "id": "3"}}],
                },
            )
        )
        for each in (other, str(uuid.uuid4()))
    ]
    assert [status for status, _ in told] == [403, 403]
    assert told[0] == told[1]
    (event,) = events(world.patients["ola"])[-1:]
    assert not event.is_permitted


@pytest.mark.attack(2)
@pytest.mark.parametrize("who", ["kari", "system", "stranger", "berg"])
@pytest.mark.parametrize("path", [SERVICE, FEEDBACK])
def test_only_health_personnel_with_a_patient_ask(
    world: World, ask: Any, who: str, path: str
) -> None:
    assert ask(body(world), path, calling.caller(world, who))[0] == 403
    assert kept(world) == []


@pytest.mark.attack(20)
def test_scopes_that_name_no_results_open_nothing(world: World, ask: Any) -> None:
    narrow = calling.caller(world, "berg-for-kari", scopes="patient/Condition.rs")
    assert ask(body(world), caller=narrow)[0] == 403


@pytest.mark.attack(8)
@pytest.mark.parametrize("path", [SERVICE, FEEDBACK, f"{BASE}/another"])
def test_without_a_token_nothing_is_said(world: World, path: str) -> None:
    answer = Client().post(path, body(world), content_type="application/json")
    assert answer.status_code == 401


@pytest.mark.attack(26)
def test_a_token_of_helseid_is_taken_with_its_proof_only(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bearing.publish(monkeypatch)
    bearing.let_in(world)
    UnitSetting.objects.update_or_create(
        organization_id=world.roles["berg"].legal_entity_id,
        key=membership.SETTING,
        defaults={"value": membership.agreement(clock.today())},
    )
    token = bearing.clinicians(world)
    proof = str(bearing.Proof(token, path=SERVICE, method="POST"))

    def sent(**headers: str) -> int:
        data = json.dumps(body(world))
        kind = "application/json"
        return Client().post(SERVICE, data, content_type=kind, headers=headers).status_code

    assert sent(Authorization=f"Bearer {token}") == 401
    assert sent(Authorization=f"DPoP {token}") == 401
    assert sent(Authorization=f"DPoP {token}", DPoP=proof) == 200
    assert sent(Authorization=f"DPoP {token}", DPoP=proof) == 401
