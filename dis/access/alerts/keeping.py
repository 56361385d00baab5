"""How long alerts, look-ups and looks are kept, and how they go: rules for access.retention."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from access.codes import Kind
from access.models import AlertPatient, LookUpCount, ReadingCheck
from access.retention_rules import Rule, log_age, of_model

_BATCH = 1000
_patients = of_model(AlertPatient, "last_at", kind=Kind.REVIEW)


def _alerts(until: datetime) -> Iterator[int]:
    """Whose record was read, each by its own time; then the alerts that name nobody any more."""
    yield from _patients(until)
    while deleted := _delete_alerts(until):
        yield deleted


def _delete_alerts(until: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_delete_alerts(%s, %s)", [until, _BATCH])
        return int(cursor.fetchone()[0])


def _look_ups(until: datetime) -> Iterator[int]:
    yield LookUpCount.objects.filter(minute__lt=until).delete()[0]


def _looks(until: datetime) -> Iterator[int]:
    yield ReadingCheck.objects.filter(started_at__lt=until).delete()[0]


RULES: tuple[Rule, ...] = (
    Rule(
        "alerts",
        _("Alerts about unusual reading, with what was decided"),
        _("the last reading that the alert is about"),
        _(
            "They belong to the log and are kept as long, decided or not: without the log nobody"
            " can say what happened."
        ),
        log_age,
        _alerts,
    ),
    Rule(
        "look-ups",
        _("How many national identity numbers somebody has looked up, minute by minute"),
        _("the minute"),
        _("The limit counts the last hour. Who was looked up stands in the log only."),
        lambda: timedelta(days=1),
        _look_ups,
    ),
    Rule(
        "looks",
        _("When the log was gone through for unusual reading: times and numbers"),
        _("the beginning of it"),
        _("Two months are enough to see whether it is done, and what it finds."),
        lambda: timedelta(days=60),
        _looks,
    ),
)
