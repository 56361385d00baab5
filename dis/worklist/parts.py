"""What tasks offer to home pages, navigation and the log."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.actor import Actor
from access.codes import Kind
from access.grant import Grant
from common.declarations import (
    Audience,
    HomeCard,
    ItemDescriber,
    LogQuestion,
    NavigationItem,
    PatientCard,
)
from worklist import presenters, selectors
from worklist.codes import ANSWERING_ROLES, OPEN

ON_HOME = 3


def _requests(grant: Grant) -> Mapping[str, Any] | None:
    """Answers that are not read first, then the newest of what is open."""
    tasks = list(selectors.own(grant))
    unread = [task for task in tasks if selectors.is_unread(task)]
    waiting = [task for task in tasks if task.status in OPEN]
    shown = [*unread, *waiting][:ON_HOME]
    if not tasks:
        return None
    grant.note([selectors.item(task, "listed") for task in shown])
    return {
        "rows": [presenters.own_summary(task) for task in shown],
        "unread_count": len(unread),
        "list_url": reverse("worklist:requests"),
    }


def _queue(request: HttpRequest) -> Mapping[str, Any] | None:
    role = Actor.from_request(request).role
    if role is None or role.code not in ANSWERING_ROLES:
        return None
    open_count, overdue_count = selectors.counts(role.legal_entity_id, role.id)
    return {
        "owner_name": role.legal_entity_name,
        "open_count": open_count,
        "overdue_count": overdue_count,
        "queue_url": reverse("worklist:queue"),
    }


def _describe(grant: Grant, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    found = selectors.by_id(grant, ids)
    return {each: presenters.name(task) for each, task in found.items()}


_STAFF = "worklist:queue"
PARTS = (
    PatientCard(25, "worklist/card_requests.html", _requests, Kind.TASK),
    HomeCard(Audience.PRACTITIONER, 30, "worklist/card_queue.html", _queue),
    HomeCard(Audience.ADMINISTRATOR, 10, "worklist/card_queue.html", _queue),
    NavigationItem(Audience.CITIZEN, 80, _("Requests"), "worklist:requests"),
    NavigationItem(Audience.PRACTITIONER, 30, _("Requests"), _STAFF, roles=ANSWERING_ROLES),
    NavigationItem(Audience.ADMINISTRATOR, 30, _("Requests"), _STAFF, roles=ANSWERING_ROLES),
)
DESCRIBERS = (ItemDescriber("Task", Kind.TASK, _describe, "worklist:request"),)
LOG_QUESTION = LogQuestion("worklist:log-question")
