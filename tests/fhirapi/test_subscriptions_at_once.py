"""At once and in between: two workers, a worker that is killed, what is being stored meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, connections, transaction

from access.models import AccessEvent
from common import clock
from fhirapi import tasks
from fhirapi.subscriptions import claiming, delivery, endpoints, known, resources, telling
from fhirapi.subscriptions.codes import State, Status
from fhirapi.subscriptions.models import Notice, Subscription
from tests.cast import World
from tests.fhirapi import receiver, subscribing
from tests.fhirapi.calling import call
from tests.fhirapi.receiver import PATIENCE, Receiver
from tests.log_reading import rows_of
from tests.sealing import APPLICATION, url_of
from tests.together import all_at_once, held_until_all_have_read

LATER = timedelta(hours=1)
ROOT = Path(__file__).resolve().parents[2]
_DELIVER = """
import django
django.setup()
from fhirapi.subscriptions import delivery
delivery.run(30)
"""


@pytest.fixture(autouse=True)
def _known_at_once(settings: LazySettings) -> Iterator[None]:
    settings.FHIR_LIMITS = {**settings.FHIR_LIMITS, "subscription_known_seconds": 0}
    known.forget()
    yield
    known.forget()


def active(world: World, listener: Receiver, **more: Any) -> Subscription:
    """One that is active, once nothing older is being stored anywhere in the database."""
    found = subscribing.subscribe(world, listener.url, **more)
    end = time.monotonic() + PATIENCE
    while subscribing.stands(found).status != Status.ACTIVE:
        assert time.monotonic() < end, subscribing.stands(found).cause
        subscribing.due_now(found)
        subscribing.deliver()
    return found


def test_it_waits_until_every_process_has_had_to_look(
    committed_world: World, listener: Receiver, settings: LazySettings
) -> None:
    settings.FHIR_LIMITS = {**settings.FHIR_LIMITS, "subscription_known_seconds": 60}
    found = subscribing.subscribe(committed_world, listener.url)
    subscribing.deliver()
    now = subscribing.stands(found)
    assert (now.status, now.known_at) == (Status.REQUESTED, 0)
    assert (now.due_at - clock.now()).total_seconds() > 30
    assert not listener.got


def test_it_waits_for_what_was_being_stored_before_all_knew(
    committed_world: World, listener: Receiver
) -> None:
    begun, over = threading.Event(), threading.Event()

    def storing() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")
            begun.set()
            over.wait(PATIENCE)
        connections.close_all()

    thread = threading.Thread(target=storing)
    thread.start()
    assert begun.wait(PATIENCE)
    found = subscribing.subscribe(committed_world, listener.url)
    for _ in range(2):
        subscribing.due_now(found)
        subscribing.deliver()
    assert subscribing.stands(found).status == Status.REQUESTED
    assert not listener.got
    over.set()
    thread.join()
    end = time.monotonic() + PATIENCE
    while subscribing.stands(found).status == Status.REQUESTED and time.monotonic() < end:
        subscribing.due_now(found)
        subscribing.deliver()
    assert subscribing.stands(found).status == Status.ACTIVE


def test_two_workers_keep_the_order_and_tell_nothing_twice(
    committed_world: World, listener: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = committed_world
    active(world, listener, most=1)
    for _ in range(4):
        subscribing.observe(world)
    both, seen, take = threading.Event(), set[int](), claiming.take

    def counted(**what: Any) -> Subscription | None:
        found = take(**what)
        seen.add(threading.get_ident())
        if len(seen) == 2:
            both.set()
        return found

    monkeypatch.setattr(claiming, "take", counted)
    # The first is being sent until the other worker has looked for something to do.
    listener.answer = lambda got: 200 if both.wait(PATIENCE) else 500

    assert all_at_once([subscribing.deliver] * 2) == ["done", "done"]
    assert listener.numbers() == [1, 2, 3, 4]
    assert Subscription.objects.get().last_number == 4


def test_news_of_the_same_moment_gets_its_numbers_once(
    committed_world: World, listener: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks for events and who delivers them number the same ones at once."""
    world = committed_world
    found = active(world, listener)
    for _ in range(3):
        subscribing.observe(world)
    who = subscribing.caller(subscribing.client(world))
    path = f"Subscription/{found.id}/$events"
    held = held_until_all_have_read(telling._by_patient, 2)
    monkeypatch.setattr(telling, "_by_patient", held)
    done = all_at_once([subscribing.deliver, lambda: call(world, who, "GET", path)])

    assert done == ["done", "done"]
    assert listener.numbers() == [1, 2, 3]
    assert list(Notice.objects.order_by("id").values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.attack(72)
def test_a_worker_that_is_killed_while_it_tells_leaves_it_to_the_next(
    committed_world: World, listener: Receiver
) -> None:
    world = committed_world
    found = active(world, listener)
    own_id = subscribing.observe(world)
    over = threading.Event()

    def slow(got: Any) -> int:
        over.wait(PATIENCE)
        return 200

    listener.answer = slow
    worker = subprocess.Popen(
        [sys.executable, "-c", _DELIVER],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": url_of(APPLICATION),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONPATH": f"{ROOT}:{ROOT / 'dis'}",
        },
    )
    while listener.arrived.acquire(blocking=False):
        pass  # The handshake.
    listener.wait()
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    over.set()
    listener.answer = lambda got: 200

    # While the claim holds nobody else tells; afterwards the next one does, by the same number.
    subscribing.deliver()
    assert len(listener.news()) == 1
    Subscription.objects.update(claimed_until=subscribing.stands(found).created_at)
    subscribing.deliver()
    first, again = listener.news()
    assert first.numbers == again.numbers == [1]
    assert subscribing.ids_of(again.events) == [str(own_id)]
    assert Notice.objects.get().state == State.DELIVERED
    with rows_of(world.patients["kari"]):
        rows = AccessEvent.objects.filter(actor_name="The listener", action="list")
        assert rows.count() == 1


