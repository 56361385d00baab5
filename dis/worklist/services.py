"""Writes of tasks: ask, take, answer, withdraw. Each step keeps who, when and what was said."""

import calendar
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from access.actor import Actor
from access.codes import Audience, Kind
from access.grant import Grant
from common import clock
from common.errors import DisError
from people.codes import RoleCode
from worklist import selectors
from worklist.codes import OPEN, RequesterKind, TaskCode, TaskStatus
from worklist.models import Task, TaskEvent, TaskRead
from worklist.owners import Owner

_REQUESTERS = {
    Audience.PARENT: RequesterKind.PARENT,
    Audience.PROXY: RequesterKind.PROXY,
}


class NotThere(DisError):
    """There is no such task for this person."""


class Stale(DisError):
    """Somebody has changed the task since the page was opened; nothing was done."""


class AlreadyAsked(DisError):
    """The same person has an open request about the same."""

    def __init__(self, task_id: uuid.UUID) -> None:
        self.task_id = task_id
        super().__init__(str(task_id))


@dataclass(frozen=True)
class Request:
    """What a citizen asks for. `key` is that of the form: sent twice it makes one task."""

    code: TaskCode
    focus_type: str
    focus_id: uuid.UUID
    focus_text: str
    owner: Owner
    key: uuid.UUID
    description: str = ""
    period_text: str = ""
    about_person_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Worker:
    """Who works on a task, for the owner."""

    person_id: uuid.UUID
    role_id: uuid.UUID
    name: str
    role_code: str

    @classmethod
    def of(cls, actor: Actor) -> "Worker":
        if actor.role is None or actor.person_id is None:
            raise TypeError("Tasks are worked on in a role.")
        return cls(actor.person_id, actor.role.id, actor.role.practitioner_name, actor.role.code)


def ask(grant: Grant, request: Request) -> Task:
    """A new task, or the one that the same form has made before; else AlreadyAsked.

    Two constraints of the database are the last guard where two forms are sent at once.
    """
    grant.check(Kind.TASK, write=True)
    found = _asked_before(grant, request)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            task = _new(grant, request)
            Task.objects.add(grant, [task])
    except IntegrityError:
        found = _asked_before(grant, request)
        if found is None:
            raise
        return found
    _tell_citizen(grant, task, from_status="", words="")
    return task


def mark_read(grant: Grant, task: Task) -> None:
    """Remember that its requester has been shown the task as it is now."""
    seen = TaskRead.objects.under(grant).filter(task=task)
    if seen.update(version=task.version):
        return
    row = TaskRead(
        patient_id=task.patient_id, task=task, person_id=task.requester_id, version=task.version
    )
    try:
        with transaction.atomic():
            TaskRead.objects.add(grant, [row])
    except IntegrityError:
        seen.update(version=task.version)


def comment(grant: Grant, *, task_id: uuid.UUID, words: str) -> Task:
    """More words from who asked; Stale once the task is closed."""
    task = _locked(grant, task_id)
    if task.status not in OPEN:
        raise Stale
    _change(grant, task)
    _tell_citizen(grant, task, from_status=task.status, words=words)
    return task


def cancel(grant: Grant, *, task_id: uuid.UUID) -> Task:
    """Withdraw what nobody has begun on; Stale once somebody has."""
    task = _locked(grant, task_id)
    if task.status != TaskStatus.REQUESTED:
        raise Stale
    _change(grant, task, status=TaskStatus.CANCELLED)
    _tell_citizen(grant, task, from_status=TaskStatus.REQUESTED, words="")
    return task


def take(grant: Grant, worker: Worker, *, task_id: uuid.UUID, version: int) -> Task:
    """Take the task into one's own hands, from the queue or from a colleague."""
    task = _locked(grant, task_id, version)
    former = task.status
    taken = {"assignee_id": worker.role_id, "assignee_name": worker.name}
    _change(grant, task, status=TaskStatus.IN_PROGRESS, **taken)
    _tell(grant, task, worker, from_status=former)
    return task


def hand_back(grant: Grant, worker: Worker, *, task_id: uuid.UUID, version: int) -> Task:
    """Put the task back in the queue; it stays begun. Stale if it is in other hands."""
    task = _in_hands_of(grant, worker, task_id, version)
    _change(grant, task, status=TaskStatus.ACCEPTED, assignee_id=None, assignee_name="")
    _tell(grant, task, worker, from_status=TaskStatus.IN_PROGRESS)
    return task


def note(grant: Grant, worker: Worker, *, task_id: uuid.UUID, version: int, words: str) -> Task:
    """A note for colleagues, which the patient never sees."""
    task = _locked(grant, task_id, version)
    _change(grant, task)
    _tell(grant, task, worker, from_status=task.status, words=words, is_internal=True)
    return task


