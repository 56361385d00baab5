"""Who signed in, as FHIR names them: `fhirUser` of SMART."""

import uuid

from access import subjects
from common import clock
from people import directory


def reference(person_id: uuid.UUID, is_clinician: bool) -> str:
    """The person as Practitioner or Patient; empty where nobody here is that."""
    if is_clinician:
        roles = directory.current_roles(person_id, clock.today())
        return f"Practitioner/{roles[0].practitioner_id}" if roles else ""
    found = subjects.by_person_ids([person_id]).get(person_id)
    return f"Patient/{found}" if found else ""