def test_of_two_asked_for_at_once_one_is_too_many(
    committed_world: World, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FHIR_LIMITS = {**settings.FHIR_LIMITS, "subscriptions": 1}
    world = committed_world
    url = "https://ehr.example.no/news"
    who = subscribing.caller(subscribing.client(world))
    endpoints.register(subscribing.client(world), url)
    held = held_until_all_have_read(resources._hold_limit, 2)
    monkeypatch.setattr(resources, "_hold_limit", held)
    statuses: list[int] = []

    def ask() -> None:
        body = subscribing.asked(url)
        statuses.append(call(world, who, "POST", "Subscription", body=body).status)

    assert all_at_once([ask, ask]) == ["done", "done"]
    assert sorted(statuses) == [201, 422]
    assert Subscription.objects.count() == 1


@pytest.mark.attack(72)
def test_of_all_workers_one_waits_for_slow_systems(
    committed_world: World, listener: Receiver
) -> None:
    """The others go on with what else the portal has to do."""
    found = active(committed_world, listener)
    subscribing.observe(committed_world)
    begun, over = threading.Event(), threading.Event()

    def another_worker() -> None:
        with delivery._turn() as is_ours:
            assert is_ours
            begun.set()
            over.wait(PATIENCE)
        connections.close_all()

    thread = threading.Thread(target=another_worker)
    thread.start()
    assert begun.wait(PATIENCE)
    for task in (tasks.deliver, tasks.sweep_subscriptions):
        task()
    assert not listener.news()
    over.set()
    thread.join()
    tasks.deliver()
    assert listener.numbers() == [1]
    assert subscribing.stands(found).failures == 0


def test_what_is_new_while_a_system_is_slow_is_told_in_the_same_run(
    committed_world: World, listener: Receiver
) -> None:
    world = committed_world
    first = active(world, listener)
    with receiver.running() as quick:
        second = active(world, quick)
        over = threading.Event()
        listener.answer = lambda got: 200 if over.wait(PATIENCE) else 500
        subscribing.observe(world)
        Subscription.objects.filter(id=second.id).update(due_at=clock.now() + LATER)

        def deliver() -> None:
            tasks.deliver()
            connections.close_all()

        thread = threading.Thread(target=deliver)
        thread.start()
        while not listener.news():
            listener.wait()
        subscribing.due_now(second)
        while not quick.news():
            quick.wait()
        # The slow one has neither answered nor run out of time.
        assert subscribing.stands(first).claim
        over.set()
        thread.join()
    assert listener.numbers() == quick.numbers() == [1]
