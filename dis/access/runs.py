"""Which days of the log were checked, and what whoever runs the portal has to know of that."""

from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import F, QuerySet

from access.models import ReconciliationRun
from common import clock

# Whoever watches the system's log looks for this word.
ALARM = "access-log-not-shown"
LATE_AFTER = timedelta(hours=36)
FARTHEST_BACK = 31


def days_to_check() -> list[date]:
    """The days from the last one that was checked until yesterday, the oldest first."""
    yesterday = clock.today() - timedelta(days=1)
    found = _of_whole_days().filter(checked_until=None)
    last = found.order_by("-day").values_list("day", flat=True).first()
    first = (
        max(last + timedelta(days=1), yesterday - timedelta(days=FARTHEST_BACK - 1))
        if (last)
        else yesterday
    )
    return [first + timedelta(days=n) for n in range((yesterday - first).days + 1)]


def latest() -> ReconciliationRun | None:
    """The last check of the newest day that was checked to its end."""
    found = ReconciliationRun.objects.filter(checked_until=None)
    return found.order_by("-day", "-started_at").first()


def warnings() -> list[str]:
    """What whoever runs the portal has to know of the check; nothing where all is well."""
    run = latest()
    found = [f"{ALARM}: {run.day}"] if run and run.faults else []
    if is_late(run):
        since = f"since {run.started_at:%Y-%m-%d}" if run else "ever"
        found.append(f"access-log-not-checked {since}")
    return found


def is_late(run: ReconciliationRun | None) -> bool:
    """Whether the check, which is made every night, has not been made."""
    since = run.started_at if run else _log_begins()
    return since is not None and clock.now() - since > LATE_AFTER


def _log_begins() -> datetime | None:
    """When the first event was written that there is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_log_begins()")
        found: datetime | None = cursor.fetchone()[0]
    return found


def _of_whole_days() -> QuerySet[ReconciliationRun]:
    """The runs that began when their day was over: others have not seen all of it."""
    return ReconciliationRun.objects.filter(started_at__date__gt=F("day"))


def stopped(day: date) -> ReconciliationRun | None:
    """The last run of the day, where it stopped before the end."""
    run = _of_whole_days().filter(day=day).order_by("-started_at").first()
    return run if run and run.checked_until else None
