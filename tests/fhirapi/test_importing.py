"""Importing FHIR: idempotent, in any order, and a bad resource stops nothing else."""

import base64
import json
from typing import Any

import pytest

from common.identifiers import with_check_digits
from fhirapi.importing import Document, Report, import_documents

pytestmark = pytest.mark.django_db
KARI = str(with_check_digits("528380551") or with_check_digits("528380552"))
FNR = "urn:oid:2.16.578.1.12.4.1.4.1"


def patient(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": "kari",
        "identifier": [{"system": FNR, "value": KARI}],
        "name": [{"family": "Nordli", "given": ["Kari"]}],
        "birthDate": "1984-03-12",
        **more,
    }


def document(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "id": "epikrise",
        "status": "current",
        "subject": {"reference": "Patient/kari"},
        "date": "2026-03-01T10:00:00+01:00",
        "content": [{"attachment": {"contentType": "text/plain", "url": "Binary/tekst"}}],
        **more,
    }


def binary() -> dict[str, Any]:
    data = base64.b64encode(b"Epikrise").decode()
    return {"resourceType": "Binary", "id": "tekst", "contentType": "text/plain", "data": data}


def sent(*resources: dict[str, Any], source: str = "unn") -> Report:
    documents = [Document(f"file{n}", json.dumps(each)) for n, each in enumerate(resources)]
    return import_documents(documents, source=source)


def test_what_points_at_something_later_is_stored_all_the_same() -> None:
    report = sent(binary(), document(), patient())

    assert report.summary == "3 stored, 0 unchanged, 0 refused", report.refusals


def test_a_second_import_changes_nothing() -> None:
    sent(patient(), document(), binary())

    assert sent(binary(), patient(), document()).summary == "0 stored, 3 unchanged, 0 refused"


def test_a_change_is_stored_as_a_new_version() -> None:
    sent(patient(), document())

    assert sent(document(description="Rettet")).summary == "1 stored, 0 unchanged, 0 refused"


def test_two_senders_with_the_same_ids_do_not_meet() -> None:
    sent(patient(), document())

    report = sent(patient(), document(), source="nlsh")

    assert report.summary == "2 stored, 0 unchanged, 0 refused", report.refusals


def test_of_two_versions_in_one_import_the_first_becomes_the_former() -> None:
    report = sent(patient(), document(description="Først"), document(description="Sist"))

    assert report.summary == "3 stored, 0 unchanged, 0 refused", report.refusals
    assert sent(document(description="Sist")).summary == "0 stored, 1 unchanged, 0 refused"


def test_the_same_resource_twice_in_one_import_is_stored_once() -> None:
    assert sent(patient(), document(), document()).summary == "2 stored, 1 unchanged, 0 refused"


def test_a_document_of_nobody_is_refused_with_its_place() -> None:
    report = sent(document(), patient(id="en-annen", identifier=[]))

    assert report.refusals == ["file0: the patient it is about is not known"]


def test_a_binary_that_no_document_points_at_is_refused() -> None:
    report = sent(patient(), binary())

    assert "no DocumentReference points at it" in report.refusals[0]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (document(status="borte", id="x"), "status"),
        (document(id="not an id"), "id"),
        (document(id=KARI), "may not be the id"),
        (document(id="x", description="urn:dis:person:1"), "reserved"),
        (patient(id="x", birthDate="12.03.1984"), "birthDate"),
        (patient(id="x", identifier=[{"system": FNR, "value": "12345678901"}]), "check digits"),
        (document(id="x", date=None), "it has no date"),
        ({"id": "1"}, "no resourceType"),
    ],
    ids=[
        "code", "id", "national id as id", "token", "date", "number", "undated", "untyped",
    ],
)  # fmt: skip
def test_a_bad_resource_is_named_and_stops_nothing_else(bad: dict[str, Any], reason: str) -> None:
    report = sent({k: v for k, v in bad.items() if v is not None}, patient(), document())

    assert report.summary == "2 stored, 0 unchanged, 1 refused"
    assert report.refusals[0].startswith("file0: ")
    assert reason in report.refusals[0]


def test_types_without_a_home_are_counted_by_name() -> None:
    report = sent({"resourceType": "Coverage", "id": "1"}, {"resourceType": "Coverage"})

    assert report.homeless == {"Coverage": 2}
    assert report.summary == "0 stored, 0 unchanged, 0 refused"


def test_a_document_of_another_patient_keeps_its_patient() -> None:
    other = with_check_digits("538380551") or with_check_digits("538380552")
    ola = patient(id="ola", identifier=[{"system": FNR, "value": other}])
    sent(patient(), ola, document())

    report = sent(document(subject={"reference": "Patient/ola"}))

    assert report.refusals == ["file0: it already belongs to another patient"]
