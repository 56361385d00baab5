"""Says dates and times the way people say them, in the three languages of the portal."""

from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import get_language, gettext, ngettext

from common.clock import OSLO, age_on

_BOKMAL_MONTHS: Final = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
]
_MONTHS: Final = {
    "nb": _BOKMAL_MONTHS,
    "nn": _BOKMAL_MONTHS,
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_WEEKDAYS: Final = {
    "nb": ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"],
    "nn": ["måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "sundag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}


def _language() -> str:
    language = (get_language() or "nb").split("-")[0]
    return language if language in _MONTHS else "nb"


def in_oslo(value: date) -> date:
    """The same instant with the clock of Norway; a plain day stays as it is."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(OSLO)
    return value


def _plain(value: date) -> date:
    value = in_oslo(value)
    return value.date() if isinstance(value, datetime) else value


def day_of_month(value: date) -> str:
    """The day without its month: "3." and in English "3"."""
    return str(value.day) if _language() == "en" else f"{value.day}."


def short_day(value: date, *, today: date) -> str:
    """ "12. november", with the year when it is not this year's."""
    value = _plain(value)
    text = f"{day_of_month(value)} {_MONTHS[_language()][value.month - 1]}"
    return text if value.year == today.year else f"{text} {value.year}"


def long_day(value: date, *, today: date) -> str:
    """ "torsdag 12. november", with the year when it is not this year's."""
    value = _plain(value)
    return f"{_WEEKDAYS[_language()][value.weekday()]} {short_day(value, today=today)}"


def month(value: date) -> str:
    """ "november 2026", with its first letter large where it begins a line: "November 2026"."""
    value = _plain(value)
    return f"{_MONTHS[_language()][value.month - 1]} {value.year}".capitalize()


def numeric_day(value: date) -> str:
    """ "12.11.2026", for tables where days stand below each other."""
    value = _plain(value)
    return f"{value.day:02}.{value.month:02}.{value.year}"


def clock(value: datetime) -> str:
    """ "kl. 14.02" and in English "14:02"."""
    value = value.astimezone(OSLO) if value.tzinfo else value
    if _language() == "en":
        return f"{value.hour:02}:{value.minute:02}"
    return f"kl. {value.hour:02}.{value.minute:02}"


def moment(value: datetime, *, today: date) -> str:
    """ "i dag kl. 14.02", also "i går" and "i morgen"; else "torsdag 12. november kl. 14.02"."""
    day = _plain(value)
    if day == today:
        said = gettext("today")
    elif day == today - timedelta(days=1):
        said = gettext("yesterday")
    elif day == today + timedelta(days=1):
        said = gettext("tomorrow")
    else:
        said = long_day(day, today=today)
    return f"{said} {clock(value)}"


def age(born: date, *, today: date) -> str:
    """The age as health personnel say it: days, then months until two years, then years."""
    years = age_on(today, born=born)
    if years >= 2:
        return ngettext("%(count)d year old", "%(count)d years old", years) % {"count": years}
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if months >= 1:
        return ngettext("%(count)d month old", "%(count)d months old", months) % {"count": months}
    days = max((today - born).days, 0)
    return ngettext("%(count)d day old", "%(count)d days old", days) % {"count": days}


def period(start: date | None, end: date | None, *, today: date) -> str:
    """ "3.-7. november", "28. oktober-3. november", "from ...", "until ...", or nothing."""
    if start is None and end is None:
        return ""
    if start is None or end is None:
        template = gettext("from %(day)s") if end is None else gettext("until %(day)s")
        return template % {"day": short_day(start or end or today, today=today)}
    first, last = _plain(start), _plain(end)
    said_last = short_day(last, today=today)
    if first == last:
        return said_last
    if (first.year, first.month) == (last.year, last.month):
        return f"{day_of_month(first)}–{said_last}"
    if first.year == last.year:
        return f"{day_of_month(first)} {_MONTHS[_language()][first.month - 1]}–{said_last}"
    # Years differ: both are said, also the one that is this year's.
    return f"{short_day(first, today=date.min)}–{short_day(last, today=date.min)}"
