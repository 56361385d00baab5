"""Imported patients: a record never changes hands, and a sender who knows less erases nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from access import selectors
from access.codes import Kind
from access.fhir import CONFIDENTIALITY_SYSTEM, RESPONSIBILITY_URL
from common import clock
from people import identity
from people.codes import AddressConfidentiality as Address
from people.models import RelatedPerson
from tests.fhirapi.parties import OLA, known, ola, opened, patient_with
from tests.fhirapi.test_importing import FNR, KARI, document, patient, sent

pytestmark = pytest.mark.django_db


def graded(*codes: str) -> dict[str, Any]:
    return {"security": [{"system": CONFIDENTIALITY_SYSTEM, "code": code} for code in codes]}


def test_an_id_used_again_for_another_person_is_refused() -> None:
    sent(patient(), document())
    kari = known(KARI)

    report = sent(ola())

    assert "somebody with another national identity number" in report.refusals[0]
    assert (known(KARI), known(OLA)) == (kari, None)


def test_an_id_used_for_two_persons_in_one_import_stays_the_first_ones() -> None:
    report = sent(patient(), ola(), ola(id="ola"))

    assert report.summary == "2 stored, 0 unchanged, 1 refused"
    assert known(KARI) != known(OLA)
    assert patient_with(OLA).person != patient_with(KARI).person


def test_an_id_whose_person_is_already_a_patient_is_refused_for_another() -> None:
    sent(patient(), ola(id="ola"))

    assert sent(ola()).refusals == ["file0: it already belongs to another patient"]


def test_a_patient_without_a_number_may_get_one_later() -> None:
    sent(patient(identifier=[]), document())

    assert not sent(patient()).refusals
    assert known(KARI)


def test_a_sender_who_knows_less_erases_nothing() -> None:
    address = [{"line": ["Storgata 1"], "city": "Bodø", "postalCode": "8006"}]
    sent(patient(meta=graded("6"), gender="female", address=address), source="register")
    before = patient_with()

    sent({"resourceType": "Patient", "id": "k", "identifier": [{"system": FNR, "value": KARI}]})

    after = patient_with()
    assert after.address_confidentiality == Address.STRICTLY_CONFIDENTIAL
    for name in ("family", "given", "birth_date", "gender", "address_line", "city"):
        assert getattr(after, name) == getattr(before, name) != ""


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["7"], Address.CONFIDENTIAL),
        (["7", "6"], Address.STRICTLY_CONFIDENTIAL),
        (["ugradert", "fortrolig"], Address.CONFIDENTIAL),
        (["kode-seks"], Address.STRICTLY_CONFIDENTIAL),
        (["ugradert"], Address.UNCLASSIFIED),
        ([], Address.UNCLASSIFIED),
    ],
)
def test_the_strictest_grading_counts_and_an_unknown_one_is_the_strictest(
    codes: list[str], expected: Address
) -> None:
    sent(patient(meta=graded(*codes)))

    assert patient_with().address_confidentiality == expected


def test_a_grading_is_lowered_by_a_label_that_says_so() -> None:
    sent(patient(meta=graded("6")))
    sent(patient(meta=graded("ugradert")))

    assert patient_with().address_confidentiality == Address.UNCLASSIFIED


@pytest.mark.parametrize(
    ("sent_as", "kept"),
    [("2010", (2010, 12, 31)), ("2012-02", (2012, 2, 29)), ("2010-05-03", (2010, 5, 3))],
)
def test_of_an_uncertain_birth_date_the_last_day_is_kept(
    sent_as: str, kept: tuple[int, int, int]
) -> None:
    sent(patient(birthDate=sent_as))

    assert patient_with().birth_date == date(*kept)


@pytest.mark.parametrize(("more", "is_parent"), [({}, True), ({"active": False}, False)])
def test_a_relative_who_is_not_active_is_no_parent(more: dict[str, Any], is_parent: bool) -> None:
    sent(patient(birthDate=(clock.today() - timedelta(days=900)).isoformat()))
    parent = {
        "resourceType": "RelatedPerson",
        "id": "parent",
        "patient": {"reference": "Patient/kari"},
        "identifier": [{"system": FNR, "value": OLA}],
        "relationship": [{"coding": [{"code": "MTH"}]}],
        "extension": [{"url": RESPONSIBILITY_URL, "valueCode": "joint"}],
    }
    sent(parent)

    report = sent({**parent, **more})

    assert not report.refusals
    assert bool(selectors.children(identity.person_for(OLA).id)) is is_parent


PRACTITIONER = {
    "resourceType": "Practitioner",
    "id": "kari",
    "identifier": [{"system": FNR, "value": OLA}],
}
BOTH = {"reference": "Patient/kari", "identifier": {"system": FNR, "value": OLA}}
NOT_A_PATIENT: dict[str, dict[str, Any]] = {
    "a practitioner": {"subject": {"reference": "Practitioner/kari"}},
    "a contained practitioner": {"subject": {"reference": "#kari"}, "contained": [PRACTITIONER]},
    "a number of a practitioner": {
        "subject": {"type": "Practitioner", "identifier": {"system": FNR, "value": OLA}}
    },
    "another server": {"subject": {"reference": "https://other.example/fhir/Patient/kari"}},
    "two patients": {"subject": BOTH},
    "two numbers": {
        "subject": {"reference": "#p", "identifier": {"system": FNR, "value": OLA}},
        "contained": [patient(id="p")],
    },
}


@pytest.mark.parametrize("name", NOT_A_PATIENT)
def test_a_document_that_does_not_name_one_patient_here_is_refused(name: str) -> None:
    others = [ola(id="ola")] if name == "two patients" else []
    sent(patient(), *others)

    report = sent(document(**NOT_A_PATIENT[name]))

    assert report.summary == "0 stored, 0 unchanged, 1 refused"
    assert (known(OLA) is not None) is bool(others)


def test_a_contained_practitioner_with_the_patients_id_is_not_the_patient() -> None:
    report = sent(patient(), document(contained=[PRACTITIONER], author=[{"reference": "#kari"}]))

    assert report.summary == "2 stored, 0 unchanged, 0 refused", report.refusals
    assert known(OLA) is None


def test_an_absolute_url_of_the_same_bundle_names_its_patient() -> None:
    url = "https://unn.example/fhir/Patient/kari"
    entries = [
        {"fullUrl": url, "resource": patient()},
        {"resource": document(subject={"reference": url})},
    ]

    report = sent({"resourceType": "Bundle", "type": "collection", "entry": entries})

    assert report.summary == "2 stored, 0 unchanged, 0 refused", report.refusals


def test_a_relatives_row_keeps_its_end_where_it_ended_before() -> None:
    relative = {
        "resourceType": "RelatedPerson",
        "id": "before",
        "active": False,
        "patient": {"reference": "Patient/kari"},
        "period": {"end": "2019-05-01"},
    }
    sent(patient(), relative)

    with opened(Kind.DEMOGRAPHICS):
        assert RelatedPerson.objects.get().end == date(2019, 5, 1)
