"""Runs of the duties by the clock: where one stopped, what it did, and what it found wrong."""

from collections.abc import Mapping
from typing import Any

from access.models import DutyRun
from common import clock

ROTATION = "rotate-keys"
RENEWAL = "renew-patient-keys"
RETENTION = "retention"


def begin(name: str) -> DutyRun:
    """The run of that name that stopped before its end, or a new one."""
    found = DutyRun.objects.filter(name=name, finished_at=None).order_by("-started_at").first()
    return found or DutyRun.objects.create(name=name, started_at=clock.now())


def note(run: DutyRun, **changed: Any) -> None:
    """Keep how far the run has come."""
    for name, value in changed.items():
        setattr(run, name, value)
    run.save(update_fields=list(changed))


def finish(run: DutyRun, counts: Mapping[str, int], faults: int) -> None:
    note(run, counts=dict(counts), faults=faults, finished_at=clock.now(), position=None)


def latest(name: str, most: int = 1) -> list[DutyRun]:
    """The newest runs that came to their end."""
    found = DutyRun.objects.filter(name=name, finished_at__isnull=False)
    return list(found.order_by("-started_at")[:most])
