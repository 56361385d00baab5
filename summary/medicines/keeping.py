"""Writes of medicines: what patients tell of themselves, and lists that clinicians sign."""

import json
import uuid
from collections.abc import Sequence
from typing import Any

from access import confidentiality, writing_here
from access.codes import Audience, Kind
from access.grant import Grant, Item, NotGranted
from access.receiving import Columns
from access.writing_here import SOURCE, Author, Stale
from common import clock, statements
from common.declarations import NEW
from summary import selectors
from summary.codes import CATEGORY_SYSTEM, OWN_MEDICINE
from summary.medicines import reconciling
from summary.medicines.reconciling import Line
from summary.models import MedicationStatement, Reconciliation
from summary.services import NotThere

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def tell(grant: Grant, *, key: uuid.UUID, what: str, dose: str, since: str, who: str) -> None:
    """Add what the patient uses besides; a form that is sent twice adds one."""
    own_id = writing_here.new_id(grant.patient_id, grant.reader_id, key)
    _check_citizen(grant)
    if any(each.id == own_id for each in selectors.medicines(grant)):
        return
    period = {"start": since} if since else {}
    _put(grant, _statement(grant, own_id, what, dose, who, period), NEW)


def end(grant: Grant, *, item_id: uuid.UUID, version: int) -> None:
    """The patient no longer uses it: it stays in the history. Stale in another version."""
    _check_citizen(grant)
    found = {each.id: each for each in selectors.medicines(grant)}.get(item_id)
    if found is None or found.source != SOURCE:
        raise NotThere
    if found.version != version:
        raise Stale
    resource = json.loads(found.wire)
    if resource["status"] == "stopped":
        return
    period = {**resource.get("effectivePeriod", {}), "end": clock.today().isoformat()}
    _put(grant, {**resource, "status": "stopped", "effectivePeriod": period}, version)


def sign(
    grant: Grant, author: Author, *, number: int, content: str, lines: Sequence[Line]
) -> Reconciliation:
    """A new list in the place of the one with that number. Stale where somebody has signed one
    since, or a source says something that was not compared."""
    grant.check(Kind.SUMMARY, write=True)
    if grant.audience not in {Audience.CLINICIAN, Audience.CLINICIAN_ELEVATED}:
        raise NotGranted("Lists of medicines are signed by those who treat.")
    statements.asked(_LOCK, [f"summary.medicines|{grant.patient_id}"])
    latest = Reconciliation.objects.under(grant).order_by("-number").first()
    newest = latest.number if latest else 0
    if newest != number or reconciling.content(selectors.medicines(grant)) != content:
        raise Stale
    row = Reconciliation(
        patient_id=grant.patient_id,
        number=number + 1,
        signed_at=clock.now(),
        author_name=author.name,
        author_role=author.role_name,
        author_place=author.organization_name,
        lines=[*reconciling.plain(lines), *_hidden(grant, latest)],
        content=content,
    )
    Reconciliation.objects.add(grant, [row])
    grant.note([Item("List", row.id, row.number, grant.patient_id, "created")])
    return row


def _hidden(grant: Grant, latest: Reconciliation | None) -> list[dict[str, Any]]:
    """Lines that this reader may not see go on as they were: nobody ends what he does not see."""
    if latest is None:
        return []
    seen = {str(each.id) for each in selectors.medicines(grant)}
    lines: list[dict[str, Any]] = latest.lines
    return [each for each in lines if each["sources"] and not seen & set(each["sources"])]


def _check_citizen(grant: Grant) -> None:
    grant.check(Kind.SUMMARY, write=True)
    if not confidentiality.is_citizen(grant.audience):
        raise NotGranted("What patients use besides is told by them, or in their place.")


def _statement(
    grant: Grant, own_id: uuid.UUID, what: str, dose: str, who: str, period: dict[str, str]
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "resourceType": "MedicationStatement",
        "id": str(own_id),
        "status": "active",
        "category": {"coding": [{"system": CATEGORY_SYSTEM, "code": OWN_MEDICINE}]},
        "medicationCodeableConcept": {"text": what},
        "subject": {"reference": f"Patient/{grant.patient_id}"},
        "dateAsserted": clock.today().isoformat(),
        "informationSource": {"display": who},
    }
    if period:
        found["effectivePeriod"] = period
    if dose:
        found["dosage"] = [{"text": dose}]
    return found


def _put(grant: Grant, resource: dict[str, Any], replaces: int) -> None:
    concept = resource["medicationCodeableConcept"]
    columns: Columns = {"security": [], "title": concept["text"][:300], "is_mistake": False}
    writing_here.put(grant, MedicationStatement, resource, columns, replaces=replaces)
