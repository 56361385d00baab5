"""Samples, orders and pictures of FHIR messages, and reports of KITH beside them."""

from __future__ import annotations

import json

import pytest

from common.messages import Fate
from labresults.intake.models import Specimen
from labresults.models import DiagnosticReport, Observation
from labresults.presenters import reports
from tests.cast import World
from tests.fhirapi import calling
from tests.labresults.bundles import (
    LAB,
    bundle,
    patient,
    report,
    result,
    take,
    whole,
)  # fmt: skip
from tests.labresults.kith import message
from tests.labresults.test_fhir_messages import (
    one,
    rows,
    sample_of,
)

pytestmark = pytest.mark.django_db


def test_samples_are_searched_and_brought_along(world: World) -> None:
    tube = {"type": {"text": "Rør", "coding": [{"code": "EDTA"}]}, "identifier": [{"value": "T1"}]}
    more = {
        "identifier": [{"system": "urn:s", "value": "S1"}],
        "accessionIdentifier": {"system": "urn:a", "value": "A1"},
        "status": "available",
        "type": {"coding": [{"code": "BLD"}]},
        "collection": {
            "collectedDateTime": "2026-01-04",
            "bodySite": {"coding": [{"code": "ARM"}]},
            "collector": {"display": "Liv"},
        },
        "container": [tube],
    }
    measured = result(specimen={"reference": "Specimen/sample"})
    take(bundle(patient(), LAB, sample_of(more), report("1"), measured))
    kari, sample = world.patients["kari"], rows(world, Specimen)[0].id
    for asked in (
        "identifier=urn:s|S1", "accession=urn:a|A1", "status=available", "type=BLD", "bodysite=ARM",
        "collected=2026-01", "container=EDTA", "container-id=T1", f"_id={sample}",
        f"subject=Patient/{kari}", "_revinclude=Observation:specimen",
    ):  # fmt: skip
        answer = calling.call(world, "system", "GET", f"Specimen?patient={kari}&{asked}")
        found = json.loads(answer.text)
        assert found["entry"][0]["resource"]["id"] == str(sample), asked
    assert [each["resource"]["resourceType"] for each in found["entry"]] == [
        "Specimen", "Observation",
    ]  # fmt: skip
    path = f"Observation?patient={kari}&_include=Observation:specimen"
    found = json.loads(calling.call(world, "system", "GET", path).text)
    assert {each["resource"]["resourceType"] for each in found["entry"]} == {
        "Specimen", "Observation",
    }  # fmt: skip


def test_pictures_that_a_message_names_stand_in_its_report(world: World) -> None:
    study = {
        "resourceType": "ImagingStudy",
        "id": "study",
        "status": "available",
        "subject": {"reference": "Patient/pat"},
        "endpoint": [{"reference": "Endpoint/pictures"}],
    }
    place = {
        "resourceType": "Endpoint",
        "id": "pictures",
        "status": "active",
        "address": "https://bilder.example/1",
        "connectionType": {"code": "dicom-wado-rs"},
        "payloadType": [{"text": "DICOM"}],
    }
    named = [{"reference": "ImagingStudy/study", "display": "CT"}]
    told = take(bundle(patient(), LAB, study, place, report(imagingStudy=named)))
    assert [each.fate for each in told] == [Fate.STORED], told[0].problems
    (shown,) = reports._pictures(one(world, DiagnosticReport))
    assert (shown.text, shown.url) == ("CT", "https://bilder.example/1")


def test_kith_and_fhir_stand_beside_each_other(world: World) -> None:
    assert {each.fate for each in take(whole(), message())} == {Fate.STORED}
    assert len(rows(world, Observation)) == 2
