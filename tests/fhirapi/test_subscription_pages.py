"""Owns the pages on which administrators see what systems are told, and register where."""

from __future__ import annotations

import uuid

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from access import log
from access.models import AccessEvent
from fhirapi.models import ApiClient, Proposal
from fhirapi.subscriptions import endpoints
from fhirapi.subscriptions.codes import Cause, Status
from fhirapi.subscriptions.models import Endpoint, Subscription
from tests.cast import World
from tests.fhirapi import subscribing
from tests.fhirapi.receiver import Receiver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
OVERVIEW = "/systemer/abonnementer/"
WHY = "Adressen er bekreftet av legesenteret."


@pytest.fixture
def lie(world: World) -> Client:
    return world.sign_in("lie")


def text(browser: Client, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_without_any_with_many_and_with_long_names(
    world: World, lie: Client, listener: Receiver
) -> None:
    assert "dis-empty" in text(lie, OVERVIEW)
    who = subscribing.client(world)
    subscribing.active(world, listener, f"Observation?patient=Patient/{world.patients['kari']}")
    ApiClient.objects.filter(id=who.id).update(name="Et langt navn " * 10)
    first = Subscription.objects.get()
    for _ in range(60):
        first.id, first._state.adding = uuid.uuid4(), True
        first.save()
    page = text(lie, OVERVIEW)
    assert "Et langt navn Et langt navn" in page
    assert page.count('class="dis-row__title"') == 50
    assert "page=2" in page
    # Of whom a system wants to know is nothing for administrators.
    assert str(world.patients["kari"]) not in page + text(lie, f"{OVERVIEW}{first.id}/")


def test_one_that_a_fault_has_stopped_is_sent_again_given_up_and_switched_off(
    world: World, lie: Client, listener: Receiver, settings: LazySettings
) -> None:
    settings.FHIR_LIMITS = {**settings.FHIR_LIMITS, "subscription_tries": 1}
    found = subscribing.active(world, listener)
    own_id = subscribing.observe(world)
    listener.answer = lambda got: 503
    subscribing.deliver()
    page = reverse("subscriptions:one", args=[found.id])
    shown = text(lie, page)
    assert "503" in shown
    assert str(own_id) not in shown
    assert "503" in text(lie, f"{OVERVIEW}?vis=fault")

    assert lie.post(page, {"do": "send-again"}).status_code == 302
    assert subscribing.stands(found).status == Status.REQUESTED
    # Pressed twice it is done once.
    assert lie.post(page, {"do": "send-again"}).status_code == 302
    listener.answer = lambda got: 200
    subscribing.due_now(found)
    subscribing.deliver()
    assert listener.numbers() == [1, 1]

    assert lie.post(page, {"do": "switch-off"}).status_code == 302
    now = subscribing.stands(found)
    assert (now.status, now.cause) == (Status.OFF, Cause.STOPPED)
    assert now.client.name in text(lie, f"{OVERVIEW}?vis=off")


def test_given_up_on_the_page(
    world: World, lie: Client, listener: Receiver, settings: LazySettings
) -> None:
    settings.FHIR_LIMITS = {**settings.FHIR_LIMITS, "subscription_tries": 1}
    found = subscribing.active(world, listener)
    subscribing.observe(world)
    listener.answer = lambda got: 503
    subscribing.deliver()
    lie.post(reverse("subscriptions:one", args=[found.id]), {"do": "give-up"})
    listener.answer = lambda got: 200
    subscribing.due_now(found)
    subscribing.deliver()
    assert listener.numbers() == [1]
    assert subscribing.stands(found).status == Status.ACTIVE


def test_an_address_is_shown_without_its_secret_and_removed_by_one(
    world: World, lie: Client
) -> None:
    who = subscribing.client(world)
    page = reverse("subscriptions:places", args=[who.id])
    assert "dis-empty" in text(lie, page)
    url = "https://ehr.example.no/news"
    made = endpoints.register(who, url, secret=subscribing.SECRET)
    shown = text(lie, page)
    assert url in shown
    assert subscribing.SECRET not in shown

    found = subscribing.subscribe(world, url)
    assert lie.post(page, {"do": "remove", "endpoint": str(made.id)}).status_code == 302
    assert Endpoint.objects.get().removed_at is not None
    assert Endpoint.objects.get().secret is None
    assert subscribing.stands(found).cause == Cause.ENDPOINT
    assert lie.post(page, {"do": "remove", "endpoint": str(made.id)}).status_code == 404


@pytest.mark.parametrize("url", ["", "http://ehr.example.no/", "javascript:alert(1)", "x" * 600])
def test_what_is_no_address_comes_back_with_words(world: World, lie: Client, url: str) -> None:
    page = reverse("subscriptions:places", args=[subscribing.client(world).id])
    answer = lie.post(page, {"url": url, "secret": "Bearer hidden", "words": WHY})
    assert answer.status_code == 422
    assert "ds-validation-message" in answer.content.decode()
    assert "Bearer hidden" not in answer.content.decode()


@pytest.mark.attack(87)
def test_what_administrators_do_is_in_the_log_and_what_comes_to_nothing_is_not(
    world: World, lie: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[AccessEvent] = []
    monkeypatch.setattr(log, "write_with_items", lambda found, items: rows.extend(found))
    who = subscribing.client(world)
    places, url = reverse("subscriptions:places", args=[who.id]), "https://ehr.example.no/news"
    lie.post(places, {"url": url, "secret": subscribing.SECRET, "words": WHY})
    lie.post(places, {"url": "http://ehr.example.no/", "words": WHY})
    endpoints.register(who, url)
    found = subscribing.subscribe(world, url)
    one = reverse("subscriptions:one", args=[found.id])
    for _ in range(2):
        lie.post(one, {"do": "switch-off"})
    lie.post(one, {"do": "send-again"})
    (made,) = endpoints.of_client(who.id)
    for _ in range(2):
        lie.post(places, {"do": "remove", "endpoint": str(made.id)})
    assert all(each.is_permitted and each.person_id == world.persons["lie"] for each in rows)
    told = [(each.item_type, each.item_id) for each in rows]
    registration = "ApiRegistration"
    wished = (registration, Proposal.objects.get().id)
    assert told == [wished, ("Subscription", found.id), (registration, who.id)]


@pytest.mark.attack(1)
@pytest.mark.parametrize("persona", ["kari", "berg", "vik", "strand"])
def test_nobody_else_sees_them(world: World, persona: str) -> None:
    who = subscribing.client(world)
    endpoints.register(who, "https://ehr.example.no/news")
    found = subscribing.subscribe(world, "https://ehr.example.no/news")
    browser = world.sign_in(persona)
    one = reverse("subscriptions:one", args=[found.id])
    places = reverse("subscriptions:places", args=[who.id])
    for page in (OVERVIEW, one, places):
        assert browser.get(page).status_code == 404
    assert browser.post(one, {"do": "switch-off"}).status_code == 404
    assert browser.post(places, {"url": "https://a.example.no/"}).status_code == 404
    assert subscribing.stands(found).status == Status.REQUESTED
    assert Endpoint.objects.count() == 1
