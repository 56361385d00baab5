"""The pages of alerts: who sees which, what they name, and that looking at them is in the log."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from access.alerts.codes import AlertState, Rule
from access.models import AlertStep, ReadingAlert
from common import clock
from people.models import PractitionerRole
from tests.access.alerting import NOON, look, reads, related
from tests.cast import World, block
from tests.log_reading import events, items

pytestmark = pytest.mark.django_db
LIST = "/varsler-innsyn/"


def raised(world: World, slug: str = "berg", patient: str = "astrid") -> ReadingAlert:
    """Somebody has read the record of family."""
    related(world, patient, world.persons[slug])
    reads(world, slug, world.patients[patient], attestation_id=uuid.uuid4())
    look()
    return ReadingAlert.objects.get(person_id=world.persons[slug])


def officer(world: World, slug: str = "vik") -> Client:
    browser = world.sign_in(slug)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return browser


def page(alert: ReadingAlert) -> str:
    return f"{LIST}{alert.id}/"


def decide(
    alert: ReadingAlert, result: str = "in-order", words: str = "On duty."
) -> dict[str, str]:
    version = str(ReadingAlert.objects.get(id=alert.id).version)
    return {"do": "decide", "result": result, "words": words, "version": version}


@pytest.mark.attack(87)
def test_the_list_names_who_read_and_no_patient(world: World) -> None:
    alert = raised(world)
    shown = officer(world).get(LIST).content.decode()
    assert "Ingrid Berg" in shown
    assert alert.reference in shown
    assert "Astrid" not in shown
    assert events(world.patients["astrid"])[-1].kind != "review"


@pytest.mark.attack(87)
def test_the_names_of_patients_are_shown_with_an_event_for_each(world: World) -> None:
    alert = raised(world)
    shown = officer(world).get(page(alert)).content.decode()
    assert "Astrid" in shown
    assert "Close family" in shown
    assert "Read 1 document" in shown
    astrid = world.patients["astrid"]
    last = events(astrid)[-1]
    assert (last.kind, last.action, last.person_id) == ("review", "read", world.persons["vik"])
    assert items(astrid)[-1].resource_id == alert.id
    assert events(world.patients["kari"])[-1].kind != "review"


def test_the_patient_is_told_who_has_seen_the_log_and_that_it_is_gone_through(world: World) -> None:
    alert = raised(world, patient="kari")
    officer(world).get(page(alert))
    kari = world.sign_in("kari")
    kari.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    shown = kari.get("/innsyn/").content.decode()
    assert "Reviewed who has opened your record" in shown
    systems = kari.get("/innsyn/", {"gruppe": "system", "periode": "30"}).content.decode()
    assert "went through who has read your record" in systems


@pytest.mark.parametrize("slug", ["lie", "moe", "strand", "sekretar", "berg", "kari", "dahl"])
def test_nobody_else_sees_alerts(world: World, slug: str) -> None:
    alert = raised(world)
    browser = officer(world, slug)
    assert browser.get(LIST).status_code == 404
    assert browser.get(page(alert)).status_code == 404
    assert browser.post(page(alert), decide(alert)).status_code == 404
    assert ReadingAlert.objects.get().state == AlertState.NEW


def test_an_alert_of_another_organisation_is_not_there(world: World) -> None:
    alert = raised(world, slug="dahl")
    browser = officer(world)
    assert browser.get(page(alert)).status_code == 404
    assert browser.post(page(alert), decide(alert)).status_code == 404
    assert "Dahl" not in browser.get(LIST).content.decode()
    assert not [each for each in events(world.patients["astrid"]) if each.kind == "review"]


def about_vik(world: World) -> ReadingAlert:
    related(world, "astrid", world.persons["vik"])
    reads(world, "vik", world.patients["astrid"], actor_kind="administrator", item_id=uuid.uuid4())
    look()
    return ReadingAlert.objects.get(person_id=world.persons["vik"])


def test_an_alert_about_the_officer_is_nobodys_and_administrators_are_told(world: World) -> None:
    alert = about_vik(world)
    browser = officer(world)
    assert browser.get(page(alert)).status_code == 404
    shown = browser.get(LIST).content.decode()
    assert "1 alert is not shown to you" in shown
    assert alert.reference not in shown
    home = officer(world, "lie").get("/administrasjon/").content.decode()
    assert "cannot be handled by any privacy officer here" in home
    assert alert.reference not in home


def test_an_alert_about_one_officer_is_for_the_other(world: World) -> None:
    alert = about_vik(world)
    other = PractitionerRole.objects.get(id=world.roles["moe"].id)
    other.code = "privacy-officer"
    other.save(update_fields=["code"])
    assert officer(world, "moe").get(page(alert)).status_code == 200
    home = officer(world, "lie").get("/administrasjon/").content.decode()
    assert "cannot be handled by any" not in home


@pytest.mark.parametrize("why", ["own family", "blocked"])
def test_an_alert_near_the_officer_is_withheld(world: World, why: str) -> None:
    alert = raised(world)
    if why == "blocked":
        block(world.patients["astrid"], world.roles["vik"].practitioner_id)
    else:
        related(world, "astrid", world.persons["vik"])
    assert officer(world).get(page(alert)).status_code == 404
    assert "1 alert is not shown to you" in officer(world).get(LIST).content.decode()


def test_a_decision_needs_a_finding_and_words(world: World) -> None:
    alert = raised(world)
    browser = officer(world)
    answer = browser.post(page(alert), decide(alert, result="", words=" "))
    assert answer.status_code == 422
    assert "Choose what you find." in answer.content.decode()
    assert ReadingAlert.objects.get().state == AlertState.NEW
    assert browser.post(page(alert), {"do": "nothing"}).status_code == 422


def test_an_alert_is_looked_into_decided_and_looked_into_again(world: World) -> None:
    alert = raised(world)
    browser = officer(world)
    begin = {"do": "look-into", "version": str(alert.version)}
    assert browser.post(page(alert), begin).status_code == 302
    assert browser.post(page(alert), decide(alert, "not-in-order")).status_code == 302
    assert ReadingAlert.objects.get().state == AlertState.NOT_IN_ORDER
    shown = browser.get(page(alert)).content.decode()
    assert "Found that it was not in order" in shown
    assert "On duty." in shown
    again = {"do": "look-into", "version": str(alert.version + 2)}
    assert browser.post(page(alert), again).status_code == 302
    states = list(AlertStep.objects.order_by("version").values_list("state", "author_name"))
    assert [state for state, _name in states] == ["looked-into", "not-in-order", "looked-into"]


def test_a_stale_decision_changes_nothing_and_keeps_the_words(world: World) -> None:
    alert = raised(world)
    browser = officer(world)
    late = decide(alert, words="Seen too early.")
    reads(world, "berg", world.patients["astrid"], NOON + timedelta(days=1))
    look()
    answer = browser.post(page(alert), late)
    assert answer.status_code == 409
    assert "Seen too early." in answer.content.decode()
    assert ReadingAlert.objects.get().state == AlertState.NEW


def test_an_old_alert_is_not_opened_again_beside_a_newer_one(world: World) -> None:
    alert = raised(world)
    browser = officer(world)
    browser.post(page(alert), decide(alert))
    reads(world, "berg", world.patients["astrid"], NOON + timedelta(days=1))
    look()
    answer = browser.post(page(alert), {"do": "look-into", "version": str(alert.version + 1)})
    assert answer.status_code == 409
    assert "a newer alert about the same person" in answer.content.decode()


def made(count: int, **more: Any) -> None:
    now = clock.now()
    values = {"rules": [Rule.FAMILY], "score": 60, "first_at": now, "last_at": now, **more}
    ReadingAlert.objects.bulk_create(
        ReadingAlert(
            person_id=uuid.uuid4(),
            practitioner_name=f"Kari {number} Lang-Navnesen",
            raised_at=now,
            **values,
        )
        for number in range(count)
    )


def test_lists_are_paged_narrowed_and_say_why_they_are_empty(world: World) -> None:
    browser = officer(world)
    assert "No alert is waiting for you" in browser.get(LIST).content.decode()
    entity, today = world.roles["vik"].legal_entity_id, clock.today()
    made(60, legal_entity_id=entity, due_on=today)
    made(2, legal_entity_id=entity, due_on=today - timedelta(days=1))
    found = browser.get(LIST, {"page": "2"})
    assert (found.context["page"].number, len(found.context["page"].object_list)) == (2, 12)
    late = browser.get(LIST, {"vis": "late"})
    assert len(late.context["page"].object_list) == 2
    assert "2 overdue" in late.content.decode()
    none = browser.get(LIST, {"grunn": "public"}).content.decode()
    assert "No alert fits what you have chosen" in none
    assert browser.get(LIST, {"vis": "x", "grunn": "'", "page": "0"}).status_code == 200
    home = browser.get("/administrasjon/").content.decode()
    assert "62 alerts are not decided." in home
