"""What narrows a timeline: kind, organisation and period, as they stand in the address."""

import uuid
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.http import QueryDict
from django.utils.translation import gettext as _

from common import clock
from common.filter_bar import Filter, select
from common.timeline import Stretch
from portal import timeline

_KIND, _PLACE, _PERIOD, AFTER = "hva", "hvor", "periode", "etter"
_YEAR = 365
_PERIODS = {"maned": 30, "ar": _YEAR, "fem-ar": 5 * _YEAR}


def stretch(asked: QueryDict, organisations: Sequence[str], record_id: uuid.UUID | None) -> Stretch:
    """What the address asks for; what is not among the choices is not asked for."""
    since, until = _period(asked.get(_PERIOD, ""))
    kind, place = asked.get(_KIND, ""), asked.get(_PLACE, "")
    return Stretch(
        most=timeline.PAGE,
        kind=kind if kind in timeline.kinds() else "",
        organisation=place if place in organisations else "",
        after=timeline.after(asked.get(AFTER, "")),
        record_id=record_id,
        since=since,
        until=until,
    )


def _period(asked: str) -> tuple[datetime | None, datetime | None]:
    today = datetime.combine(clock.today(), time(), clock.OSLO)
    if asked in _PERIODS:
        return today - timedelta(days=_PERIODS[asked]), None
    return None, today - timedelta(days=5 * _YEAR) if asked == "for-fem-ar" else None


def choices(asked: QueryDict, chosen: Stretch, organisations: Sequence[str]) -> list[Filter]:
    """The choices with the one in force marked; the first of each means all."""
    period = asked.get(_PERIOD, "")
    return [
        select(_KIND, _("What"), chosen.kind, timeline.kinds().items()),
        select(_PLACE, _("Where"), chosen.organisation, [(name, name) for name in organisations]),
        select(_PERIOD, _("Period"), period, _periods().items()),
    ]


def is_set(chosen: Stretch) -> bool:
    return bool(chosen.kind or chosen.organisation or chosen.since or chosen.until)


def _periods() -> dict[str, str]:
    return {
        "maned": _("The last 30 days"),
        "ar": _("The last year"),
        "fem-ar": _("The last five years"),
        "for-fem-ar": _("More than five years ago"),
    }
