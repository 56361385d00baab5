"""What is kept beside the results of a message: codes, tags, and how far a report has come."""

from __future__ import annotations

import json

import pytest

from labresults.intake.models import ReportState, UnknownCode
from tests.cast import World
from tests.fhirapi import calling
from tests.labresults.kith import item, message, take
from tests.labresults.test_intake import HB, rows

pytestmark = pytest.mark.django_db


def test_a_result_is_found_by_any_code_beneath_it(world: World) -> None:
    take(message("kari", item("1", inside=item("2", code="NPU00001"))))
    kari = world.patients["kari"]
    asked = f"Observation?patient={kari}&_tag=urn:oid:2.16.578.1.12.4.1.1.7280|NPU00001"
    found = json.loads(calling.call(world, "system", "GET", asked).text)["entry"]
    assert [each["resource"]["identifier"][0]["value"] for each in found] == ["1"]


def test_how_far_a_report_has_come_is_kept_for_its_patient_only(world: World) -> None:
    take(message())
    assert len(rows(world, ReportState)) == 1
    assert not rows(world, ReportState, "ola")


def test_codes_that_nobody_knows_are_counted(world: World) -> None:
    take(message("kari", HB, item("9", code="NPU99999", name="Ukjent")))
    take(message("kari", item("9", code="NPU99999", name="Ukjent"), report="R2"))
    found = UnknownCode.objects.get(code="NPU99999")
    assert (found.count, found.display) == (2, "Ukjent")
    assert not UnknownCode.objects.filter(code="NOR05172").exists()
    take(message("kari", item("9", code="NPU99999", name="Ukjent"), report="R2"))
    found.refresh_from_db()
    assert found.count == 2
