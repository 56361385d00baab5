"""Who a register has appointed to act for a patient that cannot consent, told in a RelatedPerson.

Not in a Consent: that is what a patient has chosen, and this patient cannot. RelatedPerson says who
somebody is to a patient, from when until when, and takes codes beside those of kin; here 7611's TD
(next of kin, confirmed by the general practitioner) and VE (guardian). R4 has no place for the
services, so they stand in an extension, one each. What is not told, or not known, is no.
Sources: norway.md 7; HL7 FHIR R4 RelatedPerson.relationship, .period, .active.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from access import notices
from access.codes import Audience, Instrument, Kind, NoticeCode, SetAs
from access.grant import Grant, Item
from access.models import AssignedProxy, PatientNotice
from access.receiving import Columns, Placed
from access.representation.codes import Appointed
from access.representation.inputs import LONGEST_ASSIGNMENT
from access.representation.policy import SERVICES
from common import clock
from common.fhirtime import last_day
from common.references import codes, mappings
from people.models import Patient, Person

ROLE_SYSTEM = "urn:oid:2.16.578.1.12.4.1.1.7611"
SERVICE_URL = "http://hl7.no/fhir/StructureDefinition/representation-service"
_APPOINTED = {"TD": Appointed.NEXT_OF_KIN, "VE": Appointed.GUARDIAN}
_KNOWN = frozenset(map(str, SERVICES)) - {str(Kind.REPRESENTATION)}


@dataclass(frozen=True)
class Told:
    """An appointment as a resource tells it, of days that are known."""

    holder: Person
    name: str
    appointed: Appointed
    services: Sequence[str]
    first_day: date
    last_day: date

    @property
    def start(self) -> datetime:
        """It holds from when it came, or from its first day if that is to come."""
        return max(_midnight(self.first_day), clock.now())

    @property
    def until(self) -> datetime:
        """A year at most, as with doctors here: then it has to be told anew."""
        latest = clock.today() + LONGEST_ASSIGNMENT
        return _midnight(min(self.last_day, latest) + timedelta(days=1))


def kin_codes(concept: Any) -> list[str]:
    """What the relative is to the patient; not as what somebody is appointed."""
    appointed = codes(concept, ROLE_SYSTEM)
    return [code for code in codes(concept) if code not in appointed]


def told(resource: Mapping[str, Any], columns: Columns) -> Told | None:
    """What the resource tells of, or None where any of it is missing, not known or told twice."""
    roles = [
        code
        for concept in mappings(resource.get("relationship"))
        for code in codes(concept, ROLE_SYSTEM)
    ]
    appointed = _APPOINTED.get(roles[0]) if len(roles) == 1 else None
    services = _KNOWN & {
        str(each.get("valueCode"))
        for each in mappings(resource.get("extension"))
        if each.get("url") == SERVICE_URL
    }
    # Of a month or a year it begins on the last day and ends on the first: never too much.
    first, last = last_day((resource.get("period") or {}).get("start")), columns["end"]
    holder = columns["person"]
    name = f"{columns['given']} {columns['family']}".strip()
    if not (appointed and services and holder and name and first and last):
        return None
    if last < max(first, clock.today()):
        return None
    return Told(holder, name, appointed, sorted(services), first, last)


def take_in(taken: Sequence[tuple[Placed, Columns]], grant: Grant) -> None:
    """Make, change or end what these resources tell of, in the transaction that stores them.

    Only what is imported appoints somebody; what a system sends of itself may end it.
    """
    grant.check(Kind.DEMOGRAPHICS, write=True)
    may_appoint = grant.audience is Audience.SYSTEM
    standing = _standing(placed.id for placed, _ in taken)
    patients = _patients(taken)
    made: list[AssignedProxy] = []
    ended: list[AssignedProxy] = []
    for placed, columns in taken:
        wanted = told(placed.incoming.resource, columns)
        if wanted and not _may_have(wanted, patients.get(placed.patient_id)):
            wanted = None
        row = standing.get(placed.id)
        if row and wanted and _says_the_same(row, wanted):
            continue
        if row:
            ended.append(_end(row))
        if wanted and may_appoint and not _was_ended_here(placed.id, wanted):
            made.append(_row(placed, wanted))
    AssignedProxy.ungated.bulk_create(made)
    _tell(grant, NoticeCode.SETTING_ENDED, ended)
    _tell(grant, NoticeCode.SETTING_MADE, made)


def _standing(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID | None, AssignedProxy]:
    rows = AssignedProxy.ungated.filter(related_person_id__in=list(ids), end=None)
    return {row.related_person_id: row for row in rows.select_for_update().order_by("id")}


def _patients(taken: Sequence[tuple[Placed, Columns]]) -> dict[uuid.UUID, Patient]:
    found = Patient.objects.filter(id__in=[placed.patient_id for placed, _ in taken])
    return {patient.id: patient for patient in found}


def _may_have(wanted: Told, patient: Patient | None) -> bool:
    """Nobody acts for oneself, nor for a patient with a confidential address. How old the holder is
    and where he lives is weighed at every use, as of who is assigned on the page."""
    if patient is None or patient.person_id == wanted.holder.id:
        return False
    return not patient.address_confidentiality.endswith("confidential")


def _says_the_same(row: AssignedProxy, wanted: Told) -> bool:
    is_alike = (row.holder_id, row.appointed, row.services, row.until) == (
        wanted.holder.id,
        wanted.appointed,
        list(wanted.services),
        wanted.until,
    )
    return is_alike and (row.start <= clock.now() or row.start == wanted.start)


def _was_ended_here(related_id: uuid.UUID, wanted: Told) -> bool:
    """Whether somebody here has ended it, and the register tells of the same again: only a new
    appointment, of a later day, is another one."""
    rows = AssignedProxy.ungated.filter(
        related_person_id=related_id, end__gte=_midnight(wanted.first_day)
    )
    return rows.exclude(ended_by_id=None).exists()


def _row(placed: Placed, wanted: Told) -> AssignedProxy:
    return AssignedProxy(
        patient_id=placed.patient_id,
        related_person_id=placed.id,
        holder=wanted.holder,
        holder_name=wanted.name,
        appointed=wanted.appointed,
        services=list(wanted.services),
        start=wanted.start,
        until=wanted.until,
        set_as=SetAs.RECORD_SYSTEM,
    )


def _end(row: AssignedProxy) -> AssignedProxy:
    row.end, row.ended_as = clock.now(), SetAs.RECORD_SYSTEM
    row.save(update_fields=["end", "ended_as"])
    return row


def _tell(grant: Grant, code: NoticeCode, rows: Sequence[AssignedProxy]) -> None:
    """Tell the patients, and name the rows in the log."""
    now = clock.now()
    notices.write(
        [
            PatientNotice(
                patient_id=row.patient_id,
                recorded_at=now,
                code=code,
                instrument=Instrument.REPRESENTATION,
                done_as=SetAs.RECORD_SYSTEM,
            )
            for row in rows
        ]
    )
    grant.note([Item("Consent", row.id, 1, row.patient_id, "written") for row in rows])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.OSLO)
