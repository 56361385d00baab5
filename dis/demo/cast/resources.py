"""The cast as transaction Bundles of FHIR R4, as the systems of its organisations would send them.

First each organisation's own units and personnel, then for each patient who they are and who treats
them, then the documents of one organisation, patient and year together. Ids never change, so a
second seeding stores nothing new.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from common.clock import OSLO
from demo.cast import (
    appointments,
    critical,
    medicines,
    result_reports,
    result_shapes,
    results,
    vaccines,
)
from demo.cast.calendar import days_before
from demo.cast.fhir_directory import (
    Resource,
    cast_id,
    organization,
    patient,
    reference,
    relatives_of,
    source_uri,
    workers_of,
)
from demo.cast.fhir_documents import document_resources
from demo.cast.organisations import LEGAL, legal_entity, organisations
from demo.cast.persons import patients
from demo.cast.relations import EPISODE, RELATIONS, VISITS, Relation, Visit
from demo.cast.texts import Document, documents, former

# Who tells the portal of relatives: the GP practice, whose patients the family are.
_TELLS_OF_RELATIVES = "legesenter"


def bundles(today: date) -> Iterator[dict[str, Any]]:
    """Every Bundle of the cast, what others refer to first."""
    legal_slugs = [each.slug for each in organisations().values() if each.kind == LEGAL]
    for legal in legal_slugs:
        yield _bundle(legal, ("directory",), [*_units_of(legal), *workers_of(legal, today)])
    for legal in legal_slugs:
        for slug in _patients_of(legal, today):
            yield _bundle(legal, ("patient", slug), _about(slug, legal, today))
    yield from _summaries(legal_slugs, today)
    written = sorted(documents(today).values(), key=_sender)
    for (legal, slug, year), group in groupby(written, key=_sender):
        resources = [each for document in group for each in document_resources(document, today)]
        yield _bundle(legal, ("documents", slug, str(year)), resources)
    for legal in results.LEGALS:
        yield _bundle(legal, ("results", result_shapes.PATIENT), results.results_of(legal, today))


def _summaries(legal_slugs: Iterable[str], today: date) -> Iterator[dict[str, Any]]:
    """Critical information, medicines, vaccines, procedures and appointments, if any."""
    parts = (critical, medicines, vaccines, appointments)
    for legal in legal_slugs:
        for slug in _patients_of(legal, today):
            told = [each for part in parts for each in part.resources(slug, legal, today)]
            if told:
                yield _bundle(legal, ("summary", slug), told)


def former_bundles(today: date) -> Iterator[dict[str, Any]]:
    """Former versions of documents and answers, to be sent before the others, and once only."""
    for number, document in enumerate(former(today)):
        legal = legal_entity(document.unit).slug
        names = ("former", document.slug, str(number))
        yield _bundle(legal, names, document_resources(document, today))
    former_answer = result_reports.before_corrected(today)
    yield _bundle(result_shapes.UNN, ("former", "results"), former_answer)


def _sender(document: Document) -> tuple[str, str, int]:
    return legal_entity(document.unit).slug, document.patient, document.written_at.year


def _bundle(legal: str, names: tuple[str, ...], resources: Iterable[Resource]) -> dict[str, Any]:
    source = source_uri(organisations()[legal])
    return {
        "resourceType": "Bundle",
        "id": cast_id("Bundle", legal, *names),
        "meta": {"source": source},
        "type": "transaction",
        "entry": [_entry(resource, source) for resource in resources],
    }


def _entry(resource: Resource, source: str) -> dict[str, Any]:
    kind, own_id = resource["resourceType"], resource["id"]
    meta = {**resource.get("meta", {}), "source": source}
    return {
        "fullUrl": f"urn:uuid:{own_id}",
        "resource": {"resourceType": kind, "id": own_id, "meta": meta}
        | {key: value for key, value in resource.items() if key != "meta"},
        "request": {"method": "PUT", "url": f"{kind}/{own_id}"},
    }


def _units_of(legal: str) -> list[Resource]:
    return [
        organization(each)
        for each in organisations().values()
        if legal_entity(each.slug).slug == legal
    ]


def _patients_of(legal: str, today: date) -> list[str]:
    """Those whom the organisation treats or has written about, in the order of the cast."""
    known = {each.patient for each in RELATIONS if legal_entity(each.unit).slug == legal}
    known |= {
        each.patient for each in documents(today).values() if legal_entity(each.unit).slug == legal
    }
    return [slug for slug in patients(today) if slug in known]


def _about(slug: str, legal: str, today: date) -> list[Resource]:
    relatives = relatives_of(slug, today) if legal == _TELLS_OF_RELATIVES else []
    treated = [
        _relation(each, today)
        for each in RELATIONS
        if each.patient == slug and legal_entity(each.unit).slug == legal
    ]
    visits = [
        _visit(each, today)
        for each in VISITS
        if each.patient == slug and legal_entity(each.unit).slug == legal
    ]
    return [patient(patients(today)[slug]), *relatives, *treated, *visits]


def _visit(visit: Visit, today: date) -> Resource:
    start = datetime.combine(today, visit.start, OSLO)
    end = start + timedelta(minutes=visit.minutes)
    return {
        "resourceType": "Encounter",
        "id": cast_id("Encounter", "visit", visit.patient, visit.unit),
        "status": "planned",
        "class": {
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
            "code": "AMB",
            "display": "ambulatory",
        },
        "subject": reference("Patient", visit.patient),
        "participant": [{"individual": reference("Practitioner", visit.worker)}],
        "period": {"start": start.isoformat(), "end": end.isoformat()},
        "serviceProvider": reference("Organization", visit.unit),
    }


def _relation(relation: Relation, today: date) -> Resource:
    period = {"start": days_before(today, relation.since_days_ago).isoformat()}
    if relation.until_days_ago is not None:
        period["end"] = days_before(today, relation.until_days_ago).isoformat()
    shared = {"id": cast_id(relation.kind, relation.patient, relation.unit), "period": period}
    if relation.kind == EPISODE:
        return {
            "resourceType": EPISODE,
            **shared,
            "status": "active" if relation.until_days_ago is None else "finished",
            "type": [{"text": relation.name}],
            "patient": reference("Patient", relation.patient),
            "managingOrganization": reference("Organization", relation.unit),
            "careManager": reference("Practitioner", relation.workers[0]),
        }
    return {
        "resourceType": relation.kind,
        **shared,
        "status": "active" if relation.until_days_ago is None else "inactive",
        "name": relation.name,
        "subject": reference("Patient", relation.patient),
        "participant": [
            {"member": reference("Practitioner", worker)} for worker in relation.workers
        ],
        "managingOrganization": [reference("Organization", relation.unit)],
    }
