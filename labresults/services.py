"""Writes of results: letting a patient see one, and what administrators decide."""

import uuid
from typing import Any

from access.actor import Actor
from access.codes import Kind
from access.grant import Grant, Item
from common import clock
from common.errors import DisError
from labresults import telling
from labresults.models import DiagnosticReport, Observation, ReleaseRule, ResultText


class Unchanged(DisError):
    """It is so already."""


def release(grant: Grant, report_id: uuid.UUID) -> bool:
    """Let the patient see a report and its results now; False where it is not there."""
    grant.check(Kind.RESULTS, write=True)
    found = DiagnosticReport.objects.under(grant).filter(id=report_id).first()
    if found is None:
        return False
    now = clock.now()
    if found.released_at is None:
        DiagnosticReport.objects.under(grant).filter(id=report_id).update(released_at=now)
        results = Observation.objects.under(grant).filter(report_id=report_id, released_at=None)
        results.update(released_at=now)
        telling.tell_of(grant, ReleaseRule.in_force(grant))
    grant.note([Item("DiagnosticReport", report_id, found.version, grant.patient_id, "released")])
    return True


def decide(actor: Actor, category: str, values: dict[str, Any]) -> None:
    """Put a rule in force from now on; the former ones stay."""
    now = ReleaseRule.newest()[category]
    before = (now.release, now.days, now.reason, now.reason_nn)
    after = (values["release"], values["days"] or 0, values["reason"], values["reason_nn"])
    if before == after:
        raise Unchanged
    ReleaseRule.objects.create(category=category, **values, **_author(actor))


def tell(actor: Actor, values: dict[str, Any]) -> None:
    """Put a text for patients in force; the former ones stay."""
    ResultText.objects.create(**values, **_author(actor))


def _author(actor: Actor) -> dict[str, Any]:
    name = actor.role.practitioner_name if actor.role else ""
    return {"author_id": actor.person_id, "author_name": name, "recorded_at": clock.now()}
