"""Owns how tests of messages tell patients something, deliver it, and look at what became of it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from access.codes import NoticeCode
from access.models import PatientNotice
from common import clock
from demo.cast.persons import persons
from notify import delivery
from notify.models import NoticeMessage
from people.models import Person, User
from tests.cast import World
from tests.log_reading import rows_of
from tests.signin_helper import user_of

MOBILE = "+4740000001"


def noon() -> datetime:
    """Today at noon in Norway: nobody is told anything at night."""
    return clock.now().astimezone(clock.OSLO).replace(hour=12, minute=0, second=0, microsecond=0)


def number(slug: str) -> str:
    return persons(clock.today())[slug].national_id


def uses_the_portal(world: World, slug: str, days_ago: int = 1) -> None:
    user = user_of(Person.objects.get(id=world.persons[slug]))
    User.objects.filter(pk=user.pk).update(last_login=clock.now() - timedelta(days=days_ago))


def notice(patient_id: uuid.UUID, code: NoticeCode = NoticeCode.ANSWER) -> uuid.UUID:
    """Something that the patient should know of, as the portal tells it."""
    with rows_of(patient_id):
        row = PatientNotice.ungated.create(
            patient_id=patient_id, code=code, recorded_at=clock.now()
        )
    return uuid.UUID(str(row.id))


def deliver() -> int:
    return delivery.deliver(5)


def messages(patient_id: uuid.UUID) -> list[Any]:
    with rows_of(patient_id):
        rows = NoticeMessage.ungated.filter(patient_id=patient_id)
        return list(rows.order_by("recorded_at", "repetition", "id"))


def became(patient_id: uuid.UUID) -> list[tuple[str, str, str]]:
    """State, reason and channel of the patient's messages, in order."""
    return [(row.state, row.reason, row.channel) for row in messages(patient_id)]
