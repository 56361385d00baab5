"""Looking for unusual reading: of the last hours every quarter, of the last days every night."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from datetime import time as clock_time

from django.db import transaction

from access.alerts import raising, reads
from access.alerts.figures import Known
from access.alerts.judging import Finding, judge
from access.alerts.reads import Usuals
from access.models import ReadingCheck, ReadingUsual
from common import clock

RECENT, DAYS = "recent", "days"
# Each look goes back so far: what was written late, and what only a longer time shows, counts too.
_HOURS, _FARTHEST = timedelta(hours=3), timedelta(hours=48)
_LOOK_BACK, _USUAL_BACK = timedelta(days=7), timedelta(days=28)


def usual(begin: datetime, end: datetime) -> Usuals:
    """What was usual in that time, not kept."""
    return Usuals.of_rows(reads.usual_rows(begin, end))


def findings(begin: datetime, end: datetime, usuals: Usuals) -> list[Finding]:
    """Who has read in an unusual way in that time."""
    return judge(reads.reads(begin, end), reads.ties(begin, end), usuals, Known())


def look(begin: datetime, end: datetime, name: str, usuals: Usuals | None = None) -> ReadingCheck:
    """Look through that time and raise what is new in it. Doing it again does nothing more."""
    with _noted(name, begin, end) as check:
        found = reads.reads(begin, end)
        check.reads = sum(each.times for each in found)
        usuals = usuals or Usuals.kept()
        check.raised = raising.raise_all(judge(found, reads.ties(begin, end), usuals, Known()))
    return check


def look_lately() -> ReadingCheck:
    """The last hours, and all since the last look where that is longer ago."""
    now = clock.now()
    last = _latest(RECENT)
    begin = now - _HOURS
    if last is not None:
        begin = max(min(begin, last.until_at - _HOURS), now - _FARTHEST)
    return look(begin, now, RECENT)


def look_over_days() -> ReadingCheck | None:
    """The days until midnight, once a day; then what is usual is asked anew. None if it is done."""
    end = _midnight(clock.today())
    last = _latest(DAYS)
    if last is not None and last.until_at >= end:
        return None
    _keep_usual(end - _USUAL_BACK, end)
    return look(end - _LOOK_BACK, end, DAYS)


def last_look() -> datetime | None:
    """Until when the log has been looked through."""
    last = _latest(RECENT) or _latest(DAYS)
    return last.until_at if last else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, clock_time.min, clock.OSLO)


def _latest(name: str) -> ReadingCheck | None:
    """The newest look of that name that came to its end."""
    found = ReadingCheck.objects.filter(name=name, finished_at__isnull=False)
    return found.order_by("-until_at").first()


@contextmanager
def _noted(name: str, begin: datetime, end: datetime) -> Iterator[ReadingCheck]:
    """A look that is cut off has no end, so that the next one takes its time too."""
    check = ReadingCheck.objects.create(
        name=name, from_at=begin, until_at=end, started_at=clock.now()
    )
    yield check
    check.finished_at = clock.now()
    check.save(update_fields=["reads", "raised", "finished_at"])


def _keep_usual(begin: datetime, end: datetime) -> None:
    rows = reads.usual_rows(begin, end)
    with transaction.atomic():
        ReadingUsual.objects.all().delete()
        ReadingUsual.objects.bulk_create(rows)
