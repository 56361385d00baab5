"""Administrators see what waits and settle it; nobody sees there of whom or what it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from access import log
from access.models import AccessEvent
from labresults.intake import services, waiting
from labresults.intake.models import WaitingMessage, WaitingStep
from tests.cast import World
from tests.labresults.kith import item, message, take
from tests.labresults.test_waiting import NAME, STRANGER, unknown

pytestmark = pytest.mark.django_db
LIST, CODES = reverse("intake:waiting"), reverse("intake:codes")
WHY = "Laboratoriet har fått beskjed på telefon."


@pytest.fixture
def lie(world: World) -> Client:
    return world.sign_in("lie")


def waits() -> str:
    take(unknown())
    return reverse("intake:one", args=[WaitingMessage.objects.get().id])


def test_the_list_says_who_has_sent_it_and_nothing_of_whom(lie: Client) -> None:
    page = waits()
    for url in (LIST, page, reverse("portal:administrator-home")):
        shown = lie.get(url).content.decode()
        for secret in (STRANGER, NAME, "Testesen", "Hemoglobin", "14.20"):
            assert secret not in shown
    assert "Sykehuset Nord HF, Medisinsk biokjemi" in lie.get(LIST).content.decode()
    assert page in lie.get(LIST).content.decode()


def test_a_message_is_settled_with_a_reason_and_the_log_has_it(
    lie: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = waits()
    written: list[AccessEvent] = []
    write = log.write_with_items

    def kept(events: list[AccessEvent], items: Any) -> None:
        written.extend(events)
        write(events, items)

    monkeypatch.setattr(log, "write_with_items", kept)
    answer = lie.post(page, {"step": "returned", "words": WHY}, follow=True)
    assert answer.status_code == 200
    assert WHY in answer.content.decode()
    (step,) = WaitingStep.objects.all()
    assert (step.step, step.words, bool(step.by_name)) == ("returned", WHY, True)
    assert [str(event.item_type) for event in written] == ["WaitingResult"]
    assert page not in lie.get(LIST).content.decode()
    assert page in lie.get(f"{LIST}?vis=avsluttet").content.decode()


def test_it_can_be_put_back(lie: Client) -> None:
    page = waits()
    lie.post(page, {"step": "settled", "words": WHY})
    lie.post(page, {"words": "Det var rett nummer likevel."})
    assert WaitingMessage.objects.get().settled_at is None
    assert page in lie.get(LIST).content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"step": "returned", "words": ""},
        {"step": "returned", "words": "x"},
        {"step": "taken-in", "words": WHY},
        {"step": "returned", "words": f"Gjelder {STRANGER} hos oss"},
    ],
)
def test_what_is_too_little_comes_back_with_what_was_typed(
    lie: Client, sent: dict[str, str]
) -> None:
    answer = lie.post(waits(), sent)
    assert answer.status_code == 422
    assert WaitingMessage.objects.get().settled_at is None
    assert (sent.get("words") or "") in answer.content.decode()


def test_who_is_late_is_told_so(lie: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*args: Any) -> None:
        raise waiting.TooLate

    monkeypatch.setattr(services, "settle", late)
    assert lie.post(waits(), {"step": "returned", "words": WHY}).status_code == 409


@pytest.mark.attack(1)
@pytest.mark.parametrize("who", ["vik", "strand", "berg", "sekretar", "kari"])
def test_the_pages_are_for_administrators(world: World, who: str) -> None:
    page = waits()
    client = world.sign_in(who)
    for url in (LIST, CODES, page):
        assert client.get(url).status_code == 404
    assert client.post(page, {"step": "returned", "words": WHY}).status_code == 404
    assert not WaitingStep.objects.exists()


def test_codes_without_a_name_are_listed(lie: Client) -> None:
    take(message("kari", item(code="NPU99999", name="Noe ukjent")))
    shown = lie.get(CODES).content.decode()
    assert "NPU99999" in shown
    assert "Noe ukjent" in shown
