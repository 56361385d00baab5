"""What who has asked is told when the answer is late, and when there is nothing to wait for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from common import clock
from tests.cast import World
from tests.log_reading import rows_of
from worklist.models import Task

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days", "is_late"), [(0, False), (1, True)])
def test_a_late_answer_is_called_late_and_what_to_do_is_said(
    world: World, days: int, is_late: bool
) -> None:
    task_id = world.tasks["kari"]
    due_on = clock.today() - timedelta(days=days)
    with rows_of(world.patients["kari"]):
        Task.ungated.filter(id=task_id).update(due_on=due_on)
    kari = world.sign_in("kari")
    page = kari.get(f"/henvendelser/{task_id}/")
    used = {each.name for each in page.templates}
    assert ("worklist/_late.html" in used) is is_late
    assert page.content.decode().count("Statsforvalteren") == 1
    summary = page.context["page"].summary
    assert summary.is_overdue is is_late
    rows = kari.get("/henvendelser/").context["page"].object_list
    assert [row.is_overdue for row in rows if row.id == task_id] == [is_late]


def test_a_withdrawn_request_is_not_called_answered(world: World) -> None:
    kari, task_id = world.sign_in("kari"), world.tasks["kari"]
    kari.post(f"/henvendelser/{task_id}/", {"do": "cancel"})
    with translation.override("en"):
        values = {"rows": [], "unread_count": 0, "list_url": "/henvendelser/"}
        assert "answered" not in render_to_string("worklist/card_requests.html", values)
    page = kari.get("/hjem/")
    assert "worklist/card_requests.html" in {each.name for each in page.templates}
    assert "Du har fått svar på alle" not in page.content.decode()
