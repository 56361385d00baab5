"""Asking about a row of the log: which rows, and the page of the app that takes the questions."""

import uuid

from django.urls import reverse

from access.actor import ActorKind
from access.codes import Kind
from access.grant import Grant
from access.models import AccessEvent
from common.declarations import LogQuestion

_declared: list[LogQuestion] = []


def fill(question: LogQuestion | None) -> None:
    """Take the declaration; what was there before is forgotten."""
    _declared[:] = [question] if question else []


def ask_url(event_id: uuid.UUID) -> str:
    """The page on which to ask about that row; empty where nobody takes questions."""
    return reverse(_declared[0].url_name, kwargs={"event_id": event_id}) if _declared else ""


def event(grant: Grant, event_id: uuid.UUID) -> AccessEvent | None:
    """The row, if it is one that the reader of the log is shown: a look by somebody else."""
    grant.check(Kind.LOG)
    rows = AccessEvent.objects.filter(patient_id=grant.patient_id, is_permitted=True, id=event_id)
    return rows.exclude(actor_kind=ActorKind.SYSTEM).exclude(person_id=grant.reader_id).first()
