"""Reads an attestation out of the signed claims of a HelseID token.

Form: `authorization_details` of type nhn:tillitsrammeverk:parameters (norway.md 1.1); rules: the
trust framework's ATT rules as listed in norway.md 1.2. Whatever is missing or differs is refused.
Which rule is held where: docs/access.md.
"""

import re
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from access.attestation import Attestation, DecisionRef
from access.codes import ATTESTATION_MINUTES, Basis, Ground, Purpose
from access.signed import SignedClaims
from common.errors import DisError
from common.identifiers import (
    DNR_SYSTEM,
    FNR_SYSTEM,
    NATIONAL_SYSTEMS,
    InvalidIdentifier,
    Kind,
    parse_national_id,
)
from common.references import mappings
from people.directory import Role

DETAILS_TYPE = "nhn:tillitsrammeverk:parameters"
PID = "helseid://claims/identity/pid"
LEVEL = "helseid://claims/identity/security_level"
HPR = "helseid://claims/hpr/hpr_number"
HIGH = "4"
CLOCK_SKEW = timedelta(seconds=60)
# What stands in an attestation is shown to people and read by tools (security.md 1.1).
_SERVICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,19}")
_MOST_ID, _MOST_DESCRIPTION = 200, 2000


class InvalidAttestation(DisError):
    """The token does not attest what is asked for; `code` says which rule it fails."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def attestation_from(
    signed: SignedClaims,
    *,
    role: Role,
    patient_id: uuid.UUID,
    practitioner_number: str,
    patient_with: Callable[[str], uuid.UUID | None],
    now: datetime,
) -> Attestation:
    """The attestation for exactly this patient by the practitioner in this role.

    `practitioner_number` is the national id of the person who has the role, `patient_with` says
    whom a number belongs to. InvalidAttestation where a rule fails. What needs the database (the
    agreement, the authorisation, blocks) is held by access.tokens, which calls this.
    """
    claims = signed.claims
    details = _details(claims)
    relation = _member(details, "care_relationship")
    _check_practitioner(claims, _member(details, "practitioner"), role, practitioner_number)
    _check_patient(details, patient_id, patient_with)
    toa = _time(details, now)
    purpose = _id(relation, "purpose_of_use", key="code")
    ground = _id(relation, "purpose_of_use_details", key="code")
    service = _id(relation, "healthcare_service", key="code")
    if purpose not in Purpose.values:
        raise InvalidAttestation("purpose_of_use")
    if not ground and not service:  # ATT-43
        raise InvalidAttestation("purpose_of_use_details_or_healthcare_service")
    if ground and ground not in Ground.values:
        raise InvalidAttestation("purpose_of_use_details")
    if service and not _SERVICE.fullmatch(service):
        raise InvalidAttestation("healthcare_service")
    decision = _decision(relation)
    return Attestation.by(
        role,
        patient_id=patient_id,
        basis=_basis(purpose, decision),
        purpose_of_use=purpose,
        purpose_of_use_details=ground,
        healthcare_service=service,
        decision_ref=decision,
        toa=toa,
    )


def _details(claims: Mapping[str, Any]) -> Mapping[str, Any]:
    found = [
        each
        for each in mappings(claims.get("authorization_details"))
        if each.get("type") == DETAILS_TYPE
    ]
    if len(found) != 1:
        raise InvalidAttestation("authorization_details")
    return found[0]


def _check_practitioner(
    claims: Mapping[str, Any], practitioner: Mapping[str, Any], role: Role, number: str
) -> None:
    """The person is who signed in, at level high, authorised, and works where it says."""
    if str(claims.get(LEVEL)) != HIGH:  # ATT-9
        raise InvalidAttestation("security_level")
    if not _is_personal(number) or claims.get(PID) != number:  # ATT-10, ATT-11
        raise InvalidAttestation("practitioner.identifier")
    identifier = practitioner.get("identifier")
    if isinstance(identifier, Mapping):
        if identifier.get("system") not in {FNR_SYSTEM, DNR_SYSTEM}:  # ATT-10
            raise InvalidAttestation("practitioner.identifier")
        if identifier.get("id") != number:
            raise InvalidAttestation("practitioner.identifier")
    _check_workplace(practitioner, role)
    if not role.hpr_number or str(claims.get(HPR) or "") != role.hpr_number:  # ATT-32
        raise InvalidAttestation("hpr_number")
    authorization = _id(practitioner, "authorization", key="code")
    if authorization and authorization != role.code:  # ATT-32
        raise InvalidAttestation("authorization")


def _is_personal(number: str) -> bool:
    """Whether it is a birth number or a D number: no other id says who somebody is."""
    try:
        return parse_national_id(number).kind in {Kind.FNR, Kind.DNR}
    except InvalidIdentifier:
        return False


def _check_workplace(practitioner: Mapping[str, Any], role: Role) -> None:
    if not _id(practitioner, "legal_entity") == role.legal_entity_number != "":  # ATT-16
        raise InvalidAttestation("legal_entity")
    if not _id(practitioner, "point_of_care") == role.point_of_care_number != "":
        raise InvalidAttestation("point_of_care")


def _check_patient(
    details: Mapping[str, Any],
    patient_id: uuid.UUID,
    patient_with: Callable[[str], uuid.UUID | None],
) -> None:
    patients = list(mappings(details.get("patients")))
    if len(patients) != 1:  # ATT-6: none at all is for overviews, and we give none.
        raise InvalidAttestation("patients")
    if _id(patients[0], "identifier", key="system") not in NATIONAL_SYSTEMS:
        raise InvalidAttestation("patients")
    if patient_with(_id(patients[0], "identifier")) != patient_id:  # ATT-4
        raise InvalidAttestation("patients")


def _time(details: Mapping[str, Any], now: datetime) -> datetime:
    seconds = details.get("toa")
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        raise InvalidAttestation("toa")
    try:
        toa = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise InvalidAttestation("toa") from error
    if toa > now + CLOCK_SKEW:
        raise InvalidAttestation("toa")
    if now - toa > timedelta(minutes=ATTESTATION_MINUTES):  # ATT-58
        raise InvalidAttestation("attestation_has_expired")
    return toa


def _decision(relation: Mapping[str, Any]) -> DecisionRef:
    found = _member(relation, "decision_ref")
    chosen = found.get("user_selected")
    if not isinstance(chosen, bool) or not found.get("id"):  # ATT-48
        raise InvalidAttestation("decision_ref")
    reference, description = str(found["id"]), str(found.get("description") or "")
    if len(reference) > _MOST_ID or len(description) > _MOST_DESCRIPTION:
        raise InvalidAttestation("decision_ref")
    if not (reference + description).isprintable():
        raise InvalidAttestation("decision_ref")
    return DecisionRef(reference, description, chosen)


def _basis(purpose: str, decision: DecisionRef) -> Basis:
    if purpose == Purpose.OVERRIDE:
        return Basis.EMERGENCY
    return Basis.DECLARED if decision.user_selected else Basis.RELATION


def _member(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = values.get(name)
    if not isinstance(found, Mapping):
        raise InvalidAttestation(name)
    return found


def _id(values: Mapping[str, Any], name: str, *, key: str = "id") -> str:
    found = values.get(name)
    return str(found.get(key) or "") if isinstance(found, Mapping) else ""
