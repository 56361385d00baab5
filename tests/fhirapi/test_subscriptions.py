"""Owns that systems are told what is new: after a handshake, in order, by id alone, and no more
than each may know."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from fhir.resources.R4B.bundle import Bundle

from access import erasing
from access.models import AccessEvent, AccessItem
from fhirapi.subscriptions import known
from fhirapi.subscriptions.codes import State, Status
from fhirapi.subscriptions.models import Event, Notice, Subscription
from tests.cast import World, block, document, import_resources
from tests.fhirapi import subscribing
from tests.fhirapi.calling import call, resource
from tests.fhirapi.receiver import Receiver
from tests.fhirapi.subscribing import active, events_of
from tests.labresults import received
from tests.log_reading import rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]


def test_it_is_active_once_the_system_has_answered_the_handshake(
    world: World, listener: Receiver
) -> None:
    found = subscribing.subscribe(world, listener.url)
    assert found.status == Status.REQUESTED
    subscribing.observe(world)

    subscribing.deliver()
    first = listener.got[0]
    assert (first.kind, first.status["status"]) == ("handshake", "requested")
    assert first.headers["Authorization"] == subscribing.SECRET
    assert subscribing.stands(found).status == Status.ACTIVE
    # What came since it was asked for is not missing.
    assert listener.numbers() == [1]


def test_news_is_a_legal_bundle_of_ids_alone(world: World, listener: Receiver) -> None:
    active(world, listener)
    own_id = subscribing.observe(world)
    subscribing.deliver()

    (told,) = listener.news()
    Bundle.model_validate(told.body)
    assert told.body["type"] == "history"
    assert told.headers["Content-Type"].startswith("application/fhir+json")
    assert told.status["events-since-subscription-start"] == "1"
    assert told.events[0]["focus"]["reference"].endswith(f"/Observation/{own_id}")
    (_, entry) = told.body["entry"]
    assert entry["fullUrl"].endswith(f"Observation/{own_id}")
    assert "resource" not in entry
    assert entry["request"] == {"method": "POST", "url": "Observation"}
    text = str(told.body)
    assert str(world.patients["kari"]) not in text
    assert "718-7" not in text
    assert "14.2" not in text


def test_empty_tells_the_number_alone(world: World, listener: Receiver) -> None:
    active(world, listener, content="empty")
    own_id = subscribing.observe(world)
    subscribing.deliver()

    (told,) = listener.news()
    assert told.numbers == [1]
    assert len(told.body["entry"]) == 1
    assert str(own_id) not in str(told.body)


def test_a_change_and_a_mistake_are_news_too(world: World, listener: Receiver) -> None:
    active(world, listener, most=1)
    own_id = subscribing.observe(world)
    body = {**subscribing.observation(world, "kari"), "id": str(own_id), "status": "amended"}
    changed = call(world, "system", "PUT", f"Observation/{own_id}", body=body, if_match='W/"1"')
    assert changed.status == 200
    assert call(world, "system", "DELETE", f"Observation/{own_id}").status == 204
    subscribing.deliver()

    assert listener.numbers() == [1, 2, 3]
    assert {each for got in listener.news() for each in subscribing.ids_of(got.events)} == {
        str(own_id)
    }
    with rows_of(world.patients["kari"]):
        changes = list(Event.ungated.order_by("happened_at").values_list("change", flat=True))
    assert changes == ["created", "updated", "entered-in-error"]


def test_imports_are_news_like_what_comes_over_the_api(world: World, listener: Receiver) -> None:
    active(world, listener)
    assert not import_resources([received.resource("Observation", "kari")])
    subscribing.deliver()
    assert listener.numbers() == [1]


def test_nobody_is_told_what_its_own_organisation_has_sent(
    world: World, listener: Receiver
) -> None:
    active(world, listener)
    subscribing.observe(world, who=subscribing.caller(subscribing.client(world)))
    subscribing.deliver()
    assert not listener.news()
    assert not Notice.objects.exists()


def test_filters_choose_by_patient_and_by_code(world: World, listener: Receiver) -> None:
    kari = world.patients["kari"]
    active(
        world, listener, f"Observation?patient=Patient/{kari}", "Observation?category=laboratory"
    )
    wanted = subscribing.observe(world)
    subscribing.observe(world, category="vital-signs")
    subscribing.observe(world, "synnove")
    subscribing.deliver()

    (told,) = listener.news()
    assert subscribing.ids_of(told.events) == [str(wanted)]
    # What did not fit leaves no hole.
    subscribing.observe(world)
    subscribing.deliver()
    assert listener.numbers() == [1, 2]


def test_storing_costs_nothing_where_nobody_listens_and_one_statement_otherwise(
    world: World, listener: Receiver, settings: LazySettings
) -> None:
    def statements() -> list[str]:
        usual = settings.FHIR_LIMITS
        settings.FHIR_LIMITS = {**usual, "subscription_known_seconds": 3600}
        known.forget()
        known.wants("Observation")
        with CaptureQueriesContext(connection) as caught:
            subscribing.observe(world)
        settings.FHIR_LIMITS = usual
        known.forget()
        return [each["sql"] for each in caught]

    active(world, listener, topic="Condition")
    without = statements()
    assert not any("fhirapi_" in each for each in without)
    active(world, listener)
    assert len(statements()) == len(without) + 1


@pytest.mark.attack(9)
@pytest.mark.parametrize("patient", ["ola", "synnove", "tor-erik"])
def test_who_may_not_read_it_is_told_nothing(
    world: World, listener: Receiver, patient: str
) -> None:
    """No care, a closed record, somebody shut out."""
    active(world, listener)
    subscribing.observe(world, patient)
    before = events_of(world, patient)
    subscribing.deliver()

    assert not listener.news()
    assert events_of(world, patient) == before
    assert Notice.objects.get().state == State.LEFT_OUT


@pytest.mark.attack(9)
def test_a_block_between_storing_and_telling_counts(world: World, listener: Receiver) -> None:
    active(world, listener)
    subscribing.observe(world)
    block(world.patients["kari"], world.roles["dahl"].practitioner_id)
    subscribing.deliver()
    assert not listener.news()


@pytest.mark.attack(15)
def test_what_its_sender_hides_is_not_told(world: World, listener: Receiver) -> None:
    active(world, listener, topic="DocumentReference")
    refused = import_resources(
        [document("kari", codes, own_id=str(uuid.uuid4())) for codes in ("N", "NORS")]
    )
    assert not refused
    subscribing.deliver()
    assert listener.numbers() == [1]


@pytest.mark.attack(19)
def test_the_patient_reads_once_that_the_system_was_told(world: World, listener: Receiver) -> None:
    active(world, listener)
    first, second = subscribing.observe(world), subscribing.observe(world)
    before = events_of(world, "kari")
    listener.answer = lambda got: 503
    subscribing.deliver()
    listener.answer = lambda got: 200
    subscribing.due_now(*Subscription.objects.all())
    subscribing.deliver()

    assert [each.numbers for each in listener.news()] == [[1, 2], [1, 2]]
    (event,) = events_of(world, "kari") - before
    with rows_of(world.patients["kari"]):
        row = AccessEvent.objects.get(id=event)
        items = set(AccessItem.objects.filter(event_id=event).values_list("resource_id", flat=True))
    assert (row.is_permitted, row.actor_name, row.actor_kind) == (True, "The listener", "client")
    assert items == {first, second}


def test_events_are_had_by_number_and_the_gate_is_asked_anew(
    world: World, listener: Receiver
) -> None:
    found = active(world, listener)
    who = subscribing.caller(subscribing.client(world))
    for _ in range(3):
        subscribing.observe(world)
    subscribing.deliver()
    subscribing.observe(world)
    before = events_of(world, "kari")

    path = f"Subscription/{found.id}/$events?eventsSinceNumber=2"
    bundle = resource(call(world, who, "GET", path))
    assert [number for number, _ in numbered(bundle)] == ["2", "3", "4"]
    assert all(focus for _, focus in numbered(bundle))
    assert len(events_of(world, "kari") - before) == 1

    block(world.patients["kari"], world.roles["dahl"].practitioner_id)
    bundle = resource(call(world, who, "POST", f"Subscription/{found.id}/$events"))
    assert [focus for _, focus in numbered(bundle)] == [None] * 4
    assert len(bundle["entry"]) == 1


def numbered(bundle: Any) -> list[tuple[str, Any]]:
    parameters = bundle["entry"][0]["resource"]["parameter"]
    parts = [
        {part["name"]: part for part in each["part"]}
        for each in parameters
        if each["name"] == "notification-event"
    ]
    return [(each["event-number"]["valueString"], each.get("focus")) for each in parts]


@pytest.mark.attack(85)
def test_what_was_erased_meanwhile_is_not_told(world: World, listener: Receiver) -> None:
    active(world, listener)
    subscribing.observe(world)
    erasing.erase_shared(world.patients["kari"])
    subscribing.deliver()
    assert not listener.news()
    assert Notice.objects.get().event_id is None
