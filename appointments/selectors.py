"""Reads of appointments, all under a Grant."""

import uuid
from collections.abc import Mapping, Sequence

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from access import received
from access.grant import Grant, Item
from access.records import PatientRecord
from appointments.codes import HOLDING, UNDECIDED
from appointments.models import Appointment, AppointmentEvent

_NOT_SHOWN = ("wire", "digest", "search")
# Events go first: they name what they are about.
SHARED: tuple[type[PatientRecord], ...] = (AppointmentEvent, Appointment)


def upcoming(grant: Grant) -> QuerySet[Appointment]:
    """Those that are not over, cancelled ones among them; the next one first."""
    found = _all(grant).filter(_not_over(grant))
    return found.order_by(F("begins").asc(nulls_last=True), "id")


def past(grant: Grant) -> QuerySet[Appointment]:
    found = _all(grant).exclude(pk__in=_all(grant).filter(_not_over(grant)).values("pk"))
    return found.order_by(F("begins").desc(nulls_last=True), "id")


def next_one(grant: Grant) -> Appointment | None:
    return upcoming(grant).filter(status__in=HOLDING, start__isnull=False).first()


def one(grant: Grant, item_id: uuid.UUID) -> Appointment | None:
    found: Appointment | None = _all(grant).filter(id=item_id).first()
    return found


def begun(grant: Grant) -> QuerySet[Appointment]:
    """What has begun, for a timeline: what is ahead stands in the list of appointments."""
    return _all(grant).filter(begins__lte=grant.facts.now)


def withheld_count(grant: Grant) -> int:
    return Appointment.objects.withheld_from(grant)


def note(grant: Grant, rows: Sequence[Appointment], outcome: str = "listed") -> None:
    grant.note([item(row, outcome) for row in rows])


def item(row: Appointment, outcome: str = "listed") -> Item:
    return Item("Appointment", row.id, row.version, row.patient_id, outcome)


def names(grant: Grant, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """What the log calls them: where they are, or that they are appointments."""
    rows = Appointment.objects.under(grant).filter(id__in=ids)
    return {own_id: title or _("Appointment") for own_id, title in rows.values_list("id", "title")}


def erased(grant: Grant) -> Mapping[str, int]:
    """Delete all of the Grant's patient; how many rows of each table."""
    grant.check(AppointmentEvent.kind, write=True)
    events = AppointmentEvent.objects.under(grant).delete()[0]
    return {AppointmentEvent._meta.db_table: events, **received.erased(grant, (Appointment,))}


def _all(grant: Grant) -> QuerySet[Appointment]:
    found: QuerySet[Appointment] = Appointment.objects.under(grant)
    return found.defer(*_NOT_SHOWN)


def _not_over(grant: Grant) -> Q:
    return Q(ends__gt=grant.facts.now) | Q(ends=None, status__in=UNDECIDED)
