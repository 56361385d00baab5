"""The pages on which a clinician opens a record, from the number to the record."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from access.models import DigitalConsent, Reservation, Restriction, StatedAttestation
from common import clock
from demo.cast.persons import persons
from tests.cast import RESTRICTED, World, just_now
from tests.log_reading import events, last_event, rows_of

pytestmark = pytest.mark.django_db


def url(world: World, patient: str, page: str = "") -> str:
    return f"/kliniker/pasient/{world.patients[patient]}/{page}"


def looked_up(world: World, slug: str, *patients: str) -> Client:
    browser = world.sign_in(slug)
    for patient in patients:
        number = persons(clock.today())[patient].national_id
        browser.post("/kliniker/pasient/finn/", {"national_id": number})
    return browser


def attestations(world: World, patient: str) -> int:
    with rows_of(world.patients[patient]):
        return StatedAttestation.ungated.filter(patient_id=world.patients[patient]).count()


@pytest.mark.attack(10)
def test_without_a_relation_a_ground_is_asked_for_and_then_the_record_opens(world: World) -> None:
    browser, kari = looked_up(world, "dahl", "kari"), world.patients["kari"]
    assert browser.get(url(world, "kari"))["Location"] == url(world, "kari", "apne/")
    page = browser.get(url(world, "kari", "apne/"))
    assert page.context["relation"] is None
    assert browser.post(url(world, "kari", "apne/"), {"basis": "declared"}).status_code == 422
    form = {"basis": "declared", "ground": "TILSYN"}
    assert browser.post(url(world, "kari", "apne/"), form)["Location"] == url(world, "kari")
    assert browser.get(url(world, "kari")).status_code == 200
    assert last_event(kari).is_user_selected


def test_with_a_relation_one_press_opens_the_record(world: World) -> None:
    browser = world.sign_in("berg")
    page = browser.get(url(world, "kari", "apne/"))
    assert page.context["relation"] is not None
    answer = browser.post(url(world, "kari", "apne/"), {"basis": "relation"}, follow=True)
    assert answer.redirect_chain == [(url(world, "kari"), 302)]
    assert answer.status_code == 200


SECTIONS = {
    "relation": 'value="relation"',
    "declared": 'value="declared"',
    "consent": 'value="spoken"',
    "digital": 'value="digital"',
    "incapable": 'value="incapable"',
    "emergency": 'value="emergency"',
}


def offered(world: World, browser: Client, patient: str) -> set[str]:
    page = browser.get(url(world, patient, "apne/")).content.decode()
    return {name for name, marked in SECTIONS.items() if marked in page}


def test_only_what_can_open_the_record_now_is_offered(world: World) -> None:
    elevated = {"consent", "incapable", "emergency"}
    nurse, berg = world.sign_in("sykepleier"), world.sign_in("berg")
    assert offered(world, nurse, "astrid") == {"relation", "declared"}
    assert offered(world, berg, "kari") == {"relation", "declared", *elevated}
    assert offered(world, berg, RESTRICTED) == elevated
    dahl = looked_up(world, "dahl", "kari", "astrid")
    assert offered(world, dahl, "astrid") == {"declared", *elevated}
    with rows_of(world.patients["astrid"]):
        DigitalConsent.ungated.create(
            patient_id=world.patients["astrid"],
            organization_id=world.roles["sykepleier"].legal_entity_id,
            start=clock.now(),
            until=clock.now() + timedelta(days=1),
        )
        Restriction.ungated.create(patient_id=world.patients["astrid"], start=clock.now())
    assert offered(world, nurse, "astrid") == {"digital", *elevated}
    with rows_of(world.patients["astrid"]):
        Reservation.ungated.create(patient_id=world.patients["astrid"], start=clock.now())
    assert offered(world, nurse, "astrid") == set()


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, ""),
        ({"consent_by": ""}, "consent_by"),
        ({"consent_by": "neighbour"}, "consent_by"),
        ({"consent_time": ""}, "consent_time"),
        ({"consent_time": "kl. ti"}, "consent_time"),
        ({"consent_time": "23:59"}, "consent_time"),
        ({"consent_day": "yesterday", "consent_time": "00:01"}, "consent_time"),
        ({"consent_day": "yesterday", "consent_time": "23:59"}, ""),
        ({"consent_time": "0905"}, ""),
    ],
)
def test_a_consent_says_who_and_when_and_keeps_what_was_typed(
    world: World, change: dict[str, str], wrong: str
) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 12, 0, tzinfo=clock.OSLO), tick=False):
        browser = world.sign_in("berg")
        form = {"basis": "consent", "consent_by": "guardian", "consent_time": "12:00"}
        form |= {"consent_day": "today", "text": "His sister was there", **change}
        answer = browser.post(url(world, RESTRICTED, "apne/"), form)
    assert answer.status_code == (422 if wrong else 302)
    if wrong:
        assert set(answer.context["form"].errors) == {wrong}
        assert form["text"] in answer.content.decode()


def test_a_consent_without_a_relation_says_why_too(world: World) -> None:
    browser = looked_up(world, "dahl", "kari")
    form = {"basis": "consent", "consent_by": "patient", "consent_time": just_now()}
    answer = browser.post(url(world, "kari", "apne/"), form)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"ground"})
    answer = browser.post(url(world, "kari", "apne/"), form | {"ground": "PASADM"})
    assert answer.status_code == 422
    answer = browser.post(url(world, "kari", "apne/"), form | {"ground": "BEHANDLER"})
    assert answer.status_code == 302


@pytest.mark.attack(11)
@pytest.mark.parametrize("text", ["", "  ", "ab", "x" * 14, "a                       b"])
def test_an_emergency_without_enough_words_is_asked_again(world: World, text: str) -> None:
    browser = looked_up(world, "legevakt", "kari")
    before = attestations(world, "kari")
    answer = browser.post(url(world, "kari", "apne/"), {"basis": "emergency", "text": text})
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == text
    assert answer.context["form"].errors["text"]
    assert attestations(world, "kari") == before
    assert browser.get(url(world, "kari")).status_code == 302


@pytest.mark.attack(12)
def test_an_emergency_opens_at_once_and_is_flagged(world: World) -> None:
    browser = looked_up(world, "legevakt", RESTRICTED)
    start = time.monotonic()
    form = {"basis": "emergency", "text": "Unconscious, medication unknown"}
    answer = browser.post(url(world, RESTRICTED, "apne/"), form, follow=True)
    assert answer.status_code == 200
    assert time.monotonic() - start < 2
    opened = [e for e in events(world.patients[RESTRICTED]) if e.basis == "emergency"]
    assert opened
    assert all(event.is_user_selected and event.has_opened_restriction for event in opened)


def test_one_record_is_open_at_a_time(world: World) -> None:
    browser = looked_up(world, "dahl", "kari", "ola")
    form = {"basis": "declared", "ground": "BEHANDLER"}
    assert browser.post(url(world, "ola", "apne/"), form).status_code == 302
    assert browser.get(url(world, "ola")).status_code == 200
    browser = looked_up(world, "dahl", "kari")
    assert browser.post(url(world, "kari", "apne/"), form).status_code == 302
    assert browser.get(url(world, "kari")).status_code == 200
    assert browser.get(url(world, "ola")).status_code == 404


@pytest.mark.parametrize("basis", ["", "relation ", "self", "EMERGENCY", "system"])
def test_a_basis_that_is_not_offered_opens_nothing(world: World, basis: str) -> None:
    browser = looked_up(world, "dahl", "kari")
    form = {"basis": basis, "ground": "BEHANDLER", "text": "x" * 40}
    assert browser.post(url(world, "kari", "apne/"), form).status_code in {404, 422}
    assert browser.get(url(world, "kari")).status_code == 302


def test_a_restriction_is_said_before_a_ground_is_chosen(world: World) -> None:
    browser = world.sign_in("berg")
    assert browser.get(url(world, RESTRICTED, "apne/")).context["is_restricted"]
    answer = browser.post(url(world, RESTRICTED, "apne/"), {"basis": "relation"})
    assert answer.status_code == 422
    assert answer.context["is_restricted"]
    assert browser.get(url(world, RESTRICTED)).status_code == 302
