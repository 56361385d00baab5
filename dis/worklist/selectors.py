"""Reads of tasks, all under a Grant but the named look-ups that lead to one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from access.grant import Grant, Item
from common import clock
from worklist.codes import ANSWERED, DONE, OPEN, TaskCode, TaskStatus
from worklist.models import Task, TaskEvent, TaskRead

DONE_FOR = timedelta(days=90)
STATES = ("open", "mine", "done")


@dataclass(frozen=True)
class Queue:
    """Which tasks of an owner to list: open ones, those a role has taken, or those done lately."""

    state: str = "open"
    code: str = ""
    role_id: uuid.UUID | None = None

    @property
    def statuses(self) -> Sequence[str]:
        return {"open": OPEN, "mine": (TaskStatus.IN_PROGRESS,), "done": DONE}[self.state]

    @property
    def since(self) -> datetime | None:
        return clock.now() - DONE_FOR if self.state == "done" else None


@dataclass
class Patients:
    """The named look-up behind a queue; keeps how many patients somebody else must answer:
    those who have blocked the reader, the reader himself and his children, and whoever has asked
    about him."""

    role_id: uuid.UUID | None
    queue: Queue = field(default_factory=Queue)
    task_id: uuid.UUID | None = None
    withheld_count: int = 0

    def of(self, legal_entity_id: uuid.UUID) -> list[uuid.UUID]:
        """The patients with such tasks of this legal entity."""
        statuses = [*OPEN, *DONE] if self.task_id else list(self.queue.statuses)
        since = None if self.task_id else self.queue.since
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM worklist_patients(%s, %s, %s, %s, %s, %s, %s)",
                [
                    *(legal_entity_id, self.role_id, statuses, since, self.task_id),
                    *(clock.now(), clock.today()),
                ],
            )
            rows = cursor.fetchall()
        self.withheld_count = sum(is_withheld for _, is_withheld in rows)
        return [patient_id for patient_id, is_withheld in rows if not is_withheld]

    def only(self, legal_entity_id: uuid.UUID) -> uuid.UUID | None:
        """The patient of the one task asked for, if it is this legal entity's."""
        found = self.of(legal_entity_id)
        return found[0] if found else None


def counts(legal_entity_id: uuid.UUID, role_id: uuid.UUID) -> tuple[int, int]:
    """How many tasks of a legal entity wait for this role, and how many of them are overdue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM worklist_counts(%s, %s, %s, %s, %s)",
            [legal_entity_id, role_id, list(OPEN), clock.now(), clock.today()],
        )
        open_count, overdue_count = cursor.fetchone()
    return open_count, overdue_count


def queued(grant: Grant, queue: Queue) -> QuerySet[Task]:
    """The tasks of a queue, those due first on top; what is done with the latest on top."""
    found: QuerySet[Task] = Task.objects.under(grant).filter(status__in=queue.statuses)
    if queue.code:
        found = found.filter(code=queue.code)
    if queue.state == "mine":
        found = found.filter(assignee_id=queue.role_id)
    if queue.since:
        return found.filter(modified_at__gte=queue.since).order_by("-modified_at", "id")
    return found.order_by("due_on", "authored_at", "id")


def own(grant: Grant) -> QuerySet[Task]:
    """What the reader has asked for the patient of the Grant, newest first; `is_unread` marks
    answers that he has not opened."""
    read = TaskRead.objects.under(grant).filter(
        task=OuterRef("id"), version__gte=OuterRef("version")
    )
    found: QuerySet[Task] = Task.objects.under(grant).annotate(is_read=Exists(read))
    return found.order_by("-authored_at", "-id")


def is_unread(task: Task) -> bool:
    return task.status in ANSWERED and not getattr(task, "is_read", False)


def task(grant: Grant, task_id: uuid.UUID) -> Task | None:
    """One task, or None where it is not there or not for this reader."""
    found: Task | None = Task.objects.under(grant).filter(id=task_id).first()
    return found


def history(grant: Grant, task_id: uuid.UUID) -> list[TaskEvent]:
    """What has happened with a task, as far as the reader may know, oldest first."""
    return list(TaskEvent.objects.under(grant).filter(task_id=task_id).order_by("version"))


def open_task(grant: Grant, code: TaskCode, focus_id: uuid.UUID) -> Task | None:
    """What the reader has asked already about the same, and not got an answer to."""
    found: Task | None = (
        Task.objects.under(grant).filter(code=code, focus_id=focus_id, status__in=OPEN).first()
    )
    return found


def by_id(grant: Grant, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Task]:
    """Those of the tasks that the reader may see."""
    return dict(Task.objects.under(grant).in_bulk(list(ids)))


def item(task: Task, outcome: str) -> Item:
    """What the log keeps of a task: the organisation that was asked answers for it."""
    owner = task.owner_name
    return Item("Task", task.id, task.version, task.patient_id, outcome, owner)
