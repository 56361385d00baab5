"""What a citizen is told of documents that are shown later: how many and when, never which."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from access.grant import Grant
from common.clock import OSLO
from journal import visibility
from journal.models import DocumentReference


def waiting(grant: Grant) -> Sequence[tuple[date | None, int]]:
    """From which day how many are shown, the nearest day first; None where no day is set.

    What something else hides as well is not told of.
    """
    rows = DocumentReference.objects.withheld(grant).filter(visibility.delayed(grant))
    moments = rows.order_by().values_list("release_at", flat=True)
    days = Counter(at.astimezone(OSLO).date() if at else None for at in moments)
    return sorted(days.items(), key=lambda each: (each[0] is None, each[0] or date.min))
