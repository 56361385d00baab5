"""Appointments of the cast, as its organisations send them: by Helsenorge's profile, and plain."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from appointments.codes import OF_SPECIALIST, PROFILE, ROLE_CODES
from common.clock import OSLO
from common.identifiers import FNR_SYSTEM
from demo.cast.fhir_directory import Resource, cast_id, reference
from demo.cast.persons import persons

_CATEGORY = "http://terminology.hl7.org/CodeSystem/service-category"
_VIRTUAL = "http://hl7.no/fhir/StructureDefinition/no-basis-virtual-service"
_CHANNELS = "http://hl7.org/fhir/contact-point-system"
_KARI, _LISE, _NILS, _ASTRID = "kari", "lise", "nils", "astrid"
_HOSPITAL = ("Universitetssykehuset i Tromsø", "Sykehusvegen 38", "9019", "Tromsø")
_SURGERY = ("Tromsdalen legesenter", "Turistvegen 10", "9020", "Tromsdalen")
_VIDEO = ("url", "valueUrl", "https://join.nhn.no/webapp2/home")
_PHONE = ("phone", "valueContactPoint", {"system": "phone", "value": "77 00 00 00"})
# Whose, in how many days, hour, minutes, unit, status, what about, how to prepare.
_Told = tuple[str, int, int, int, str, str, str, str]
_AT_HOSPITAL: tuple[_Told, ...] = (
    (
        _KARI,
        6,
        10,
        45,
        "Hjertepoliklinikken",
        "booked",
        "Kontroll av hjerterytmen.",
        "Ta med listen over legemidlene dine. Du kan spise og drikke som vanlig.",
    ),
    (_KARI, 40, 9, 30, "Hjertepoliklinikken", "booked", "Telefonsamtale om svarene.", ""),
    (_KARI, 0, 14, 30, "Røntgenavdelingen", "cancelled", "Røntgen av brystet.", ""),
    (_KARI, -95, 11, 30, "Hjertepoliklinikken", "fulfilled", "Kontroll.", ""),
    (_ASTRID, 12, 12, 30, "Ortopedisk poliklinikk", "booked", "Kontroll etter hofteprotese.", ""),
)
_PLAIN = (
    (_KARI, 2, 8, 20, "booked", "Blodprøver", "Møt fastende: ikke spis etter midnatt.", None),
    (_KARI, 18, 15, 20, "booked", "Time hos fastlegen", "", _VIDEO),
    (_LISE, 9, 10, 20, "booked", "Seksårskontroll", "Ta med helsekortet.", None),
    (_NILS, 11, 13, 20, "booked", "Time hos fastlegen", "", None),
)


def resources(slug: str, legal: str, today: date) -> Iterator[Resource]:
    """What an organisation has to tell of one person."""
    if legal == "unn":
        for number, told in enumerate(_AT_HOSPITAL):
            if told[0] == slug:
                yield _specialist(number, today, told)
    if legal == "legesenter":
        for number, (patient, days, hour, minutes, status, about, prepare, by) in enumerate(_PLAIN):
            if patient == slug:
                yield {
                    "resourceType": "Appointment",
                    "id": cast_id("Appointment", patient, f"plain-{number}"),
                    **_times(today, days, hour, minutes),
                    "status": status,
                    "description": about,
                    **({"patientInstruction": prepare} if prepare else {}),
                    **({"extension": [_virtual(*by)]} if by else {}),
                    "contained": [_location("sted", _SURGERY)],
                    "participant": [_patient(patient), *([] if by else [_contained("sted")])],
                }


def _specialist(number: int, today: date, told: _Told) -> Resource:
    patient, days, hour, minutes, unit, status, about, prepare = told
    owner = {"resourceType": "Organization", "id": "eier", "name": "UNN HF"}
    party = {"resourceType": "Organization", "id": "part", "name": unit}
    by_whom = {"managingOrganization": {"reference": "#eier"}}
    coding = {"system": OF_SPECIALIST, "code": "9"}
    reason = {"coding": [coding], "text": "Apparatet er ute av drift."}
    is_by_phone = about.startswith("Telefon")
    value = cast_id("Appointment", patient, f"unn-{number}")
    return {
        "resourceType": "Appointment",
        "id": value,
        "meta": {
            "lastUpdated": datetime(today.year, today.month, today.day, tzinfo=OSLO).isoformat(),
            "profile": [PROFILE],
        },
        "contained": [
            {**_location("enhet", (unit,), "HU"), **by_whom},
            {**_location("sykehus", _HOSPITAL, "HOSP"), **by_whom},
            owner,
            party,
        ],
        **({"extension": [_virtual(*_PHONE)]} if is_by_phone else {}),
        "identifier": [
            {
                "system": "https://unn.example/timer",
                "value": value,
                "assigner": {"reference": "#eier"},
            }
        ],
        "status": status,
        **({"cancelationReason": reason} if status == "cancelled" else {}),
        "serviceCategory": [{"coding": [{"system": _CATEGORY, "code": "27"}]}],
        "appointmentType": {
            "coding": [{"system": "urn:oid:2.16.578.1.12.4.1.1.8432", "code": "3"}]
        },
        "description": about,
        **({"patientInstruction": prepare} if prepare else {}),
        "supportingInformation": [{"reference": "#part"}],
        **_times(today, days, hour, minutes),
        "participant": [_logical(patient, today), _contained("enhet"), _contained("sykehus")],
    }


def _times(today: date, days: int, hour: int, minutes: int) -> dict[str, str]:
    day = today + timedelta(days=days)
    start = datetime(day.year, day.month, day.day, hour, tzinfo=OSLO)
    end = start + timedelta(minutes=minutes)
    return {"start": start.isoformat(), "end": end.isoformat()}


def _location(own_id: str, told: tuple[str, ...], code: str = "") -> Resource:
    name, *where = told
    found: Resource = {"resourceType": "Location", "id": own_id, "name": name}
    if code:
        found["type"] = [{"coding": [{"system": ROLE_CODES, "code": code}]}]
    if where:
        line, postal_code, city = where
        found["address"] = {"line": [line], "postalCode": postal_code, "city": city}
    return found


def _contained(own_id: str) -> Resource:
    return {"actor": {"reference": f"#{own_id}"}, "status": "accepted"}


def _patient(slug: str) -> Resource:
    return {"actor": reference("Patient", slug), "status": "accepted"}


def _logical(slug: str, today: date) -> Resource:
    number = persons(today)[slug].national_id
    identifier = {"system": FNR_SYSTEM, "value": number}
    return {"actor": {"type": "Patient", "identifier": identifier}, "status": "accepted"}


def _virtual(channel: str, kind: str, address: Any) -> Resource:
    coding = {"system": _CHANNELS, "code": channel}
    parts = [
        {"url": "channelType", "valueCoding": coding},
        {"url": "virtualAddress", kind: address},
    ]
    return {"url": _VIRTUAL, "extension": parts}
