"""Owns results as laboratories send them, for tests of what pages show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from access.codes import CONFIDENTIALITY_SYSTEM
from common import clock
from demo.cast.fhir_directory import reference
from labresults.groups import LOINC, NLK
from labresults.units import UCUM
from tests.cast import Resource, import_resources

HB, CREATININE = (NLK, "NOR05172"), (NLK, "NPU04998")
LAB = {"display": "Laboratoriet på UNN"}
LAB_CATEGORY = [{"coding": [{"system": "http://x.example", "code": "LAB"}]}]


def ago(days: float) -> str:
    return (clock.now() - timedelta(days=days)).isoformat()


def labels(codes: str) -> dict[str, Any]:
    found = [{"system": CONFIDENTIALITY_SYSTEM, "code": code} for code in codes.split()]
    return {"meta": {"security": found}}


def quantity(value: float, unit: str = "g/dL", **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit, **more}


def observation(
    slug: str, days: float = 1, coding: tuple[str, str] = HB, codes: str = "N", **more: Any
) -> Resource:
    system, code = coding
    value = (
        {} if any(name.startswith("value") for name in more) else {"valueQuantity": quantity(13.1)}
    )
    return {
        "resourceType": "Observation",
        "id": slug,
        **labels(codes),
        "status": "final",
        "code": {"coding": [{"system": system, "code": code, "display": f"Navn {code}"}]},
        "subject": reference("Patient", "kari"),
        "effectiveDateTime": ago(days),
        "category": LAB_CATEGORY,
        "performer": [LAB],
        **value,
        **more,
    }


def report(
    slug: str, *results: Resource, days: float = 1, kind: str = "LAB", codes: str = "N", **more: Any
) -> Resource:
    return {
        "resourceType": "DiagnosticReport",
        "id": slug,
        **labels(codes),
        "status": "final",
        "category": [{"coding": [{"system": "http://x.example", "code": kind}]}],
        "code": {"text": f"Rapport {slug}"},
        "subject": reference("Patient", "kari"),
        "effectiveDateTime": ago(days),
        "issued": ago(days),
        "performer": [LAB],
        "result": [{"reference": f"Observation/{each['id']}"} for each in results],
        **more,
    }


def order(slug: str, asked: str = "Blodprøver", **more: Any) -> Resource:
    return {
        "resourceType": "ServiceRequest",
        "id": slug,
        **labels("N"),
        "status": "active",
        "intent": "order",
        "code": {"text": asked},
        "subject": reference("Patient", "kari"),
        "authoredOn": ago(2),
        "requester": {"display": "Marit Sollid"},
        **more,
    }


def put(*resources: Resource) -> None:
    assert not import_resources(resources)


LOINC_HB = (LOINC, "718-7")
