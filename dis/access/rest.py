"""How other systems reach patients, their relatives, and what makes care relations."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from access import received, wires
from access.codes import Audience, Kind
from access.grant import Grant
from access.models import CareResource
from common import statements
from common.rest import READS, WRITES, Interaction, Rest, SearchParameter
from common.searchable import PEOPLE, about, date, reference, string, token
from people.models import PatientResource, RelatedPerson

# Of each patient the row that counts for one source: its own, where that has sent any; else the one
# that came last. The first condition takes none of the others', where that is asked for.
_SHOWN = """
    SELECT DISTINCT ON (s.patient_id) s.id FROM people_patientsource s
    WHERE s.patient_id = ANY(%s) AND (s.source = %s OR NOT %s)
    ORDER BY s.patient_id, s.source = %s DESC, s.received_at DESC, s.id DESC
"""


def patients(grant: Grant) -> QuerySet[PatientResource]:
    """Of each patient what was received last; a system gets its own, where it has sent any."""
    grant.check(Kind.DEMOGRAPHICS)
    values = _values(grant, grant.patient_ids)
    return PatientResource.objects.filter(own_id__in=RawSQL(_SHOWN, values))  # noqa: S611


# All but what only a search needs.
_FIELDS = [each for each in PatientResource._meta.concrete_fields if each.attname != "search"]
_ONE = f"""
    SELECT {", ".join(str(each.column) for each in _FIELDS)}
    FROM people_patientsource WHERE id IN ({_SHOWN})
"""  # noqa: S608  # names of our own


def patient(grant: Grant, patient_id: uuid.UUID) -> PatientResource | None:
    """The row of `patients` of one of them; asked for most of all, so in a statement of its own."""
    grant.check(Kind.DEMOGRAPHICS)
    if patient_id not in grant.patient_ids:
        return None
    names = [each.attname for each in _FIELDS]
    rows = statements.asked(_ONE, _values(grant, [patient_id]))
    return PatientResource.from_db("default", names, rows[0]) if rows else None


def _values(grant: Grant, patient_ids: Sequence[uuid.UUID]) -> list[Any]:
    only_own = grant.audience is Audience.SENDER
    return [list(patient_ids), grant.source, only_own, grant.source]


def relatives(grant: Grant) -> QuerySet[RelatedPerson]:
    grant.check(Kind.DEMOGRAPHICS)
    rows = RelatedPerson.objects.filter(patient_id__in=grant.patient_ids)
    return rows.filter(source=grant.source) if grant.audience is Audience.SENDER else rows


def _care(resource_type: str) -> Callable[[Grant], Any]:
    return lambda grant: CareResource.objects.under(grant).filter(resource_type=resource_type)


def _served(resource_type: str, sorted_by: str, *parameters: SearchParameter) -> Rest:
    """Encounters, episodes and teams: they make care relations (access.care)."""
    return Rest(
        kind=Kind.RECORD,
        table=CareResource._meta.db_table,
        rows=_care(resource_type),
        wires=wires.shown,
        parameters=(token("identifier"), token("status"), *parameters),
        interactions=READS | WRITES | {Interaction.DELETE},
        subject="patient",
        deleted=received.in_error,
        sorted_by=sorted_by,
    )


PATIENT = Rest(
    kind=Kind.DEMOGRAPHICS,
    table=PatientResource._meta.db_table,
    rows=patients,
    row=patient,
    wires=wires.shown,
    # No part of an address: it may be confidential, and a search would tell where somebody lives.
    parameters=(
        token("identifier"),
        token("active"),
        string("name"),
        string("family", "name.family"),
        string("given", "name.given"),
        date("birthdate", "birthDate"),
        token("gender"),
        date("death-date", "deceasedDateTime"),
        token("language", "communication.language"),
        reference("general-practitioner", "generalPractitioner", *PEOPLE[:3]),
        reference("organization", "managingOrganization", "Organization"),
    ),
    interactions=READS | WRITES,
    is_clinical=False,
)
# Who a relative is decides who may act for a patient: the registers say so, and no system does.
RELATED_PERSON = Rest(
    kind=Kind.DEMOGRAPHICS,
    table=RelatedPerson._meta.db_table,
    rows=relatives,
    wires=wires.shown_relatives,
    parameters=(
        *about("patient"),
        token("identifier"),
        token("active"),
        token("relationship"),
        string("name"),
        token("gender"),
    ),
    subject="patient",
    is_clinical=False,
)
ENCOUNTER = _served(
    "Encounter",
    "date",
    *about(),
    token("class"),
    token("type"),
    date("date", "period"),
    token("reason-code", "reasonCode"),
    reference("service-provider", "serviceProvider", "Organization"),
    reference("practitioner", "participant.individual", "Practitioner", "PractitionerRole"),
    reference("participant", "participant.individual", *PEOPLE[:2], "RelatedPerson"),
    reference("episode-of-care", "episodeOfCare", "EpisodeOfCare"),
    reference("based-on", "basedOn", "ServiceRequest"),
    reference("part-of", "partOf", "Encounter"),
)
EPISODE_OF_CARE = _served(
    "EpisodeOfCare",
    "date",
    *about("patient"),
    token("type"),
    date("date", "period"),
    reference("organization", "managingOrganization", "Organization"),
    reference("care-manager", "careManager", "Practitioner", "PractitionerRole"),
    reference("team", "team", "CareTeam"),
)
CARE_TEAM = _served(
    "CareTeam",
    "date",
    *about(),
    token("category"),
    date("date", "period"),
    reference("encounter", "encounter", "Encounter"),
    reference("participant", "participant.member", *PEOPLE, "CareTeam"),
    reference("organization", "managingOrganization", "Organization"),
)
