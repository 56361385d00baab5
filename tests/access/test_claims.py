"""An attestation from a HelseID token: exactly this person, place, patient and hour, or nothing."""

import copy
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from access.claims import InvalidAttestation, attestation_from
from access.codes import Basis
from common.identifiers import FNR_SYSTEM
from people.directory import Role
from tests.access.signing import signed

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PATIENT, NUMBER, PID = uuid.uuid4(), "12838433462", "09907916097"
ROLE = Role(
    id=uuid.uuid4(),
    practitioner_id=uuid.uuid4(),
    practitioner_name="Ingrid Berg",
    hpr_number="994000003",
    code="LE",
    title="lege",
    unit_id=uuid.uuid4(),
    unit_name="Hjertemedisinsk poliklinikk",
    point_of_care_id=uuid.uuid4(),
    point_of_care_name="UNN Tromsø",
    point_of_care_number="100000016",
    legal_entity_id=uuid.uuid4(),
    legal_entity_name="UNN HF",
    legal_entity_number="100000008",
)
CLAIMS: dict[str, Any] = {
    "helseid://claims/identity/pid": PID,
    "helseid://claims/identity/security_level": "4",
    "helseid://claims/hpr/hpr_number": "994000003",
    "authorization_details": [
        {"type": "helseid_authorization"},
        {
            "type": "nhn:tillitsrammeverk:parameters",
            "practitioner": {
                "identifier": {"id": PID, "system": FNR_SYSTEM},
                "legal_entity": {"id": "100000008"},
                "point_of_care": {"id": "100000016"},
            },
            "care_relationship": {
                "purpose_of_use": {"code": "TREAT"},
                "purpose_of_use_details": {"code": "BEHANDLER"},
                "healthcare_service": {"code": "S01"},
                "decision_ref": {"id": "d1", "description": "Behandler", "user_selected": False},
            },
            "patients": [{"identifier": {"id": NUMBER, "system": FNR_SYSTEM}}],
            "toa": int((NOW - timedelta(minutes=5)).timestamp()),
        },
    ],
}


def read(claims: dict[str, Any], **more: Any) -> Any:
    wanted = {
        "role": ROLE,
        "patient_id": PATIENT,
        "practitioner_number": PID,
        "patient_with": {NUMBER: PATIENT}.get,
        "now": NOW,
        **more,
    }
    return attestation_from(signed(claims, now=NOW), **wanted)


def changed(change: Callable[[dict[str, Any], dict[str, Any]], object]) -> dict[str, Any]:
    claims = copy.deepcopy(CLAIMS)
    change(claims, claims["authorization_details"][1])
    return claims


