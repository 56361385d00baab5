"""FHIR dates and times as Python's: instants in UTC, days as they are."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from common.clock import OSLO

_YEAR, _MONTH = re.compile(r"\d{4}"), re.compile(r"\d{4}-\d{2}")
_FRACTION = re.compile(r"(\.\d{6})\d+")
_LEAP_SECOND = re.compile(r"(T\d\d:\d\d):60")
# Outside of these no time zone can be told; 9999 means "for ever" where it is sent.
_FIRST, _LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 31, 12, tzinfo=UTC)


def instant(value: Any) -> datetime | None:
    """The instant a FHIR dateTime means; a day, month or year means its start in Norway."""
    if not value:
        return None
    text = _LEAP_SECOND.sub(r"\1:59", _FRACTION.sub(r"\1", str(value)))
    if _YEAR.fullmatch(text):
        text += "-01-01"
    elif _MONTH.fullmatch(text):
        text += "-01"
    if len(text) == 10:
        return max(datetime.combine(date.fromisoformat(text), time(), OSLO), _FIRST)
    found = datetime.fromisoformat(text)
    found = found if found.tzinfo else found.replace(tzinfo=OSLO)
    return min(max(found, _FIRST), _LAST)


def day(value: Any) -> date | None:
    """The day of a FHIR date or dateTime, in Norway."""
    found = instant(value)
    return found.astimezone(OSLO).date() if found else None


def last_day(value: Any) -> date | None:
    """As `day`, but of a month or a year the last day."""
    found, text = day(value), str(value)
    if found and _YEAR.fullmatch(text):
        return found.replace(month=12, day=31)
    if found and _MONTH.fullmatch(text):
        return found.replace(day=monthrange(found.year, found.month)[1])
    return found


def ended(resource: Mapping[str, Any], end: date | None, today: date) -> date | None:
    """The last day of what the resource says; a resource that is not active ended yesterday."""
    if resource.get("active") is not False:
        return end
    yesterday = today - timedelta(days=1)
    return min(end, yesterday) if end else yesterday


def period(value: Any) -> tuple[datetime | None, datetime | None]:
    """Start and end of a Period. An end that is a day lasts until that day is over."""
    if not isinstance(value, Mapping):
        return None, None
    end = value.get("end")
    if end and len(str(end)) == 10:
        end_at = datetime.combine(date.fromisoformat(str(end)), time(23, 59, 59), OSLO)
    else:
        end_at = instant(end)  # type: ignore[assignment]  # None where there is no end
    return instant(value.get("start")), end_at
