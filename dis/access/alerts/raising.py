"""Raising alerts: one open alert for each person and legal entity, and nothing told twice."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

from access import gate
from access.actor import Actor
from access.alerts.codes import OPEN, Rule
from access.alerts.figures import Known
from access.alerts.judging import Finding, Found
from access.codes import Kind
from access.grant import Grant
from access.models import AlertPatient, ReadingAlert
from common import clock
from people import directory
from people.directory import Role

SYSTEM = Actor.system("access.find-unusual")
Told = dict[tuple[uuid.UUID, uuid.UUID, uuid.UUID], list[tuple[datetime, Sequence[str]]]]


def raise_all(findings: Sequence[Finding]) -> int:
    """Raise or add to an alert for each finding that holds something new; gives how many did.

    Called outside any transaction. Each alert is committed by itself: a run that is cut off has
    raised whole alerts, and the next one raises the rest.
    """
    known, told = Known(), _told(findings)
    raised = 0
    for finding in findings:
        new = [each for each in finding.patients if not _is_told(finding, each, told)]
        if new:
            raised += _raise(finding, new, known.of(finding.legal_entity_id).answer_days)
    return raised


def _told(findings: Sequence[Finding]) -> Told:
    """What alerts about these persons name already."""
    found: Told = {}
    if not findings:
        return found
    persons = list({each.person_id for each in findings})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM access_alerts_told(%s, %s)",
            [persons, min(each.first_at for each in findings)],
        )
        for person_id, entity_id, patient_id, last_at, rules in cursor.fetchall():
            found.setdefault((person_id, entity_id, patient_id), []).append((last_at, rules))
    return found


def _is_told(finding: Finding, patient: Found, told: Told) -> bool:
    """Whether an alert, open or decided, names this reading and why."""
    key = finding.person_id, finding.legal_entity_id, patient.patient_id
    return any(
        last_at >= patient.last_at and set(patient.rules) <= set(rules)
        for last_at, rules in told.get(key, ())
    )


def _raise(finding: Finding, new: Sequence[Found], answer_days: int) -> bool:
    role = directory.any_role(finding.role_id) if finding.role_id else None
    patients = [each.patient_id for each in new]
    with gate.open_batch(SYSTEM, patients, Kind.REVIEW) as grant:
        lock(finding.person_id, finding.legal_entity_id)
        told = _told([finding])  # What another run has told meanwhile.
        left = [each for each in new if not _is_told(finding, each, told)]
        if not left:
            return False
        alert = _open_alert(finding) or _new_alert(finding, role, answer_days)
        _widen(alert, finding, left)
        _name(grant, alert, left)
    return True


def lock(person_id: uuid.UUID, legal_entity_id: uuid.UUID) -> None:
    """One at a time decides whether there is an open alert about this person, until the commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"alert {person_id} {legal_entity_id}"],
        )


def add_rule(alert: ReadingAlert, rule: Rule, most_in_hour: int) -> None:
    """One more reason, of an open alert whose lock is held."""
    alert.rules = [each.value for each in Rule if each in {*alert.rules, rule}]
    alert.most_in_hour = max(alert.most_in_hour, most_in_hour)
    alert.last_at = clock.now()
    alert.version += 1
    alert.save(update_fields=["rules", "most_in_hour", "last_at", "version"])


def _open_alert(finding: Finding) -> ReadingAlert | None:
    found = ReadingAlert.objects.select_for_update().filter(
        person_id=finding.person_id, legal_entity_id=finding.legal_entity_id, state__in=OPEN
    )
    return found.first()


def _new_alert(finding: Finding, role: Role | None, answer_days: int) -> ReadingAlert:
    return ReadingAlert.objects.create(
        person_id=finding.person_id,
        practitioner_id=role.practitioner_id if role else None,
        practitioner_name=role.practitioner_name if role else "",
        role_id=finding.role_id,
        role_code=role.code if role else "",
        unit_name=role.unit_name if role else "",
        legal_entity_id=finding.legal_entity_id,
        rules=[],
        score=0,
        first_at=finding.first_at,
        last_at=finding.last_at,
        raised_at=clock.now(),
        due_on=clock.today() + timedelta(days=answer_days),
        version=0,
    )


def _widen(alert: ReadingAlert, finding: Finding, left: Sequence[Found]) -> None:
    """The alert says what there is in all. A page that was opened before is out of date then."""
    why = {*alert.rules, *(rule for each in left for rule in each.rules)}
    alert.rules = [rule.value for rule in Rule if rule in why]
    alert.score = max(alert.score, *(each.score for each in left))
    alert.most_in_hour = max(alert.most_in_hour, finding.most_in_hour)
    alert.first_at = min(alert.first_at, *(each.first_at for each in left))
    alert.last_at = max(alert.last_at, *(each.last_at for each in left))
    alert.version += 1
    alert.save(update_fields=["rules", "score", "most_in_hour", "first_at", "last_at", "version"])


def _name(grant: Grant, alert: ReadingAlert, left: Sequence[Found]) -> None:
    """The patients of the alert, each once."""
    known = {
        each.patient_id: each for each in AlertPatient.objects.under(grant).filter(alert=alert)
    }
    rows = []
    for each in left:
        row = known.get(each.patient_id) or AlertPatient(
            alert=alert,
            patient_id=each.patient_id,
            rules=[],
            score=0,
            times=0,
            first_at=each.first_at,
            last_at=each.last_at,
        )
        row.rules = [rule.value for rule in Rule if rule in {*row.rules, *each.rules}]
        row.score = max(row.score, each.score)
        row.times = max(row.times, each.times)
        row.first_at = min(row.first_at, each.first_at)
        row.last_at = max(row.last_at, each.last_at)
        rows.append(row)
    AlertPatient.objects.put(grant, rows, unique=("alert", "patient"))
