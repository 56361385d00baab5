"""For how long an answer counts as measured already: what is in force, and who has decided it."""

from typing import Any

from access.actor import Actor
from common import clock
from common.errors import DisError
from labresults.analytes import BY_KEY
from labresults.measured.codes import FIRST, Period
from labresults.models import HintPeriod

_MOST_OF_HISTORY = 100


class Unchanged(DisError):
    """It is so already."""


def in_force() -> dict[str, Period]:
    """Of every analyte that there is: what an administrator decided last, else what was first."""
    found = {key: FIRST.get(key, Period(key)) for key in BY_KEY}
    for row in HintPeriod.objects.order_by("key", "-recorded_at", "-id").distinct("key"):
        if row.key in found:
            found[row.key] = Period(row.key, row.days, row.source, row.source_url)
    return found


def history(key: str = "") -> list[HintPeriod]:
    """What was decided, the newest first; of one analyte or of all."""
    rows = HintPeriod.objects.order_by("-recorded_at", "-id")
    return list((rows.filter(key=key) if key else rows)[:_MOST_OF_HISTORY])


def decide(actor: Actor, key: str, values: dict[str, Any]) -> None:
    """Put a period in force from now on; the former ones stay."""
    now = in_force()[key]
    if (now.days, now.source, now.source_url) == (
        values["days"],
        values["source"],
        values["source_url"],
    ):
        raise Unchanged
    name = actor.role.practitioner_name if actor.role else ""
    author = {"author_id": actor.person_id, "author_name": name, "recorded_at": clock.now()}
    HintPeriod.objects.create(key=key, **author, **values)
