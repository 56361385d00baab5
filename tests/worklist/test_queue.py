"""The queue of an organisation: what is in it, in which order, and with very much in it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common import clock
from tests.cast import World
from tests.log_reading import rows_of
from worklist import services
from worklist.codes import TaskCode, TaskStatus
from worklist.models import Task

pytestmark = pytest.mark.django_db
MANY = 500


def put(world: World, count: int, patients: Sequence[str] = ("kari", "ola"), **more: Any) -> None:
    """Requests of these patients to the hospital, due on one day after the other."""
    now = clock.now()
    for number in range(count):
        slug = patients[number % len(patients)]
        values = {
            "patient_id": world.patients[slug],
            "code": TaskCode.ACCESS,
            "owner_id": world.roles["vik"].legal_entity_id,
            "owner_name": "UNN",
            "focus_type": "DocumentReference",
            "focus_id": uuid.uuid4(),
            "focus_text": f"Dokument {number}",
            "requester_id": world.persons[slug],
            "requester_name": slug,
            "requester_kind": "patient",
            "authored_at": now,
            "modified_at": now,
            "due_on": clock.today() + timedelta(days=number + 40),
            "submission_key": uuid.uuid4(),
        }
        with rows_of(world.patients[slug]):
            Task.ungated.create(**(values | more))


def rows(world: World, query: str = "", slug: str = "vik") -> Any:
    answer = world.sign_in(slug).get(f"/oppgaver/{query}")
    assert answer.status_code == 200
    return answer.context["page"]


def test_five_hundred_requests_are_fifty_a_page_and_none_is_left_out(world: World) -> None:
    before = rows(world).paginator.count
    put(world, MANY - before)
    first = rows(world)
    assert (first.paginator.count, len(first.object_list)) == (MANY, 50)
    pages = [rows(world, f"?page={number}") for number in range(1, 11)]
    found = [row.summary for page in pages for row in page.object_list]
    assert len({row.id for row in found}) == MANY
    assert [row.due_on for row in found] == sorted(row.due_on for row in found)


def test_the_queue_asks_the_database_as_often_however_much_is_in_it(world: World) -> None:
    vik = world.sign_in("vik")
    counts = []
    for more in (1, 40):
        put(world, more)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            vik.get("/oppgaver/")
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 1  # One event more, of the second patient.


def test_an_overdue_request_stands_first_and_says_so_in_words(world: World) -> None:
    put(world, 1, due_on=clock.today() - timedelta(days=1))
    page = rows(world)
    assert page.object_list[0].summary.is_overdue
    assert not any(row.summary.is_overdue for row in page.object_list[1:])
    home = world.sign_in("vik").get("/administrasjon/").content.decode()
    assert "/oppgaver/" in home


def test_what_is_due_today_is_not_overdue(world: World) -> None:
    put(world, 1, due_on=clock.today())
    assert not rows(world).object_list[0].summary.is_overdue


def test_the_queue_is_narrowed_by_kind_and_by_whose_it_is(world: World) -> None:
    put(world, 2, code=TaskCode.LOG_QUESTION)
    put(world, 1, status=TaskStatus.IN_PROGRESS, assignee_id=world.roles["vik"].id)
    kinds = {row.summary.code_text for row in rows(world, "?type=log-question").object_list}
    assert kinds == {str(TaskCode.LOG_QUESTION.label)}
    assert [row.is_mine for row in rows(world, "?vis=mine").object_list] == [True]
    assert rows(world, "?vis=mine", "sekretar").object_list == []
    assert rows(world, "?type=x&vis=y&page=-1").paginator.count == rows(world).paginator.count


def test_what_is_done_is_shown_for_ninety_days(world: World) -> None:
    put(world, 1, status=TaskStatus.COMPLETED, modified_at=clock.now() - timedelta(days=89))
    put(world, 1, status=TaskStatus.REJECTED, modified_at=clock.now() - timedelta(days=91))
    found = [row.summary.status_text for row in rows(world, "?vis=done").object_list]
    assert found == [str(TaskStatus.COMPLETED.label)]


@pytest.mark.parametrize(
    ("asked_on", "due_on"),
    [
        (date(2026, 11, 23), date(2026, 12, 23)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 30), date(2028, 2, 29)),
        (date(2026, 3, 31), date(2026, 4, 30)),
    ],
)
def test_an_answer_is_due_within_a_month(asked_on: date, due_on: date) -> None:
    assert services.due_on(asked_on) == due_on
