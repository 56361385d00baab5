"""The limit on how many records one practitioner opens in an hour, kept at the gate.

The database counts, in the transaction that opens: whatever else is down neither opens nor closes
a record. An emergency always opens. Source: security.md part 8, row 29.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction

from access.alerts import figures, raising
from access.alerts.codes import OPEN, Policy, Rule
from access.alerts.figures import Figures
from access.codes import Basis, Reason
from access.models import ReadingAlert
from common import clock
from common.errors import DisError
from people.directory import Role

HOUR = timedelta(hours=1)
_REFUSALS = {Policy.CONFIRM: Reason.CONFIRM_MANY, Policy.STOP: Reason.TOO_MANY}


class HeldBack(DisError):
    """The limit is passed, and what the organisation has decided for that keeps the record shut."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass
class Throttle:
    """One practitioner who is about to open one record."""

    role: Role
    person_id: uuid.UUID
    patient_id: uuid.UUID
    basis: str
    now: datetime
    opened: int = field(default=0, init=False)
    figures: Figures = field(init=False)

    def __post_init__(self) -> None:
        self.figures = figures.of(self.role.legal_entity_id)

    @property
    def is_over(self) -> bool:
        return self.figures.policy != Policy.OFF and self.opened > self.figures.hour_always

    def check(self) -> None:
        """Count, in the transaction that opens; raises HeldBack. Who opens two at once waits for
        himself here, so that nobody slips past the limit."""
        if self.figures.policy == Policy.OFF:
            return
        self._lock()
        self.opened = self._count() + 1
        refusal = _REFUSALS.get(Policy(self.figures.policy))
        if not self.is_over or refusal is None or self.basis == Basis.EMERGENCY:
            return
        if refusal is Reason.CONFIRM_MANY and self._has_confirmed():
            return
        raise HeldBack(refusal)

    def _lock(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"opens {self.role.practitioner_id}"],
            )

    def _count(self) -> int:
        """How many other patients were opened in the last hour, in whatever role."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT access_charts_opened(%s, %s, %s)",
                [self.role.practitioner_id, self.patient_id, self.now - HOUR],
            )
            found: int = cursor.fetchone()[0]
        return found

    def tell(self) -> None:
        """Where the limit is passed, the alert is there at once; a later look names the patients.
        Called outside any transaction."""
        if not self.is_over:
            return
        with transaction.atomic(durable=True):
            raising.lock(self.person_id, self.role.legal_entity_id)
            alert = _open_alert(self.person_id, self.role.legal_entity_id)
            if alert is None:
                self._raise()
            elif Rule.HOUR not in alert.rules:
                raising.add_rule(alert, Rule.HOUR, self.opened)

    def _raise(self) -> None:
        ReadingAlert.objects.create(
            person_id=self.person_id,
            practitioner_id=self.role.practitioner_id,
            practitioner_name=self.role.practitioner_name,
            role_id=self.role.id,
            role_code=self.role.code,
            unit_name=self.role.unit_name,
            legal_entity_id=self.role.legal_entity_id,
            rules=[Rule.HOUR],
            score=self.figures.hour,
            most_in_hour=self.opened,
            first_at=self.now - HOUR,
            last_at=self.now,
            raised_at=self.now,
            due_on=clock.today() + timedelta(days=self.figures.answer_days),
        )

    def _has_confirmed(self) -> bool:
        alert = _open_alert(self.person_id, self.role.legal_entity_id)
        return bool(alert and alert.confirmed_at and alert.confirmed_at > self.now - HOUR)


def confirm(role: Role, person_id: uuid.UUID) -> None:
    """The practitioner says that so many records are needed, for an hour. The alert tells it."""
    with transaction.atomic(durable=True):
        raising.lock(person_id, role.legal_entity_id)
        alert = _open_alert(person_id, role.legal_entity_id)
        if alert is not None:
            alert.confirmed_at = clock.now()
            alert.save(update_fields=["confirmed_at"])


def _open_alert(person_id: uuid.UUID, legal_entity_id: uuid.UUID) -> ReadingAlert | None:
    return ReadingAlert.objects.filter(
        person_id=person_id, legal_entity_id=legal_entity_id, state__in=OPEN
    ).first()
