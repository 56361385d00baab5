"""Writes of alerts by the officer who handles them: looked into, in order, not in order."""

import uuid
from dataclasses import dataclass

from access.alerts import raising
from access.alerts.codes import DECIDED, OPEN, AlertState
from access.codes import Kind
from access.grant import Grant
from access.models import AlertStep, ReadingAlert
from common import clock
from common.errors import DisError
from people.directory import Role


class Stale(DisError):
    """The alert has changed since the page was opened: nothing was done."""


class AnotherIsOpen(DisError):
    """There is a newer open alert about the same person: what is found goes there."""


@dataclass(frozen=True)
class Officer:
    """Who decides, as the history names it."""

    person_id: uuid.UUID
    role: Role


def look_into(
    grant: Grant, officer: Officer, alert: ReadingAlert, *, version: int, words: str = ""
) -> None:
    """Begin, or begin again after a decision. Raises Stale, or AnotherIsOpen."""
    _step(grant, officer, alert, AlertState.LOOKED_INTO, version, words)


def decide(
    grant: Grant,
    officer: Officer,
    alert: ReadingAlert,
    *,
    state: AlertState,
    version: int,
    words: str,
) -> None:
    """In order or not, with the reason in words. Raises Stale where it is decided already."""
    if state not in DECIDED:
        raise ValueError(f"{state} decides nothing.")
    _step(grant, officer, alert, state, version, words)


def _step(
    grant: Grant,
    officer: Officer,
    alert: ReadingAlert,
    state: AlertState,
    version: int,
    words: str,
) -> None:
    """The version of the page must be the row's: two officers, or a run meanwhile, change it."""
    grant.check(Kind.REVIEW, write=True)
    raising.lock(alert.person_id, alert.legal_entity_id)
    row = ReadingAlert.objects.select_for_update().get(id=alert.id)
    if row.version != version or (row.state in DECIDED and state in DECIDED):
        raise Stale
    same = ReadingAlert.objects.filter(
        person_id=row.person_id, legal_entity_id=row.legal_entity_id, state__in=OPEN
    )
    if state in OPEN and same.exclude(id=row.id).exists():
        raise AnotherIsOpen
    row.state, row.version = state, version + 1
    row.save(update_fields=["state", "version"])
    AlertStep.objects.create(
        alert=row,
        version=row.version,
        state=state,
        words=words.strip(),
        recorded_at=clock.now(),
        author_id=officer.person_id,
        author_name=officer.role.practitioner_name,
    )
