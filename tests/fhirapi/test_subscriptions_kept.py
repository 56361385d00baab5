"""Owns for how long it is kept what systems have asked for, and what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from access import retention
from access.retention_rules import Rule
from common import clock
from fhirapi.subscriptions import changing, endpoints, keeping
from fhirapi.subscriptions.codes import Cause, State
from fhirapi.subscriptions.models import Endpoint, Notice, Subscription
from fhirapi.subscriptions.parts import NEWS, OVER
from tests.cast import World
from tests.fhirapi import subscribing
from tests.fhirapi.calling import call
from tests.fhirapi.receiver import Receiver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
MONTHS_AGO = clock.now() - keeping.age_of_over() - timedelta(days=1)


def kept(rule: Rule) -> int:
    """What is deleted now by the rule."""
    assert rule in retention.rules()
    assert rule.age is not None
    assert rule.delete is not None
    return sum(rule.delete(clock.now() - rule.age()))


def undelivered(world: World, listener: Receiver, settings: LazySettings) -> Subscription:
    """One that a fault has stopped, with a dead letter."""
    settings.FHIR_LIMITS = {**settings.FHIR_LIMITS, "subscription_tries": 1}
    found = subscribing.active(world, listener)
    subscribing.observe(world)
    listener.answer = lambda got: 503
    subscribing.deliver()
    assert Notice.objects.get().state == State.DEAD
    return found


def test_old_news_is_deleted_and_newer_stays(
    world: World, listener: Receiver, settings: LazySettings
) -> None:
    """Whether it was delivered or not."""
    undelivered(world, listener, settings)
    assert kept(NEWS) == 0
    assert NEWS.delete is not None
    assert sum(NEWS.delete(clock.now())) == 2
    assert not Notice.objects.exists()


def test_what_a_system_has_ended_goes_with_its_dead_letters(
    world: World, listener: Receiver, settings: LazySettings
) -> None:
    found = undelivered(world, listener, settings)
    who = subscribing.caller(subscribing.client(world))
    assert call(world, who, "DELETE", f"Subscription/{found.id}").status == 204
    assert kept(OVER) == 0
    Subscription.objects.update(removed_at=MONTHS_AGO)
    assert kept(OVER) == 2
    assert not Subscription.objects.exists()
    assert not Notice.objects.exists()
    # The address is registered still.
    assert endpoints.of_client(subscribing.client(world).id)


def test_what_is_switched_off_goes_and_what_is_on_stays(world: World, listener: Receiver) -> None:
    off, on = (subscribing.subscribe(world, listener.url) for _ in "ab")
    changing.switch_off(off.id, Cause.STOPPED)
    Subscription.objects.update(status_at=MONTHS_AGO)
    assert kept(OVER) == 1
    assert Subscription.objects.get().id == on.id


@pytest.mark.parametrize("is_named", [True, False])
def test_an_address_goes_when_no_subscription_names_it(world: World, is_named: bool) -> None:
    who = subscribing.client(world)
    made = endpoints.register(who, "https://ehr.example.no/news", secret=subscribing.SECRET)
    if is_named:
        subscribing.subscribe(world, made.url)
    endpoints.remove(who, made.id)
    assert kept(OVER) == 0
    Endpoint.objects.update(removed_at=MONTHS_AGO)
    assert kept(OVER) == (not is_named)
    Subscription.objects.update(removed_at=MONTHS_AGO)
    kept(OVER)
    assert not Endpoint.objects.exists()


def test_what_waits_to_be_approved_is_not_deleted(world: World) -> None:
    made: Any = endpoints.keep_waiting(subscribing.client(world), "https://ehr.example.no/news")
    Endpoint.objects.update(registered_at=MONTHS_AGO)
    assert kept(OVER) == 0
    assert Endpoint.objects.get() == made
