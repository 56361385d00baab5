"""Several at once, for real: one effect each, nothing lost. First the race with the lock off."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import models

from tests.cast import World
from tests.together import all_at_once
from tests.worklist.asking import own_grant, staff_grant, steps_of, task_of, tasks_of
from worklist import owners, services
from worklist.codes import TaskCode, TaskStatus
from worklist.models import Task

pytestmark = pytest.mark.django_db(transaction=True)


def taking(world: World, slug: str, task_id: uuid.UUID) -> Callable[[], object]:
    def take() -> object:
        grant, worker = staff_grant(world, slug, task_id)
        with grant:
            return services.take(grant, worker, task_id=task_id, version=1)

    return take


def answering(world: World, task_id: uuid.UUID, words: str) -> Callable[[], object]:
    def answer() -> object:
        grant, worker = staff_grant(world, "vik", task_id)
        with grant:
            return services.complete(grant, worker, task_id=task_id, version=2, words=words)

    return answer


def cancelling(world: World, task_id: uuid.UUID) -> Callable[[], object]:
    def cancel() -> object:
        with own_grant(world) as grant:
            return services.cancel(grant, task_id=task_id)

    return cancel


def asking(world: World, focus_id: uuid.UUID, key: uuid.UUID | None) -> Callable[[], object]:
    owner = owners.by_id(world.roles["vik"].legal_entity_id)
    assert owner

    def ask() -> object:
        request = services.Request(
            code=TaskCode.DELETION,
            focus_type="DocumentReference",
            focus_id=focus_id,
            focus_text="Notat",
            owner=owner,
            key=key or uuid.uuid4(),
        )
        with own_grant(world) as grant:
            return services.ask(grant, request)

    return ask


def test_without_the_lock_two_take_the_same_request(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race is there: so the other tests of this file hold something."""
    world = committed_world
    task_id, both = world.tasks["kari"], threading.Barrier(2)
    change = services._change

    def unlocked(query: models.QuerySet[Any], *_more: object) -> models.QuerySet[Any]:
        return query

    def after_both_have_read(grant: Any, task: Task, **columns: Any) -> None:
        both.wait(timeout=20)
        change(grant, task, **columns)

    monkeypatch.setattr(models.QuerySet, "select_for_update", unlocked)
    monkeypatch.setattr(services, "_change", after_both_have_read)
    found = all_at_once([taking(world, slug, task_id) for slug in ("vik", "sekretar")])
    # Both believed to have it; only the constraint on the history stops the second.
    assert sorted(found) == ["IntegrityError", "done"]


@pytest.mark.attack(64)
def test_two_take_at_once_and_one_has_it(committed_world: World) -> None:
    world, task_id = committed_world, committed_world.tasks["kari"]
    found = all_at_once([taking(world, slug, task_id) for slug in ("vik", "sekretar")])
    assert sorted(found) == ["Stale", "done"]
    task = task_of(world, task_id)
    winner = ("vik", "sekretar")[found.index("done")]
    assert (task.version, task.assignee_id) == (2, world.roles[winner].id)


@pytest.mark.attack(64)
def test_two_answer_at_once_and_the_patient_gets_one_answer(committed_world: World) -> None:
    world, task_id = committed_world, committed_world.tasks["kari"]
    taking(world, "vik", task_id)()
    found = all_at_once([answering(world, task_id, words) for words in ("Ja", "Nei", "Kanskje")])
    assert sorted(found) == ["Stale", "Stale", "done"]
    answers = [step.words for step in steps_of(world, task_id) if step.words]
    assert answers == [("Ja", "Nei", "Kanskje")[found.index("done")]]


def test_withdrawing_and_taking_at_once_end_in_one_of_the_two(committed_world: World) -> None:
    world, task_id = committed_world, committed_world.tasks["kari"]
    found = all_at_once([cancelling(world, task_id), taking(world, "vik", task_id)])
    assert sorted(found) == ["Stale", "done"]
    expected = (TaskStatus.CANCELLED, TaskStatus.IN_PROGRESS)[found.index("done")]
    assert task_of(world, task_id).status == expected
    assert [step.to_status for step in steps_of(world, task_id)] == ["requested", expected]


@pytest.mark.attack(63)
def test_one_form_sent_many_times_at_once_makes_one_task(committed_world: World) -> None:
    world, focus_id = committed_world, uuid.uuid4()
    found = all_at_once([asking(world, focus_id, uuid.UUID(int=63))] * 5)
    assert set(found) == {"done"}
    assert [task.focus_id for task in tasks_of(world)].count(focus_id) == 1


def test_two_forms_about_the_same_at_once_make_one_task(committed_world: World) -> None:
    world, focus_id = committed_world, uuid.uuid4()
    found = all_at_once([asking(world, focus_id, None) for _ in range(4)])
    assert sorted(found) == ["AlreadyAsked"] * 3 + ["done"]
    assert [task.focus_id for task in tasks_of(world)].count(focus_id) == 1
