"""Owns appointments as a record system sends them, by Helsenorge's profile and plain."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from appointments.codes import FLAG_CODES, OF_SPECIALIST, PROFILE, ROLE_CODES
from appointments.models import Appointment, AppointmentEvent
from common import clock
from demo.cast.fhir_directory import reference
from demo.cast.persons import persons
from fhirapi.calls import Answer
from tests.cast import World
from tests.fhirapi.calling import call
from tests.log_reading import rows_of

Resource = dict[str, Any]
FNR = "urn:oid:2.16.578.1.12.4.1.4.1"
CATEGORY = "http://terminology.hl7.org/CodeSystem/service-category"
VIRTUAL = "http://hl7.no/fhir/StructureDefinition/no-basis-virtual-service"
LINK = "https://join.nhn.no/webapp2/home"


def at(days: int, hour: int = 9) -> datetime:
    day = clock.today() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.OSLO)


def number_of(slug: str) -> str:
    return persons(clock.today())[slug].national_id


def plain(patient: str = "kari", **more: Any) -> Resource:
    """One that claims no profile."""
    start = at(7)
    return {
        "resourceType": "Appointment",
        "id": f"plain-{patient}",
        "status": "booked",
        "start": start.isoformat(),
        "end": (start + timedelta(minutes=30)).isoformat(),
        "participant": [{"actor": reference("Patient", patient), "status": "accepted"}],
        **more,
    }


def _around() -> list[Resource]:
    """Unit, hospital, whose they are, and the communication party."""
    place = {"managingOrganization": {"reference": "#eier"}}
    unit = {
        **place,
        "resourceType": "Location",
        "id": "enhet",
        "name": "Ortopedisk poliklinikk",
        "type": [{"coding": [{"system": ROLE_CODES, "code": "HU"}]}],
    }
    hospital = {
        **place,
        "resourceType": "Location",
        "id": "sykehus",
        "name": "Universitetssykehuset",
        "type": [{"coding": [{"system": ROLE_CODES, "code": "HOSP"}]}],
        "address": {"line": ["Sykehusvegen 38"], "postalCode": "9019", "city": "Tromsø"},
    }
    owner = {"resourceType": "Organization", "id": "eier", "name": "UNN HF"}
    party = {"resourceType": "Organization", "id": "part", "name": "Kommunikasjonspart"}
    return [unit, hospital, owner, party]


def profiled(
    patient: str = "kari", *, told: str = "2026-01-31T14:30:15.123Z", **more: Any
) -> Resource:
    """One by Helsenorge's profile, of a specialist; the patient by national id."""
    start = at(7)
    return {
        "resourceType": "Appointment",
        "id": "time-1",
        "meta": {"lastUpdated": told, "profile": [PROFILE]},
        "contained": _around(),
        "identifier": [
            {"system": "urn:example:booking", "value": "b-1", "assigner": {"reference": "#eier"}}
        ],
        "status": "booked",
        "serviceCategory": [{"coding": [{"system": CATEGORY, "code": "27"}]}],
        "appointmentType": {"coding": [{"system": "urn:example:type", "code": "Poliklinisktime"}]},
        "description": "Kontroll etter operasjon.",
        "patientInstruction": "Møt fastende.",
        "supportingInformation": [{"reference": "#part"}],
        "start": start.isoformat(),
        "end": (start + timedelta(minutes=30)).isoformat(),
        "participant": [
            {
                "actor": {
                    "type": "Patient",
                    "identifier": {"system": FNR, "value": number_of(patient)},
                },
                "status": "accepted",
            },
            {"actor": {"reference": "#enhet"}, "status": "accepted"},
            {"actor": {"reference": "#sykehus"}, "status": "accepted"},
        ],
        **more,
    }


def changed(resource: Resource, path: str, value: Any) -> Resource:
    """With one thing changed; None takes it away. Numbers in the path are places in lists."""
    found = copy.deepcopy(resource)
    *way, last = [int(each) if each.isdigit() else each for each in path.split(".")]
    inner: Any = found
    for each in way:
        inner = inner.setdefault(each, {}) if isinstance(inner, dict) else inner[each]
    if value is None:
        del inner[last]
    elif isinstance(inner, list) and last == len(inner):
        inner.append(value)
    else:
        inner[last] = value
    return found


def cancelled(resource: Resource, told: str, code: str = "1") -> Resource:
    reason = {"coding": [{"system": OF_SPECIALIST, "code": code}]}
    found = {**resource, "status": "cancelled", "cancelationReason": reason}
    return changed(found, "meta.lastUpdated", told)


def flag(code: str, own_id: str = "flagg") -> Resource:
    return {
        "resourceType": "Flag",
        "id": own_id,
        "status": "active",
        "code": {"coding": [{"system": FLAG_CODES, "code": code}]},
        "subject": {"identifier": {"system": FNR, "value": number_of("kari")}},
    }


def by_video(address: str) -> Resource:
    channel = {"system": "http://hl7.org/fhir/contact-point-system", "code": "url"}
    parts = [
        {"url": "channelType", "valueCoding": channel},
        {"url": "virtualAddress", "valueUrl": address},
    ]
    return {"url": VIRTUAL, "extension": parts}


def by_phone(number: str) -> Resource:
    channel = {"system": "http://hl7.org/fhir/contact-point-system", "code": "phone"}
    point = {"system": "phone", "value": number}
    parts = [
        {"url": "channelType", "valueCoding": channel},
        {"url": "virtualAddress", "valueContactPoint": point},
    ]
    return {"url": VIRTUAL, "extension": parts}


def post(world: World, resource: Mapping[str, Any], who: str = "system") -> Answer:
    body = {name: value for name, value in resource.items() if name != "id"}
    return call(world, who, "POST", "Appointment", body=body)


def stored(world: World, patient: str = "kari") -> list[Appointment]:
    with rows_of(world.patients[patient]):
        return list(Appointment.ungated.order_by("received_at", "id"))


def events(world: World, patient: str = "kari") -> list[str]:
    with rows_of(world.patients[patient]):
        found = AppointmentEvent.ungated.order_by("at", "version")
        return [each.event.removeprefix("appointments.") for each in found]
