"""What pages show of access: the lists of a unit, and the relation that opens a record."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from access.codes import DECLARABLE, FOR_CLINICIANS, IN_CARE, ConsentBy, Ground
from access.facts import Facts
from access.stating import DAYS
from access.unit_patients import RECENT_DAYS, Listed, Order, View, Wanted
from common import clock
from people.codes import Gender

if TYPE_CHECKING:
    from people.models import Patient


@dataclass(frozen=True)
class UnitRow:
    """`hour` is when a visit of today begins, where the record system has told."""

    patient_id: uuid.UUID
    name: str
    birth_date: date | None
    gender_text: str
    relation_text: str
    since: datetime | None
    until: datetime | None
    hour: datetime | None
    is_today: bool
    opened_at: datetime | None
    is_restricted: bool
    open_url: str


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_current: bool
    says: str


@dataclass(frozen=True)
class Column:
    """A heading that orders the list; `sorted` says that it does."""

    name: str
    label: str
    url: str
    is_sorted: bool


def unit_row(patient: Patient, listed: Listed) -> UnitRow:
    since = listed.since.astimezone(clock.OSLO) if listed.since else None
    is_today = since is not None and since.date() == clock.today()
    return UnitRow(
        patient_id=patient.id,
        name=patient.name,
        birth_date=patient.birth_date,
        gender_text=str(Gender(patient.gender).label),
        relation_text=str(FOR_CLINICIANS[Ground(listed.ground)]) if listed.ground else "",
        since=listed.since,
        until=listed.until,
        hour=listed.since if is_today and since and since.time() != time() else None,
        is_today=is_today,
        opened_at=listed.opened_at,
        is_restricted=listed.is_restricted,
        open_url=reverse("access:open-record", args=[patient.id]),
    )


def tabs(wanted: Wanted) -> Sequence[Tab]:
    words = {
        View.TODAY: (
            _("Today"),
            _(
                "Visits and care that begin today, and those who are admitted now, as your record"
                " system has told. A visit that is over leaves the list."
            ),
        ),
        View.IN_CARE: (
            _("In care"),
            _("All whom your record system has told are in care at the unit now."),
        ),
        View.OPENED: (
            _("Opened by me"),
            _(
                "Those you have opened in this role in the last %(days)s days and who are still in"
                " care here. You find others by their national identity number."
            )
            % {"days": RECENT_DAYS},
        ),
    }
    return [
        Tab(label, list_url(view, wanted.order), view is wanted.view, says)
        for view, (label, says) in words.items()
    ]


def columns(wanted: Wanted) -> Mapping[str, Column]:
    """The headings that order the list, by name."""
    words = {Order.NAME: _("Name"), Order.GROUND: _("Why"), Order.TIME: _("Time")}
    return {
        order.name.lower(): Column(
            order.value, label, list_url(wanted.view, order), order is wanted.order
        )
        for order, label in words.items()
    }


def list_url(view: View, order: Order, **more: Any) -> str:
    kept = {"vis": view.value, "sorter": order.value} | more
    return f"{reverse('access:unit-list')}?{urlencode(kept)}"


def relation(facts: Facts) -> Mapping[str, Any] | None:
    """The care relation that opens the record with one press."""
    if not facts.relations:
        return None
    first = facts.relations[0]
    return {"ground_text": FOR_CLINICIANS[Ground(first.ground)], "since": None, "until": first.end}


def ways_in(facts: Facts, *, is_closed: bool) -> Mapping[str, Any]:
    """What can open the record now: only that is offered."""
    return {
        "relation": relation(facts),
        "is_restricted": facts.is_restricted,
        "is_reserved": facts.is_reserved,
        "is_closed": is_closed,
        "has_digital_consent": facts.has_digital_consent,
        "grounds": [code.value for code in DECLARABLE],
        "grounds_in_care": [code.value for code in DECLARABLE if code in IN_CARE],
        "givers": ConsentBy.choices,
        "days": DAYS,
        "time_now": facts.now.astimezone(clock.OSLO).strftime("%H:%M"),
    }
