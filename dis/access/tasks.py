"""What access does by the clock: the log always has a partition for the months to come."""

from celery import shared_task
from django.db import connection

from common import clock

MONTHS_AHEAD = 12


@shared_task(name="access.make_partitions", ignore_result=True)
def make_partitions() -> None:
    """Make what is missing of the log's monthly partitions. Rows of a month without one are kept
    in the default partition, so a late run loses nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_make_partitions(%s, %s)", [clock.today(), MONTHS_AHEAD])
