"""The attestation of the trust framework: who opens a record, where and why (norway.md 1.1)."""

import uuid
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from access.codes import (
    ATTESTATION_MINUTES,
    DECLARABLE,
    EMERGENCY_REASON_LENGTH,
    EMERGENCY_REASON_LETTERS,
    Basis,
    ConsentBy,
    ConsentForm,
    Ground,
    Purpose,
)
from people.directory import Role


@dataclass(frozen=True)
class Statement:
    """What a clinician states on the page before opening: the basis, a ground, words.

    Of a consent also how it was given; of one in words by whom and when.
    """

    basis: Basis
    ground: Ground | None = None
    text: str = ""
    consent_form: ConsentForm | None = None
    consent_by: ConsentBy | None = None
    consent_at: datetime | None = None


def says_enough(text: str) -> bool:
    """Whether a reason in words is one: 15 characters, most of them letters or digits."""
    words = " ".join(text.split())
    letters = sum(letter.isalnum() for letter in words)
    return len(words) >= EMERGENCY_REASON_LENGTH and letters >= EMERGENCY_REASON_LETTERS


@dataclass(frozen=True)
class DecisionRef:
    """`user_selected` is true where the user opened the access himself (ATT-48)."""

    id: str
    description: str
    user_selected: bool


@dataclass(frozen=True)
class Attestation:
    """A value: the fields of norway.md 1.1 in our words, for one patient, at one time (`toa`).

    `is_elevated` says that it opens what the patient has closed.
    """

    id: uuid.UUID
    patient_id: uuid.UUID
    practitioner_id: uuid.UUID
    role_id: uuid.UUID
    hpr_number: str
    authorization: str
    legal_entity_id: uuid.UUID
    point_of_care_id: uuid.UUID
    department_id: uuid.UUID
    basis: str
    purpose_of_use: str
    purpose_of_use_details: str
    healthcare_service: str
    decision_ref: DecisionRef
    toa: datetime
    expires_at: datetime
    is_elevated: bool = False
    consent_form: str = ""
    consent_by: str = ""
    consent_at: datetime | None = None

    @classmethod
    def stated(
        cls,
        statement: Statement,
        *,
        role: Role,
        patient_id: uuid.UUID,
        ground: str,
        at: datetime,
        is_elevated: bool,
    ) -> "Attestation":
        """From what a clinician stated; `ground` is the relation's own where there is one."""
        decision_ref = DecisionRef(
            id=f"urn:dis:decision:{statement.basis}",
            description=str(Basis(statement.basis).name.capitalize()),
            user_selected=statement.basis != Basis.RELATION,
        )
        made = cls.by(
            role,
            patient_id=patient_id,
            basis=statement.basis,
            purpose_of_use=_purpose(statement.basis, ground),
            purpose_of_use_details=ground,
            decision_ref=decision_ref,
            toa=at,
        )
        return replace(
            made,
            is_elevated=is_elevated,
            consent_form=statement.consent_form or "",
            consent_by=statement.consent_by or "",
            consent_at=statement.consent_at,
        )

    @classmethod
    def by(
        cls,
        role: Role,
        *,
        patient_id: uuid.UUID,
        basis: str,
        purpose_of_use: str,
        purpose_of_use_details: str,
        decision_ref: DecisionRef,
        toa: datetime,
        healthcare_service: str = "",
    ) -> "Attestation":
        """By the practitioner who has the role, there, from `toa` on for as long as the rule is."""
        return cls(
            id=uuid.uuid4(),
            patient_id=patient_id,
            practitioner_id=role.practitioner_id,
            role_id=role.id,
            hpr_number=role.hpr_number,
            authorization=role.code,
            legal_entity_id=role.legal_entity_id,
            point_of_care_id=role.point_of_care_id,
            department_id=role.unit_id,
            basis=basis,
            purpose_of_use=purpose_of_use,
            purpose_of_use_details=purpose_of_use_details,
            healthcare_service=healthcare_service,
            decision_ref=decision_ref,
            toa=toa,
            expires_at=toa + timedelta(minutes=ATTESTATION_MINUTES),
        )

    def content(self) -> dict[str, Any]:
        """As plain values, for storing."""
        return {key: _plain(value) for key, value in asdict(self).items()}


def _purpose(basis: Basis, ground: str) -> str:
    if basis == Basis.EMERGENCY:
        return Purpose.OVERRIDE
    return DECLARABLE.get(Ground(ground), Purpose.TREAT) if ground else Purpose.TREAT


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value
