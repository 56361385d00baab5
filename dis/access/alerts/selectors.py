"""Reads of alerts: those that an officer may handle, and the patients of one, under a Grant."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection
from django.db.models import QuerySet

from access.alerts.codes import DECIDED, OPEN
from access.codes import Kind
from access.grant import Grant, Item
from access.models import AccessEvent, AlertPatient, AlertStep, ReadingAlert
from common import clock
from people.directory import Role

DECIDED_FOR = timedelta(days=365)
VIEWS = ("open", "late", "decided")


@dataclass(frozen=True)
class Wanted:
    """Which alerts to list; what is not offered narrows nothing."""

    view: str = "open"
    rule: str = ""

    def narrow(self, alerts: QuerySet[ReadingAlert]) -> QuerySet[ReadingAlert]:
        if self.rule:
            alerts = alerts.filter(rules__contains=[self.rule])
        if self.view == "decided":
            since = clock.now() - DECIDED_FOR
            return alerts.filter(state__in=DECIDED, raised_at__gte=since).order_by(
                "-raised_at", "id"
            )
        alerts = alerts.filter(state__in=OPEN)
        if self.view == "late":
            alerts = alerts.filter(due_on__lt=clock.today())
        return alerts.order_by("due_on", "-score", "id")


@dataclass
class PatientsOf:
    """The named look-up behind one alert: `most` of its patients from `first` on, and how many
    there are. None of an alert that this officer may not handle."""

    alert_id: uuid.UUID
    role: Role | None
    first: int = 0
    most: int = 25
    total: int = field(default=0, init=False)

    def page(self, legal_entity_id: uuid.UUID) -> list[uuid.UUID]:
        role_id = self.role.id if self.role else None
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM access_alert_patients(%s, %s, %s, %s)",
                [self.alert_id, legal_entity_id, role_id, clock.now()],
            )
            found = [row[0] for row in cursor.fetchall()]
        self.total = len(found)
        return found[self.first : self.first + self.most]


def alerts(grant: Grant, role: Role) -> QuerySet[ReadingAlert]:
    """The alerts of the officer's organisation that the officer may handle."""
    grant.check(Kind.REVIEW)
    return _of(role).exclude(id__in=_withheld(role))


def withheld_count(grant: Grant, role: Role) -> int:
    """How many open ones somebody else must handle. The number is all that the officer learns."""
    grant.check(Kind.REVIEW)
    return _of(role).filter(id__in=_withheld(role), state__in=OPEN).count()


def counts(role: Role) -> tuple[int, int]:
    """How many open alerts wait for this officer, and how many of them are late. Nobody's name."""
    found = _of(role).filter(state__in=OPEN).exclude(id__in=_withheld(role))
    return found.count(), found.filter(due_on__lt=clock.today()).count()


def of_nobody(legal_entity_id: uuid.UUID) -> int:
    """How many open alerts no privacy officer of the organisation may handle."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access_alerts_of_nobody(%s, %s, %s)",
            [legal_entity_id, clock.now(), clock.today()],
        )
        found: int = cursor.fetchone()[0]
    return found


def patients(grant: Grant, alert: ReadingAlert) -> list[AlertPatient]:
    """The alert's patients among those of the Grant, the highest score first."""
    found = AlertPatient.objects.under(grant).filter(alert=alert)
    return list(found.order_by("-score", "first_at", "patient_id"))


def alert(grant: Grant, role: Role, alert_id: uuid.UUID) -> ReadingAlert | None:
    """One alert, or None where it is not there or not for this officer."""
    return alerts(grant, role).filter(id=alert_id).first()


def timeline(grant: Grant, alert: ReadingAlert, most: int = 2_000) -> list[AccessEvent]:
    """What the person did in the records of the Grant's patients in the time of the alert."""
    grant.check(Kind.REVIEW)
    found = AccessEvent.objects.filter(
        patient_id__in=grant.patient_ids,
        person_id=alert.person_id,
        legal_entity_id=alert.legal_entity_id,
        recorded_at__gte=alert.first_at,
        recorded_at__lte=alert.last_at,
        is_permitted=True,
    )
    return list(found.order_by("recorded_at", "id")[:most])


def history(alert: ReadingAlert) -> Sequence[AlertStep]:
    return list(alert.steps.order_by("version"))


def item(alert: ReadingAlert, patient_id: uuid.UUID, outcome: str = "shown") -> Item:
    return Item("ReadingAlert", alert.id, alert.version, patient_id, outcome)


def _of(role: Role) -> QuerySet[ReadingAlert]:
    return ReadingAlert.objects.filter(legal_entity_id=role.legal_entity_id)


def _withheld(role: Role) -> list[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM access_alerts_withheld(%s, %s, %s)",
            [role.legal_entity_id, role.id, clock.now()],
        )
        return [row[0] for row in cursor.fetchall()]
