"""What access does by the clock: the log's partitions for the months to come, and its check."""

from celery import shared_task
from django.db import connection

from access import reconciliation, retention, runs
from access.alerts import checks
from access.settings import leaving
from common import clock

MONTHS_AHEAD = 12
# Well before the time limit of tasks, with a batch that is slow.
CHECKING_SECONDS = 100


@shared_task(name="access.make_partitions", ignore_result=True)
def make_partitions() -> None:
    """Make what is missing of the log's monthly partitions. Rows of a month without one are kept
    in the default partition, so a late run loses nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_make_partitions(%s, %s)", [clock.today(), MONTHS_AHEAD])


@shared_task(name="access.reconcile_log", ignore_result=True)
def reconcile_log() -> None:
    """Check the next day of the log that is to be checked. Asked for every ten minutes: a day that
    was missed is caught up with, a long one gone on with, and a second asking does nothing."""
    for day in runs.days_to_check()[:1]:
        reconciliation.reconcile(day, seconds=CHECKING_SECONDS)


@shared_task(name="access.keep_limits", ignore_result=True)
def keep_limits() -> None:
    """Delete what has been kept for as long as it may be. Asked for every hour: it is done once a
    day, and gone on with where it was not finished."""
    retention.keep(seconds=CHECKING_SECONDS)


@shared_task(name="access.erase_reserved", ignore_result=True)
def erase_reserved() -> None:
    """Erase what was shared of those who left sharing more than 30 days ago. Asked for every hour;
    what is erased is marked, and not asked for again."""
    leaving.erase_due()


@shared_task(name="access.find_unusual", ignore_result=True)
def find_unusual() -> None:
    """Look for unusual reading in the last hours; first, once a day, in the days before it. Asked
    for every quarter of an hour: what was found already is not told again."""
    checks.look_over_days()
    checks.look_lately()