def complete(grant: Grant, worker: Worker, *, task_id: uuid.UUID, version: int, words: str) -> Task:
    """Answer and close; the requester sees the words at once. Stale if it is in other hands."""
    return _close(grant, worker, task_id, version, TaskStatus.COMPLETED, words)


def reject(grant: Grant, worker: Worker, *, task_id: uuid.UUID, version: int, words: str) -> Task:
    """Turn down with a reason, and close. Stale if it is in other hands."""
    return _close(grant, worker, task_id, version, TaskStatus.REJECTED, words)


def may_give_copy(worker: Worker, task: Task) -> bool:
    """Whether the worker may grant a copy of everything on it: a request for access, answered by
    a privacy officer."""
    is_access = task.code == TaskCode.ACCESS
    return is_access and worker.role_code == RoleCode.PRIVACY_OFFICER


def due_on(asked_on: date) -> date:
    """One month later, on the same day of the month or its last (GDPR article 12(3))."""
    year, month = (
        (asked_on.year, asked_on.month + 1) if asked_on.month < 12 else (asked_on.year + 1, 1)
    )
    return date(year, month, min(asked_on.day, calendar.monthrange(year, month)[1]))


def _asked_before(grant: Grant, request: Request) -> Task | None:
    """The task of the same form; AlreadyAsked where another form has asked about the same."""
    sent: Task | None = Task.objects.under(grant).filter(submission_key=request.key).first()
    if sent is not None:
        return sent
    same = selectors.open_task(grant, request.code, request.focus_id)
    if same is not None and same.submission_key != request.key:
        raise AlreadyAsked(same.id)
    return same  # Of the same form, where it was sent between the two questions.


def _new(grant: Grant, request: Request) -> Task:
    now = clock.now()
    if grant.reader_id is None:
        raise TypeError("A request is made by a person.")
    return Task(
        patient_id=grant.patient_id,
        code=request.code,
        owner_id=request.owner.id,
        owner_name=request.owner.name,
        focus_type=request.focus_type,
        focus_id=request.focus_id,
        focus_text=request.focus_text,
        about_person_id=request.about_person_id,
        requester_id=grant.reader_id,
        requester_name=grant.facts.actor_name,
        requester_kind=_REQUESTERS.get(grant.audience, RequesterKind.PATIENT),
        description=request.description,
        period_text=request.period_text,
        authored_at=now,
        modified_at=now,
        due_on=due_on(clock.today()),
        submission_key=request.key,
    )


def _locked(grant: Grant, task_id: uuid.UUID, version: int | None = None) -> Task:
    """The task, locked and read anew; Stale if it is not in the version that the page showed."""
    grant.check(Kind.TASK, write=True)
    task: Task | None = Task.objects.under(grant).select_for_update().filter(id=task_id).first()
    if task is None:
        raise NotThere
    if version is not None and (task.version != version or task.status not in OPEN):
        raise Stale
    return task


def _in_hands_of(grant: Grant, worker: Worker, task_id: uuid.UUID, version: int) -> Task:
    task = _locked(grant, task_id, version)
    if task.assignee_id != worker.role_id:
        raise Stale
    return task


def _close(
    grant: Grant,
    worker: Worker,
    task_id: uuid.UUID,
    version: int,
    status: TaskStatus,
    words: str,
) -> Task:
    task = _in_hands_of(grant, worker, task_id, version)
    _change(grant, task, status=status)
    _tell(grant, task, worker, from_status=TaskStatus.IN_PROGRESS, words=words)
    return task


def _change(grant: Grant, task: Task, **columns: Any) -> None:
    """The next version of a locked task."""
    columns |= {"version": task.version + 1, "modified_at": clock.now()}
    for name, value in columns.items():
        setattr(task, name, value)
    task.save(update_fields=list(columns))
    grant.note([selectors.item(task, "written")])


def _tell_citizen(grant: Grant, task: Task, *, from_status: str, words: str) -> None:
    event = _event(task, from_status=from_status, words=words)
    event.author_id, event.author_name = task.requester_id, task.requester_name
    TaskEvent.objects.add(grant, [event])


def _tell(
    grant: Grant,
    task: Task,
    worker: Worker,
    *,
    from_status: str,
    words: str = "",
    is_internal: bool = False,
) -> None:
    event = _event(task, from_status=from_status, words=words)
    event.author_id, event.author_name = worker.person_id, worker.name
    event.author_role, event.is_staff_side = worker.role_code, True
    event.is_internal = is_internal
    TaskEvent.objects.add(grant, [event])


def _event(task: Task, *, from_status: str, words: str) -> TaskEvent:
    return TaskEvent(
        patient_id=task.patient_id,
        task=task,
        recorded_at=task.modified_at,
        version=task.version,
        is_staff_side=False,
        from_status=from_status,
        to_status=task.status,
        words=words,
    )
