"""Where a patient asks about a row of the log: declared by the app that takes the question."""

import uuid

from django.urls import reverse

from common.declarations import LogQuestion

_declared: list[LogQuestion] = []


def fill(question: LogQuestion | None) -> None:
    """Take the declaration; what was there before is forgotten."""
    _declared[:] = [question] if question else []


def ask_url(event_id: uuid.UUID) -> str:
    """The page on which to ask about that row; empty where nobody takes questions."""
    return reverse(_declared[0].url_name, kwargs={"event_id": event_id}) if _declared else ""
