"""Owns what becomes of news that do not get through: pauses, what is laid aside and sent again, and
subscriptions that end."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from common import clock
from fhirapi.subscriptions import changing, endpoints, preparing
from fhirapi.subscriptions.codes import Cause, State, Status
from fhirapi.subscriptions.models import Notice, Subscription
from tests.cast import World, block
from tests.fhirapi import receiver, subscribing
from tests.fhirapi.calling import call, resource
from tests.fhirapi.receiver import Receiver
from tests.fhirapi.subscribing import active

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]


def test_a_number_that_was_on_its_way_stays_and_says_no_more(
    world: World, listener: Receiver
) -> None:
    """It may have arrived: the next one must not have its number. What it was is not told again."""
    active(world, listener, most=1)
    subscribing.observe(world)
    listener.answer = lambda got: 503
    subscribing.deliver()
    block(world.patients["kari"], world.roles["dahl"].practitioner_id)
    listener.answer = lambda got: 200
    subscribing.due_now(*Subscription.objects.all())
    subscribing.deliver()

    former, later = listener.news()
    assert former.numbers == later.numbers == [1]
    assert "focus" in former.events[0]
    assert "focus" not in later.events[0]


def test_a_failed_delivery_is_tried_again_after_longer_and_longer_pauses(
    world: World, listener: Receiver
) -> None:
    found = active(world, listener)
    subscribing.observe(world)
    listener.answer = lambda got: 500
    pauses = []
    for _ in range(4):
        subscribing.deliver()
        now = subscribing.stands(found)
        pauses.append((now.due_at - clock.now()).total_seconds())
        subscribing.due_now(found)
    assert [2 < pauses[0] <= 5, pauses[1] + 1 >= 5, pauses[3] > 19] == [True, True, True]
    assert subscribing.stands(found).failures == 4
    assert {tuple(each.numbers) for each in listener.news()} == {(1,)}

    listener.answer = lambda got: 200
    subscribing.deliver()
    now = subscribing.stands(found)
    assert (now.failures, now.failing_since, now.status) == (0, None, Status.ACTIVE)
    assert Notice.objects.get().state == State.DELIVERED


def test_what_never_arrives_is_laid_aside_with_its_cause_and_can_be_sent_again(
    world: World, listener: Receiver, settings: LazySettings
) -> None:
    settings.FHIR_LIMITS = {**settings.FHIR_LIMITS, "subscription_tries": 2}
    found = active(world, listener, most=1)
    wanted = [subscribing.observe(world) for _ in range(2)]
    listener.answer = lambda got: 500
    for _ in range(2):
        subscribing.deliver()
        subscribing.due_now(found)
    now = subscribing.stands(found)
    assert (now.status, now.cause, now.answered) == (Status.ERROR, Cause.ANSWER, 500)
    dead = Notice.objects.get(state=State.DEAD)
    assert (dead.number, dead.cause, dead.answered, dead.attempts) == (1, Cause.ANSWER, 500, 2)
    # What comes meanwhile waits its turn; nobody is told anything.
    subscribing.deliver()
    assert len(listener.news()) == 2

    listener.answer = lambda got: 200
    assert changing.send_again(found.id)
    subscribing.due_now(found)
    subscribing.deliver()
    assert [each.numbers for each in listener.news()[2:]] == [[1], [2]]
    assert [subscribing.ids_of(each.events)[0] for each in listener.news()[2:]] == [
        str(each) for each in wanted
    ]
    assert subscribing.stands(found).status == Status.ACTIVE


def test_given_up_is_not_sent_and_the_rest_goes_on(
    world: World, listener: Receiver, settings: LazySettings
) -> None:
    settings.FHIR_LIMITS = {**settings.FHIR_LIMITS, "subscription_tries": 1}
    found = active(world, listener, most=1)
    subscribing.observe(world)
    subscribing.observe(world)
    listener.answer = lambda got: 500
    subscribing.deliver()
    listener.answer = lambda got: 200
    assert changing.give_up(found.id) == 1
    subscribing.due_now(found)
    subscribing.deliver()

    assert [each.numbers for each in listener.news()] == [[1], [2]]
    # By its number it can still be had.
    path = f"Subscription/{found.id}/$events?eventsSinceNumber=1&eventsUntilNumber=1"
    bundle = resource(call(world, subscribing.caller(subscribing.client(world)), "GET", path))
    assert len(bundle["entry"]) == 2


def test_after_hours_of_trying_it_is_enough(
    world: World, listener: Receiver, settings: LazySettings
) -> None:
    found = active(world, listener)
    subscribing.observe(world)
    listener.answer = lambda got: 500
    subscribing.deliver()
    long_ago = clock.now() - timedelta(hours=settings.FHIR_LIMITS["subscription_hours"] + 1)
    Subscription.objects.update(failing_since=long_ago)
    subscribing.due_now(found)
    subscribing.deliver()
    assert subscribing.stands(found).status == Status.ERROR


@pytest.mark.parametrize(
    ("answer", "cause"), [(403, Cause.ANSWER), (302, Cause.REDIRECT), (None, Cause.TIMEOUT)]
)
def test_a_handshake_that_fails_stops_it(
    world: World,
    listener: Receiver,
    settings: LazySettings,
    answer: int | None,
    cause: Cause,
) -> None:
    settings.FHIR_LIMITS = {**settings.FHIR_LIMITS, "subscription_handshakes": 1}
    over = threading.Event()

    def slow(got: Any) -> int:
        over.wait(receiver.PATIENCE)
        return 200

    listener.answer = slow if answer is None else lambda got: int(answer or 0)
    found = subscribing.subscribe(world, listener.url, timeout=1)
    subscribing.deliver()
    over.set()
    now = subscribing.stands(found)
    assert (now.status, now.cause, now.answered) == (Status.ERROR, cause, answer)
    assert not listener.news()


def test_a_sign_of_life_comes_when_nothing_else_was_sent(world: World, listener: Receiver) -> None:
    found = active(world, listener, heartbeat=60)
    subscribing.deliver()
    assert [each.kind for each in listener.got] == ["handshake"]
    Subscription.objects.filter(id=found.id).update(sent_at=clock.now() - timedelta(seconds=61))
    subscribing.deliver(2)
    assert [each.kind for each in listener.got] == ["handshake", "heartbeat"]
    assert listener.got[1].status["events-since-subscription-start"] == "0"


def test_a_system_that_is_slow_keeps_nobody_else_waiting(world: World) -> None:
    with receiver.running() as slow, receiver.running() as quick:
        first = active(world, slow)
        second = active(world, quick)
        subscribing.observe(world)
        Subscription.objects.filter(id=first.id).update(due_at=clock.now() - timedelta(hours=1))

        def answer(got: Any) -> int:
            quick.wait()  # Its handshake.
            quick.wait()  # It answers only when the other one has been told.
            return 200

        slow.answer = answer
        subscribing.deliver()
        assert slow.numbers() == quick.numbers() == [1]
        assert subscribing.stands(first).failures == subscribing.stands(second).failures == 0


def test_a_fault_of_ours_with_one_keeps_nobody_else_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with receiver.running() as one, receiver.running() as other:
        first, second = active(world, one), active(world, other)
        subscribing.observe(world)
        Subscription.objects.filter(id=first.id).update(due_at=clock.now() - timedelta(hours=1))
        make = preparing.job_of

        def broken(subscription: Subscription) -> Any:
            if subscription.id == first.id:
                raise KeyError("a fault")
            return make(subscription)

        monkeypatch.setattr(preparing, "job_of", broken)
        subscribing.deliver()
        assert (one.numbers(), other.numbers()) == ([], [1])
        assert str(first.id) in caplog.text
        assert subscribing.stands(second).status == Status.ACTIVE


@pytest.mark.parametrize("cause", ["client", "endpoint", "ended"])
def test_it_is_switched_off_when_its_ground_is_gone(
    world: World, listener: Receiver, cause: str
) -> None:
    found = active(world, listener)
    subscribing.observe(world)
    who = subscribing.client(world)
    if cause == "client":
        who.is_active = False
        who.save()
    elif cause == "endpoint":
        assert endpoints.remove(who, found.endpoint_id)
    else:
        Subscription.objects.update(ends_at=clock.now())
    subscribing.deliver()
    now = subscribing.stands(found)
    assert (now.status, now.cause) == (Status.OFF, cause)
    assert not listener.news()
    assert Notice.objects.get().state == State.GIVEN_UP


def test_too_much_that_waits_switches_it_off(
    world: World, listener: Receiver, settings: LazySettings
) -> None:
    found = active(world, listener)
    settings.FHIR_LIMITS = {**settings.FHIR_LIMITS, "subscription_waiting": 1}
    subscribing.observe(world)
    changing.sweep()
    assert subscribing.stands(found).status == Status.ACTIVE
    subscribing.observe(world)
    changing.sweep()
    now = subscribing.stands(found)
    assert (now.status, now.cause) == (Status.OFF, Cause.BACKLOG)