def test_a_whole_attestation_is_read() -> None:
    found = read(CLAIMS)

    assert (found.patient_id, found.role_id, found.basis) == (PATIENT, ROLE.id, Basis.RELATION)
    assert (found.purpose_of_use, found.purpose_of_use_details) == ("TREAT", "BEHANDLER")
    assert found.expires_at == NOW + timedelta(minutes=55)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda c, d: c.pop("authorization_details"), "authorization_details"),
        (lambda c, d: c["authorization_details"].append(d), "authorization_details"),
        (lambda c, d: c.update({"helseid://claims/identity/security_level": "3"}), "level"),
        (lambda c, d: c.pop("helseid://claims/identity/security_level"), "security_level"),
        (lambda c, d: c.update({"helseid://claims/identity/pid": NUMBER}), "identifier"),
        (lambda c, d: c.pop("helseid://claims/identity/pid"), "practitioner.identifier"),
        (lambda c, d: d["practitioner"]["identifier"].update(system="urn:x"), "identifier"),
        (lambda c, d: c.update({"helseid://claims/hpr/hpr_number": "1"}), "hpr_number"),
        (lambda c, d: c.pop("helseid://claims/hpr/hpr_number"), "hpr_number"),
        (lambda c, d: d["practitioner"].pop("legal_entity"), "legal_entity"),
        (lambda c, d: d["practitioner"]["legal_entity"].update(id="100041103"), "legal_entity"),
        (lambda c, d: d["practitioner"].pop("point_of_care"), "point_of_care"),
        (lambda c, d: d["patients"][0]["identifier"].update(id=PID), "patients"),
        (lambda c, d: d["patients"].append(d["patients"][0]), "patients"),
        (lambda c, d: d["patients"][0]["identifier"].pop("system"), "patients"),
        (lambda c, d: d["patients"][0]["identifier"].update(system="urn:x"), "patients"),
        (lambda c, d: d["practitioner"].update(authorization={"code": "SP"}), "authorization"),
        (
            lambda c, d: d["care_relationship"]["purpose_of_use_details"].update(code="<b>"),
            "purpose_of_use_details",
        ),
        (
            lambda c, d: d["care_relationship"]["healthcare_service"].update(code="=1+1"),
            "healthcare_service",
        ),
        (
            lambda c, d: d["care_relationship"]["decision_ref"].update(description="a\x00b"),
            "decision_ref",
        ),
        (lambda c, d: d["care_relationship"]["decision_ref"].update(id="x" * 201), "decision_ref"),
        (lambda c, d: d.update(patients=[]), "patients"),
        (lambda c, d: d["care_relationship"]["purpose_of_use"].update(code="FUN"), "purpose"),
        (lambda c, d: d["care_relationship"].pop("decision_ref"), "decision_ref"),
        (lambda c, d: d["care_relationship"]["decision_ref"].update(user_selected="no"), "ref"),
        (lambda c, d: d.pop("care_relationship"), "care_relationship"),
        (lambda c, d: d.update(toa=str(d["toa"])), "toa"),
        (lambda c, d: d.update(toa=d["toa"] + 600), "toa"),
        (lambda c, d: d.update(toa=10**30), "toa"),
        (lambda c, d: d.update(toa=d["toa"] - 3600), "attestation_has_expired"),
    ],
)
def test_whatever_is_missing_or_differs_is_refused(change: Any, code: str) -> None:
    with pytest.raises(InvalidAttestation, match=code):
        read(changed(change))


def test_the_person_is_named_by_a_birth_number_or_a_d_number_only() -> None:
    for number in ("", "80000000000", "1234"):
        claims = changed(lambda c, d, n=number: c.update({"helseid://claims/identity/pid": n}))  # type: ignore[misc]  # n is bound now
        del claims["authorization_details"][1]["practitioner"]["identifier"]
        with pytest.raises(InvalidAttestation, match="identifier"):
            read(claims, practitioner_number=number)


def test_one_of_service_and_details_is_enough() -> None:
    assert read(changed(lambda c, d: d["care_relationship"].pop("healthcare_service")))
    assert read(changed(lambda c, d: d["care_relationship"].pop("purpose_of_use_details")))


def test_neither_service_nor_details_is_too_little() -> None:
    def neither(claims: dict[str, Any], details: dict[str, Any]) -> None:
        del details["care_relationship"]["purpose_of_use_details"]
        del details["care_relationship"]["healthcare_service"]

    with pytest.raises(InvalidAttestation):
        read(changed(neither))


@pytest.mark.parametrize(
    ("purpose", "chosen", "basis"),
    [("BTG", True, Basis.EMERGENCY), ("TREAT", True, Basis.DECLARED)],
)
def test_what_the_user_chose_himself_is_marked(purpose: str, chosen: bool, basis: Basis) -> None:
    def choose(claims: dict[str, Any], details: dict[str, Any]) -> None:
        details["care_relationship"]["purpose_of_use"]["code"] = purpose
        details["care_relationship"]["decision_ref"]["user_selected"] = chosen

    assert read(changed(choose)).basis == basis


def test_an_organisation_without_a_number_attests_nothing() -> None:
    nameless = replace(ROLE, legal_entity_number="", point_of_care_number="")

    with pytest.raises(InvalidAttestation):
        read(changed(lambda c, d: d["practitioner"]["legal_entity"].clear()), role=nameless)
