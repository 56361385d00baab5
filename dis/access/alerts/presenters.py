"""What pages show of alerts, as plain values made inside the Grant."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from access.alerts.codes import OPEN, AlertState, Rule
from access.alerts.selectors import Wanted
from access.codes import Action, Basis
from common import clock, lists
from common.clock import OSLO
from people.codes import RoleCode

if TYPE_CHECKING:
    from access.models import AccessEvent, AlertPatient, AlertStep, ReadingAlert
    from people.models import Patient

_TONES = {
    AlertState.NEW: "warning",
    AlertState.LOOKED_INTO: "info",
    AlertState.IN_ORDER: "success",
    AlertState.NOT_IN_ORDER: "danger",
}
_DONE: Mapping[str, Any] = {
    Action.OPEN: gettext_lazy("Opened the record"),
    Action.LIST: gettext_lazy("Saw the list of documents"),
    Action.SEARCH: gettext_lazy("Searched in the record"),
    Action.WRITE: gettext_lazy("Registered something"),
}
_BASES: Mapping[str, Any] = {
    Basis.RELATION: gettext_lazy("Care relation"),
    Basis.DECLARED: gettext_lazy("No care relation was registered: stated the reason personally"),
    Basis.CONSENT: gettext_lazy("Said that the patient had agreed"),
    Basis.INCAPABLE: gettext_lazy("Said that the patient could not consent"),
    Basis.EMERGENCY: gettext_lazy("Said that it was an emergency"),
}


@dataclass(frozen=True)
class Row:
    """An alert in the list: who has read and why that is unusual, and no patient."""

    url: str
    reference: str
    name: str
    role: str
    unit_name: str
    reasons: Sequence[str]
    period: str
    raised_at: datetime
    due_on: date
    is_open: bool
    is_late: bool
    state_text: str
    state_tone: str


@dataclass(frozen=True)
class Line:
    """What was done in one record in one sitting: when, what, on what basis."""

    at: datetime
    texts: Sequence[str]
    basis_text: str


@dataclass(frozen=True)
class PatientPart:
    """One patient of the alert, with what was done in the record. No title of anything."""

    name: str
    birth_date: date | None
    reasons: Sequence[str]
    lines: Sequence[Line]


@dataclass(frozen=True)
class Step:
    at: datetime
    who: str
    text: str
    words: str


@dataclass(frozen=True)
class AlertPage:
    """One alert as the officer reads it."""

    row: Row
    version: int
    patients: Sequence[PatientPart]
    most_in_hour: int
    confirmed_at: datetime | None
    history: Sequence[Step]
    is_new: bool
    is_decided: bool


def row(alert: ReadingAlert) -> Row:
    state = AlertState(alert.state)
    code = alert.role_code
    return Row(
        url=reverse("access:alert", args=[alert.id]),
        reference=alert.reference,
        name=alert.practitioner_name,
        role=str(RoleCode(code).label) if code in RoleCode.values else "",
        unit_name=alert.unit_name,
        reasons=reasons(alert.rules),
        period=_period(alert.first_at, alert.last_at),
        raised_at=alert.raised_at,
        due_on=alert.due_on,
        is_open=state in OPEN,
        is_late=state in OPEN and alert.due_on < clock.today(),
        state_text=str(state.label),
        state_tone=_TONES[state],
    )


def page(
    alert: ReadingAlert,
    patients: Sequence[AlertPatient],
    people: Mapping[uuid.UUID, Patient],
    events: Sequence[AccessEvent],
    steps: Sequence[AlertStep],
) -> AlertPage:
    by_patient: dict[uuid.UUID | None, list[AccessEvent]] = {}
    for event in events:
        by_patient.setdefault(event.patient_id, []).append(event)
    shown = row(alert)
    return AlertPage(
        row=shown,
        version=alert.version,
        patients=[
            PatientPart(
                name=people[each.patient_id].name,
                birth_date=people[each.patient_id].birth_date,
                reasons=reasons(each.rules),
                lines=_lines(by_patient.get(each.patient_id, [])),
            )
            for each in patients
        ],
        most_in_hour=alert.most_in_hour if Rule.HOUR in alert.rules else 0,
        confirmed_at=alert.confirmed_at,
        history=[_step(each) for each in steps],
        is_new=alert.state == AlertState.NEW,
        is_decided=not shown.is_open,
    )


def reasons(codes: Sequence[str]) -> list[str]:
    return [str(Rule(code).label) for code in codes if code in Rule.values]


def tabs(wanted: Wanted, late_count: int) -> list[lists.Tab]:
    words = {
        "open": _("Not decided"),
        "late": ngettext("%(count)s overdue", "%(count)s overdue", late_count)
        % {"count": late_count},
        "decided": _("Decided in the last year"),
    }
    return lists.tabs(reverse("access:alerts"), words, wanted.view)


def filters(wanted: Wanted) -> list[Mapping[str, Any]]:
    """The filter field of the list, for components/filter_bar.html."""
    words = {rule.value: str(rule.label) for rule in Rule}
    return [lists.select("grunn", _("Why it is unusual"), words, wanted.rule)]


def _period(first: datetime, last: datetime) -> str:
    begin, end = first.astimezone(OSLO), last.astimezone(OSLO)
    if begin.date() == end.date():
        if f"{begin:%H:%M}" == f"{end:%H:%M}":
            return f"{begin:%d.%m.%Y %H:%M}"
        return f"{begin:%d.%m.%Y %H:%M}–{end:%H:%M}"
    return f"{begin:%d.%m.%Y}–{end:%d.%m.%Y}"


def _lines(events: Sequence[AccessEvent]) -> list[Line]:
    """One line for each opening, whatever number of clicks followed."""
    found = []
    for _key, group in groupby(events, key=lambda event: (event.attestation_id, event.basis)):
        own = list(group)
        found.append(Line(own[0].recorded_at, _texts(own), str(_BASES.get(own[0].basis, ""))))
    return found


def _texts(events: Sequence[AccessEvent]) -> list[str]:
    """What was done, each kind of it once; documents are counted and never named."""
    texts = [str(_DONE[code]) for code in _DONE if any(e.action == code for e in events)]
    read = {e.item_id or e.id for e in events if e.action == Action.READ}
    taken = {e.item_id or e.id for e in events if e.action in {Action.DOWNLOAD, Action.PRINT}}
    if read:
        texts.append(
            ngettext("Read %(count)s document", "Read %(count)s documents", len(read))
            % {"count": len(read)}
        )
    if taken:
        texts.append(
            ngettext(
                "Downloaded or printed %(count)s document",
                "Downloaded or printed %(count)s documents",
                len(taken),
            )
            % {"count": len(taken)}
        )
    return texts


def _step(step: AlertStep) -> Step:
    words = {
        AlertState.NEW: _("Raised the alert"),
        AlertState.LOOKED_INTO: _("Began to look into it"),
        AlertState.IN_ORDER: _("Found that it was in order"),
        AlertState.NOT_IN_ORDER: _("Found that it was not in order"),
    }
    return Step(step.recorded_at, step.author_name, words[AlertState(step.state)], step.words)
