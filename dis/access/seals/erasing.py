"""Letting a month of the log go when its time is over: asked for here, allowed by a seal."""

from datetime import date

from django.db import connection, transaction

from access.models import LogErasure
from common import clock


def months_before(day: date) -> list[date]:
    """The months of which the log has a table of its own and that are over by that day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT to_date(right(c.relname, 7), 'YYYY_MM') FROM pg_inherits i"
            " JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = 'access_accessevent'::regclass AND c.relname ~ '_\\d{4}_\\d{2}$'"
            " ORDER BY 1"
        )
        months = [row[0] for row in cursor.fetchall()]
    return [month for month in months if _following(month) <= day]


def erase_month(month: date) -> bool:
    """Erase the month of the log that begins on that day. May be called as often as one likes.

    False as long as no seal lets it go: the first call asks for that, and the sealer answers within
    a minute. The seals stay and say that the month was let go. The database refuses months that are
    younger than three years.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        LogErasure.objects.get_or_create(month=month, defaults={"asked_at": clock.now()})
        cursor.execute("SELECT access_erase_sealed_month(%s)", [month])
        is_erased: bool = cursor.fetchone()[0]
    return is_erased


def _following(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
