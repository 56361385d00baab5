"""Orders, reports and results of the cast as FHIR, in the shape of the national register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from common.clock import OSLO
from demo.cast.calendar import days_before
from demo.cast.codes import CONFIDENTIALITY_SYSTEM
from demo.cast.fhir_directory import Resource, cast_id, reference
from labresults.groups import NLK
from labresults.units import UCUM

PATIENT = "kari"
CATEGORY, DISCIPLINE = (
    "urn:oid:2.16.578.1.12.4.1.1.8202",
    "http://terminology.hl7.org/CodeSystem/v2-0074",
)
DEVIATION = "urn:oid:2.16.578.1.12.4.1.1.8244"
STATUS = "urn:oid:2.16.578.1.12.4.1.1.8245"
REPORT = "http://hl7.no/fhir/StructureDefinition/nilar-diagnostic-report-ref"
JUDGED = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
GP, UNN, BODO = "legesenter", "unn", "nlsh"
PLACES = {
    GP: ("legesenter-tromsdalen", "Fløyfjell legesenter, laboratoriet"),
    UNN: ("unn-lab", "UNN Tromsø, Laboratoriemedisin"),
    BODO: ("nlsh-bodo", "Nordlandssykehuset Bodø, laboratoriet"),
}
SOLLID = "Marit Sollid, Fløyfjell legesenter"
TVEIT = "Anne Grete Tveit, Nyremedisinsk poliklinikk"
BERG = "Ingrid Berg, Hjertemedisinsk poliklinikk"


@dataclass(frozen=True)
class Measure:
    """What a laboratory measures: how it codes and names it, its unit and its limits; and how the
    value of the patient moves: where it began, how much a year changes it, how much it wavers."""

    code: str
    name: str
    unit: str
    ucum: str
    low: float | None
    high: float | None
    start: float
    per_year: float = 0.0
    wave: float = 0.0
    decimals: int = 0
    system: str = NLK


def moment(today: date, days_ago: int, hour: int = 8, minute: int = 15) -> str:
    return datetime.combine(days_before(today, days_ago), time(hour, minute), OSLO).isoformat()


def order(slug: str, asked: str, who: str, today: date, days_ago: int, **more: Any) -> Resource:
    return {
        "resourceType": "ServiceRequest",
        "id": cast_id("ServiceRequest", slug),
        "status": "completed",
        "intent": "order",
        "category": [concept(DISCIPLINE, "LAB", "Laboratoriemedisin")],
        "code": {"text": asked},
        "subject": reference("Patient", PATIENT),
        "authoredOn": moment(today, days_ago, 8, 0),
        "requester": {"display": who},
        **more,
    }


def concept(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def labels(codes: Sequence[str]) -> dict[str, Any]:
    label = [{"system": CONFIDENTIALITY_SYSTEM, "code": code} for code in codes]
    return {"meta": {"security": label}} if codes else {}


def answer(
    slug: str,
    legal: str,
    name: str,
    today: date,
    days_ago: int,
    results: Sequence[Resource],
    *,
    kind: tuple[str, str, str] = (DISCIPLINE, "LAB", "Medisinsk biokjemi"),
    who: str = SOLLID,
    asked: str = "",
    answered_after: int = 0,
    status: str = "final",
    codes: Sequence[str] = (),
    **more: Any,
) -> list[Resource]:
    place, display = PLACES[legal]
    issued = moment(today, max(days_ago - answered_after, 0), 13, 40)
    performer = [{**reference("Organization", place), "display": display}]
    request = order(slug, asked or name, who, today, days_ago)
    report = {
        "resourceType": "DiagnosticReport",
        "id": cast_id("DiagnosticReport", slug),
        **labels(codes),
        "status": status,
        "category": [concept(*kind)],
        "code": {"text": name},
        "basedOn": [reference("ServiceRequest", slug)],
        "subject": reference("Patient", PATIENT),
        "effectiveDateTime": moment(today, days_ago),
        "issued": issued,
        "performer": performer,
        "result": [{"reference": f"Observation/{each['id']}"} for each in results],
        **more,
    }
    for each in results:
        each["performer"] = performer
        each.setdefault("issued", issued)
        each["category"] = [concept(*kind)]
        each.setdefault("effectiveDateTime", moment(today, days_ago))
        each |= labels(codes)
        each["extension"] = [
            *each.get("extension", []),
            {"url": REPORT, "valueReference": reference("DiagnosticReport", slug)},
        ]
    return [request, report, *results]


def observation(slug: str, coding: tuple[str, str, str], **more: Any) -> Resource:
    return {
        "resourceType": "Observation",
        "id": cast_id("Observation", slug),
        "status": "final",
        "code": concept(*coding),
        "subject": reference("Patient", PATIENT),
        **more,
    }


def quantity_of(slug: str, test: Measure, value: float, **more: Any) -> Resource:
    number: float | int = round(value, test.decimals) if test.decimals else round(value)
    unit = {"system": UCUM, "code": test.ucum} | ({"unit": test.unit} if test.unit else {})
    limits: dict[str, Any] = {}
    for name, limit in (("low", test.low), ("high", test.high)):
        if limit is not None:
            limits[name] = {"value": limit, **unit}
    flag = "1" if test.high is not None and number > test.high else ""
    flag = "2" if test.low is not None and number < test.low else flag
    judged = {"interpretation": [{"coding": [{"system": DEVIATION, "code": flag}]}]} if flag else {}
    return observation(
        slug,
        (test.system, test.code, test.name),
        valueQuantity={"value": number, **unit},
        referenceRange=[limits],
        **judged,
        **more,
    )
