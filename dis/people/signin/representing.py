"""Whom a citizen may act for: a question that a higher room answers (common.declarations)."""

import uuid

from common.declarations import ActingFor, Representation

_declared: list[Representation] = []


def fill(declared: Representation | None) -> None:
    """Take the declaration; without one nobody acts for anybody."""
    _declared[:] = [declared] if declared else []


def acting_for(person_id: uuid.UUID, patient_id: uuid.UUID) -> ActingFor | None:
    """The patient, if the person may act for that patient now; asked anew on every request."""
    return _declared[0].acting_for(person_id, patient_id) if _declared else None


def acts_for_somebody(person_id: uuid.UUID) -> bool:
    return bool(_declared) and _declared[0].acts_for_somebody(person_id)


def why_not(person_id: uuid.UUID, patient_id: uuid.UUID) -> str:
    """In words, why the person may not act for that patient; the same for everybody unknown."""
    return _declared[0].why_not(person_id, patient_id) if _declared else ""
