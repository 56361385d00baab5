"""Template filters for days, times, ages and periods."""

from datetime import date, datetime

from django import template

from common import clock
from portal import dates

register = template.Library()


@register.filter
def day(value: date | None) -> str:
    return dates.long_day(value, today=clock.today()) if value else ""


@register.filter
def short_day(value: date | None) -> str:
    return dates.short_day(value, today=clock.today()) if value else ""


@register.filter
def month_year(value: date | None) -> str:
    return dates.month(value) if value else ""


@register.filter
def numeric_day(value: date | None) -> str:
    return dates.numeric_day(value) if value else ""


@register.filter
def clock_time(value: datetime | None) -> str:
    return dates.clock(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    return dates.moment(value, today=clock.today()) if value else ""


@register.filter
def iso(value: date | None) -> str:
    """For the datetime attribute of <time>."""
    return dates.in_oslo(value).isoformat() if value else ""


@register.filter
def age(born: date | None) -> str:
    return dates.age(born, today=clock.today()) if born else ""


@register.filter
def until(start: date | None, end: date | None) -> str:
    """The period from one day until another: {{ stay.start|until:stay.end }}."""
    return dates.period(start, end, today=clock.today())
