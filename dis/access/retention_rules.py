"""What is kept for how long, from when and why: the one table, and how each rule is kept.

Sources: the reference's security.md 1.1 and 1.2 (EHDS article 9: the log that citizens see at least
three years) and 1.4. What they do not say is a choice of ours, and says so: the controller decides
(personvernforordningen article 5(1)(e)). The words are on a page and in docs/retention.md.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from access import gate, vault
from access.actor import Actor
from access.codes import Kind
from access.grant import Grant
from access.models import DutyRun, GrantedCopy
from access.records import PatientRecord
from access.seals import erasing as seals
from common import clock
from people.signin import sessions

RETAINER = Actor.system("access.retention")
LEAST_LOG_YEARS = 3
_BATCH = 200
_TWO_YEARS = timedelta(days=730)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """One rule. `delete(until)` gives how many it deleted, batch by batch, of what is older.

    Without it the rule is kept elsewhere, as `why` says. `age` is None for what no clock deletes.
    """

    name: str
    what: Any
    begins: Any
    why: Any
    age: Callable[[], timedelta] | None = None
    delete: Callable[[datetime], Iterator[int]] | None = None


def log_age() -> timedelta:
    """How long the log is kept, as the controller says, and never less than the law."""
    return timedelta(days=366 * max(LEAST_LOG_YEARS, settings.LOG_RETENTION_YEARS))


def of_patients(
    table: str, column: str, delete: Callable[[Grant, datetime], int], kind: Kind = Kind.RECORD
) -> Callable[[datetime], Iterator[int]]:
    """How rows of a table of patients are deleted: under a Grant, some patients at a time."""

    def run(until: datetime) -> Iterator[int]:
        while patient_ids := _patients_with_expired(table, column, until):
            with gate.open_batch(RETAINER, patient_ids, kind) as grant:
                deleted = delete(grant, until)
            yield deleted
            if not deleted:  # Nothing that may go: it would be found again and again.
                return

    return run


def of_model(
    model: type[PatientRecord], column: str, kind: Kind = Kind.RECORD
) -> Callable[[datetime], Iterator[int]]:
    """The same for a model whose rows the application may delete itself."""

    def delete(grant: Grant, until: datetime) -> int:
        rows = model.objects.under(grant).filter(**{f"{column}__lt": until})
        return int(rows.delete()[0])

    return of_patients(model._meta.db_table, column, delete, kind)


def _kept(table: str, column: str) -> Callable[[datetime], Iterator[int]]:
    """The same for tables that only the database itself may delete from."""

    def delete(grant: Grant, until: datetime) -> int:
        grant.check(Kind.RECORD, write=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT access_delete_kept(%s, %s)", [table, until])
            return int(cursor.fetchone()[0])

    return of_patients(table, column, delete)


def _patients_with_expired(table: str, column: str, until: datetime) -> list[Any]:
    with connection.cursor() as cursor:
        values: list[Any] = [table, column, until, _BATCH]
        cursor.execute("SELECT * FROM access_patients_with_expired(%s, %s, %s, %s)", values)
        return [row[0] for row in cursor.fetchall()]


def _months(until: datetime) -> Iterator[int]:
    """Whole months of the log: the database lets them go when a seal has said so."""
    for month in seals.months_before(until.astimezone(clock.OSLO).date()):
        yield int(seals.erase_month(month))


def _runs(until: datetime) -> Iterator[int]:
    yield DutyRun.objects.filter(finished_at__lt=until).delete()[0]


def _sessions(until: datetime) -> Iterator[int]:
    yield sessions.clear(until)


RULES: tuple[Rule, ...] = (
    Rule(
        "log",
        _("The log of who has looked"),
        _("the end of the month in which somebody looked"),
        _(
            "Patients can see who has looked for at least three years (EHDS article 9). Longer is"
            " the choice of who answers for the portal. Whole months go, once they are sealed."
        ),
        log_age,
        _months,
    ),
    Rule(
        "attestations",
        _("On what ground records were opened, with reviews of it"),
        _("the end of the opening"),
        _("Proof that belongs to the log, and kept as long."),
        log_age,
        _kept("access_statedattestation", "expires_at"),
    ),
    Rule(
        "former-versions",
        _("Former versions of what others have sent"),
        _("the day on which a new version came"),
        _("What the log says was shown can be looked up as long as the log is kept."),
        log_age,
        _kept("access_formerversion", "replaced_at"),
    ),
    Rule(
        "documents",
        _("Documents and other things that others have sent, with the words for search"),
        _("not deleted by the clock"),
        _(
            "They are copies for sharing. The sender corrects and withdraws them. They are erased"
            " 30 days after the patient has opted out of sharing. The words for search are deleted"
            " together with the document."
        ),
    ),
    Rule(
        "requests",
        _("What patients have asked, with the answers"),
        _("not deleted by the clock"),
        _(
            "The organisation that was asked must be able to show how it answered. It decides with"
            " its archive when they go."
        ),
    ),
    Rule(
        "settings",
        _("What patients have decided about their records, now and before"),
        _("not deleted by the clock"),
        _("The patient can see what was decided, and the log can be understood."),
    ),
    Rule(
        "copies",
        _("Permission to fetch a copy of everything"),
        _("until 30 days after it was given"),
        _("The copy itself is made when it is fetched, and is not kept."),
        lambda: timedelta(),
        of_model(GrantedCopy, "until"),
    ),
    Rule(
        "sessions",
        _("Sign-ins, with what was typed in them"),
        _("the last time somebody did something"),
        _("A sign-in lasts two hours at most. Expired ones are deleted within a day."),
        lambda: _A_DAY,
        _sessions,
    ),
    Rule(
        "files",
        _("Files that no document names"),
        _("when the file was written"),
        _(
            "They are left when an import is cut off. Nobody can open them. Younger files may"
            " belong to an import that is still running."
        ),
        lambda: _A_DAY,
        vault.sweep,
    ),
    Rule(
        "conversion",
        _("Files made while a document is opened"),
        _("not kept at all"),
        _("The process that opens documents cannot write files."),
    ),
    Rule(
        "runs",
        _("That these rules were kept: times and numbers"),
        _("the end of the run"),
        _("Two years let us show that the rules have been kept."),
        lambda: _TWO_YEARS,
        _runs,
    ),
)
