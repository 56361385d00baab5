"""The clock of the house: instants in UTC, days in Europe/Oslo."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

OSLO = ZoneInfo("Europe/Oslo")


def now() -> datetime:
    """This instant, in UTC."""
    return timezone.now().astimezone(UTC)


def today() -> date:
    """The day it is in Norway. Ages and validity change at 00:00 Europe/Oslo."""
    return timezone.now().astimezone(OSLO).date()


def age_on(day: date, *, born: date) -> int:
    """Whole years on that day. Who is born on 29 February turns a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
