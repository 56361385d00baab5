"""What appointments put on a patient's timeline: those that have begun. What is ahead stands in the
list of appointments, so that a series of them does not push away what has happened."""

from collections.abc import Collection, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy

from access.codes import Kind
from access.grant import Grant
from appointments import presenters, selectors
from appointments.models import Appointment
from common.timeline import Entry, Stretch, TimelineSource

APPOINTMENTS = "timer"


def _load(grant: Grant, stretch: Stretch) -> Sequence[Entry]:
    rows = selectors.begun(grant).filter(**stretch.parts("begins"))
    if stretch.organisation:
        rows = rows.filter(organisation=stretch.organisation)
    if stretch.after:
        at, own_id = stretch.after
        rows = rows.filter(begins__lte=at).exclude(begins=at, id__gte=own_id)
    found = list(rows.order_by("-begins", "-id")[: stretch.most])
    is_own = stretch.record_id is None
    shown = presenters.rows(grant, found, is_own=is_own)
    url = _url(stretch)
    return [_entry(one, row, url) for one, row in zip(found, shown, strict=True)]


def _url(stretch: Stretch) -> str:
    if stretch.record_id is None:
        return f"{reverse('appointments:own')}?vis=tidligere"
    return f"{reverse('appointments:record', args=[stretch.record_id])}?vis=tidligere"


def _entry(one: Appointment, row: presenters.Row, url: str) -> Entry:
    if one.begins is None:
        raise TypeError("What has no time stands on no timeline.")
    return Entry(
        id=one.id,
        at=one.begins,
        kind=APPOINTMENTS,
        title=row.heading,
        url=url,
        more=str(row.mode),
        organisation=one.organisation if one.organisation != row.heading else "",
        tags=[(row.state, row.tone)] if row.state else [],
        logged=selectors.item(one),
    )


def _organisations(grant: Grant) -> Collection[str]:
    rows = selectors.begun(grant).exclude(organisation="").order_by()
    return list(rows.values_list("organisation", flat=True).distinct())


SOURCE = TimelineSource(
    30,
    {APPOINTMENTS: gettext_lazy("Appointments")},
    Kind.APPOINTMENTS,
    _load,
    _organisations,
    selectors.withheld_count,
)
