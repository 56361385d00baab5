"""What pages show of tasks, as plain values made inside the Grant."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common import clock, lists
from common.clock import OSLO
from people.codes import RoleCode
from worklist.codes import ANSWERED, OPEN, RequesterKind, TaskCode, TaskStatus
from worklist.selectors import Queue, is_unread

if TYPE_CHECKING:
    from access.models import AccessEvent
    from people.models import Patient
    from worklist.models import Task, TaskEvent

_TONES = {
    TaskStatus.REQUESTED: "neutral",
    TaskStatus.ACCEPTED: "info",
    TaskStatus.IN_PROGRESS: "info",
    TaskStatus.COMPLETED: "success",
    TaskStatus.REJECTED: "warning",
    TaskStatus.CANCELLED: "neutral",
}


@dataclass(frozen=True)
class Summary:
    """What both sides see of a task in a list."""

    id: uuid.UUID
    url: str
    code_text: str
    status_text: str
    status_tone: str
    focus_text: str
    owner_name: str
    authored_at: datetime
    due_on: date
    is_open: bool
    is_overdue: bool
    is_unread: bool


@dataclass(frozen=True)
class Step:
    """One line of the history; `words` are shown under it."""

    at: datetime
    who: str
    text: str
    words: str
    is_internal: bool


@dataclass(frozen=True)
class OwnPage:
    """A request as who made it reads it."""

    summary: Summary
    status_words: str
    period_text: str
    description: str
    answer: Step | None
    history: Sequence[Step]
    may_cancel: bool
    copy_url: str = ""
    copy_until: datetime | None = None


@dataclass(frozen=True)
class QueueRow:
    summary: Summary
    patient_name: str
    birth_date: date | None
    assignee_name: str
    is_mine: bool


@dataclass(frozen=True)
class TaskPage:
    """A request as staff of its owner read it: nothing of the record but its focus in words."""

    summary: Summary
    patient_name: str
    birth_date: date | None
    requester_name: str
    requester_text: Any
    period_text: str
    description: str
    assignee_name: str
    is_mine: bool
    version: int
    history: Sequence[Step]
    may_give_copy: bool = False


def own_summary(task: Task) -> Summary:
    return _summary(task, reverse("worklist:request", args=[task.id]))


def own_page(
    task: Task, events: Sequence[TaskEvent], *, copy_until: datetime | None = None
) -> OwnPage:
    """`copy_until`: until when who asked may fetch a copy of everything (access.copies)."""
    answers = [event for event in events if event.to_status in ANSWERED]
    status = TaskStatus(task.status)
    return OwnPage(
        summary=own_summary(task),
        status_words=_STATUS_WORDS[status]() % {"owner": task.owner_name},
        period_text=task.period_text,
        description=task.description,
        answer=_step(answers[-1]) if answers else None,
        # The words of the answer stand above it, on their own.
        history=[
            _step(event) if event not in answers else _without_words(event) for event in events
        ],
        may_cancel=status == TaskStatus.REQUESTED,
        copy_url=reverse("worklist:copy", args=[task.id]) if copy_until else "",
        copy_until=copy_until,
    )


def queue_row(task: Task, patient: Patient, role_id: uuid.UUID | None) -> QueueRow:
    return QueueRow(
        summary=_summary(task, reverse("worklist:task", args=[task.id])),
        patient_name=patient.name,
        birth_date=patient.birth_date,
        assignee_name=task.assignee_name,
        is_mine=_is_mine(task, role_id),
    )


def task_page(
    task: Task, patient: Patient, events: Sequence[TaskEvent], role_id: uuid.UUID | None
) -> TaskPage:
    is_other = task.requester_kind != RequesterKind.PATIENT
    return TaskPage(
        summary=_summary(task, reverse("worklist:task", args=[task.id])),
        patient_name=patient.name,
        birth_date=patient.birth_date,
        requester_name=task.requester_name if is_other else "",
        requester_text=RequesterKind(task.requester_kind).label,
        period_text=task.period_text,
        description=task.description,
        assignee_name=task.assignee_name,
        is_mine=_is_mine(task, role_id),
        version=task.version,
        history=[_step(event) for event in events],
    )


def name(task: Task) -> str:
    """One line that names a request in the log."""
    words = {"kind": TaskCode(task.code).label, "focus": task.focus_text}
    return _("Your request «%(kind)s»: %(focus)s") % words


def looked(event: AccessEvent) -> str:
    """Who looked, where and when, as the log says it."""
    role = str(RoleCode(event.role_code).label) if event.role_code in RoleCode.values else ""
    place = event.point_of_care_name or event.legal_entity_name
    who = [event.actor_name, role, event.unit_name, place]
    words = ", ".join(dict.fromkeys(each for each in who if each))
    return f"{words} · {event.recorded_at.astimezone(OSLO):%d.%m.%Y %H:%M}"


def tabs(queue: Queue) -> list[lists.Tab]:
    words = {
        "open": _("Not answered"),
        "mine": _("Taken by me"),
        "done": _("Closed in the last 90 days"),
    }
    return lists.tabs(reverse("worklist:queue"), words, queue.state)


def filters(queue: Queue) -> list[Mapping[str, Any]]:
    """The filter field of the queue, for components/filter_bar.html."""
    words = {code.value: str(code.label) for code in TaskCode}
    return [lists.select("type", _("What it is about"), words, queue.code)]


def _summary(task: Task, url: str) -> Summary:
    status = TaskStatus(task.status)
    return Summary(
        id=task.id,
        url=url,
        code_text=str(TaskCode(task.code).label),
        status_text=str(status.label),
        status_tone=_TONES[status],
        focus_text=task.focus_text,
        owner_name=task.owner_name,
        authored_at=task.authored_at,
        due_on=task.due_on,
        is_open=status in OPEN,
        is_overdue=status in OPEN and task.due_on < clock.today(),
        is_unread=is_unread(task),
    )


def _is_mine(task: Task, role_id: uuid.UUID | None) -> bool:
    return task.status == TaskStatus.IN_PROGRESS and task.assignee_id == role_id


def _step(event: TaskEvent) -> Step:
    role = event.author_role
    title = str(RoleCode(role).label) if role in RoleCode.values else ""
    return Step(
        at=event.recorded_at,
        who=f"{event.author_name}, {title}" if title else event.author_name,
        text=_step_text(event),
        words=event.words,
        is_internal=event.is_internal,
    )


def _without_words(event: TaskEvent) -> Step:
    return replace(_step(event), words="")


def _step_text(event: TaskEvent) -> str:
    if event.is_internal:
        return _("Note for colleagues")
    if event.from_status == event.to_status:
        is_taken_over = event.is_staff_side
        return _("Took over the request") if is_taken_over else _("Wrote more")
    return _STEPS[TaskStatus(event.to_status)]()


_STEPS: dict[TaskStatus, Callable[[], str]] = {
    TaskStatus.REQUESTED: lambda: _("Sent the request"),
    TaskStatus.ACCEPTED: lambda: _("Put the request back for a colleague"),
    TaskStatus.IN_PROGRESS: lambda: _("Began to handle the request"),
    TaskStatus.COMPLETED: lambda: pgettext("event", "Answered"),
    TaskStatus.REJECTED: lambda: _("Turned down the request"),
    TaskStatus.CANCELLED: lambda: _("Withdrew the request"),
}
_STATUS_WORDS: dict[TaskStatus, Callable[[], str]] = {
    TaskStatus.REQUESTED: lambda: _(
        "%(owner)s has got your request. Nobody has begun to handle it yet."
    ),
    TaskStatus.ACCEPTED: lambda: _("%(owner)s has begun to handle your request."),
    TaskStatus.IN_PROGRESS: lambda: _("%(owner)s is handling your request."),
    TaskStatus.COMPLETED: lambda: _("%(owner)s has answered you."),
    TaskStatus.REJECTED: lambda: _("%(owner)s has turned down what you asked for, and says why."),
    TaskStatus.CANCELLED: lambda: _("You withdrew the request. %(owner)s does nothing more."),
}
