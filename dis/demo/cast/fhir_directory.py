"""FHIR resources for who and where: organisations, health personnel, patients and relatives."""

from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from common.identifiers import (
    DNR_SYSTEM,
    FNR_SYSTEM,
    HPR_SYSTEM,
    ORGANIZATION_SYSTEM,
    RESH_SYSTEM,
)
from demo.cast.codes import KIND_SYSTEM, PROFESSION_SYSTEM
from demo.cast.organisations import DEPARTMENT, LEGAL, Organisation, organisations
from demo.cast.persons import Person, persons
from demo.cast.relations import KINSHIPS, Kinship
from demo.cast.staff import Worker, workers
from people.codes import PARENTS

Resource = dict[str, Any]

_NAMESPACE = uuid5(NAMESPACE_URL, "https://dis.example/demo/cast")
_FICTITIOUS = "Fiktivt nummer, laget for demo"
_KINDS = {LEGAL: ("prov", "Healthcare Provider"), DEPARTMENT: ("dept", "Hospital Department")}
# Folkeregisteret's grading of the address, sent as a security label of the Patient.
_CONFIDENTIALITY_SYSTEM = "http://hl7.no/fhir/CodeSystem/address-confidentiality"

_RESPONSIBILITY_URL = "http://hl7.no/fhir/StructureDefinition/parental-responsibility"


def cast_id(kind: str, *names: str) -> str:
    """The id of a resource of the cast: the same in every installation, at every seeding."""
    return str(uuid5(_NAMESPACE, "/".join((kind, *names))))


def reference(kind: str, *names: str, display: str | None = None) -> dict[str, str]:
    found = {"reference": f"{kind}/{cast_id(kind, *names)}"}
    return {**found, "display": display} if display else found


def source_uri(legal: Organisation) -> str:
    """How an organisation signs what it sends: its organisation number as an OID."""
    return f"{ORGANIZATION_SYSTEM}.{legal.organization_number}"


def organization(organisation: Organisation) -> Resource:
    code, display = _KINDS.get(organisation.kind, ("other", "Other"))
    numbers = (
        (ORGANIZATION_SYSTEM, organisation.organization_number),
        (RESH_SYSTEM, organisation.resh),
    )
    found: Resource = {
        "resourceType": "Organization",
        "id": cast_id("Organization", organisation.slug),
        "identifier": [_fictitious(system, value) for system, value in numbers if value],
        "active": True,
        "type": [{"coding": [{"system": KIND_SYSTEM, "code": code, "display": display}]}],
        "name": organisation.name,
        "address": [{"city": organisation.town, "country": "NO"}],
    }
    if not found["identifier"]:
        # A municipal unit without a RESH number carries its own stable id, as the rules say.
        found["identifier"] = [
            {"system": "https://dis.example/demo/enheter", "value": organisation.slug}
        ]
    if organisation.phone:
        found["telecom"] = [{"system": "phone", "value": organisation.phone}]
    if organisation.part_of:
        found["partOf"] = reference("Organization", organisation.part_of)
    return found


def practitioner(worker: Worker, today: date) -> Resource:
    identifiers = [_fictitious(HPR_SYSTEM, worker.hpr_number)]
    found: Resource = {
        "resourceType": "Practitioner",
        "id": cast_id("Practitioner", worker.slug),
        "identifier": identifiers,
        "active": True,
        "name": [{"family": worker.family, "given": [worker.given]}],
        "gender": worker.gender,
    }
    if worker.person_slug:
        person = persons(today)[worker.person_slug]
        identifiers.insert(0, {"system": FNR_SYSTEM, "value": person.national_id})
        found["birthDate"] = person.birth_date.isoformat()
    return found


def practitioner_role(worker: Worker, unit: str, today: date) -> Resource:
    code, display = worker.profession
    return {
        "resourceType": "PractitionerRole",
        "id": cast_id("PractitionerRole", worker.slug, unit),
        "active": True,
        "period": {"start": date(today.year - 14, 1, 1).isoformat()},
        "practitioner": reference("Practitioner", worker.slug, display=worker.name),
        "organization": reference("Organization", unit, display=organisations()[unit].name),
        "code": [
            {
                "coding": [{"system": PROFESSION_SYSTEM, "code": code, "display": display}],
                "text": worker.title,
            }
        ],
    }


def patient(person: Person) -> Resource:
    found: Resource = {
        "resourceType": "Patient",
        "id": cast_id("Patient", person.slug),
        "identifier": [_national_identifier(person)],
        "active": True,
        "name": [{"use": "official", "family": person.family, "given": person.given.split(" ")}],
        "gender": person.gender,
        "birthDate": person.birth_date.isoformat(),
    }
    if person.address_confidentiality:
        security = {"system": _CONFIDENTIALITY_SYSTEM, "code": person.address_confidentiality}
        found["meta"] = {"security": [security]}
    if address := _address(person):
        found["address"] = [address]
    if person.deceased_on:
        found["deceasedDateTime"] = person.deceased_on.isoformat()
    return found


def related_person(kinship: Kinship, today: date) -> Resource:
    relative = persons(today)[kinship.relative]
    return {
        "resourceType": "RelatedPerson",
        "id": cast_id("RelatedPerson", kinship.patient, kinship.relative),
        **_responsibility(kinship),
        "identifier": [_national_identifier(relative)],
        "active": True,
        "patient": reference("Patient", kinship.patient),
        "relationship": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode",
                        "code": kinship.code,
                        "display": kinship.display,
                    }
                ]
            }
        ],
        "name": [{"family": relative.family, "given": relative.given.split(" ")}],
        "gender": relative.gender,
        "birthDate": relative.birth_date.isoformat(),
        "period": {"start": persons(today)[kinship.patient].birth_date.isoformat()},
    }


def _responsibility(kinship: Kinship) -> dict[str, Any]:
    """Parents in the cast have it together."""
    if kinship.code not in PARENTS:
        return {}
    return {"extension": [{"url": _RESPONSIBILITY_URL, "valueCode": "joint"}]}


def relatives_of(slug: str, today: date) -> list[Resource]:
    return [related_person(kinship, today) for kinship in KINSHIPS if kinship.patient == slug]


def workers_of(legal_slug: str, today: date) -> list[Resource]:
    """Everybody who works in one legal entity, with a role for each of their units there."""
    found = []
    for worker in workers().values():
        units = [unit for unit in worker.units if _belongs(unit, legal_slug)]
        if units:
            found.append(practitioner(worker, today))
            found += [practitioner_role(worker, unit, today) for unit in units]
    return found


def _belongs(unit: str, legal_slug: str) -> bool:
    parent = organisations()[unit].part_of
    return unit == legal_slug or (parent is not None and _belongs(parent, legal_slug))


def _fictitious(system: str, value: str) -> dict[str, Any]:
    return {"system": system, "value": value, "assigner": {"display": _FICTITIOUS}}


def _national_identifier(person: Person) -> dict[str, Any]:
    system = DNR_SYSTEM if person.is_d_number else FNR_SYSTEM
    return {"use": "official", "system": system, "value": person.national_id}


def _address(person: Person) -> dict[str, Any] | None:
    if person.address is None:
        return None
    return {
        "use": "home",
        "line": [person.address.line],
        "city": person.address.city,
        "postalCode": person.address.postal_code,
        "country": "NO",
    }
