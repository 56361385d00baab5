"""Whether an Appointment can be taken in, with all that is wrong, place by place.

A profile is held to by what claims it: that is what `meta.profile` means in FHIR. A plain R4
Appointment, or one of HL7 Norway's base profile, is held to R4 (docs/appointments.md).
"""

from appointments import said
from appointments.profile import OF_PROFILE
from appointments.rules import FOR_ALL
from appointments.said import Resource
from common.declarations import Incoming
from common.errors import Problem, Unacceptable

_SEVERAL = "names several patients: each has an appointment of their own"
_LITERAL = "the patient is named by national id, never by address"


def check(incoming: Incoming) -> None:
    """Unacceptable for what breaks a rule."""
    resource = incoming.resource
    rules = [*FOR_ALL, *(OF_PROFILE if said.claims_profile(resource) else ())]
    found = [(each.place, each.words) for each in rules if each.breaks(resource)]
    if len(said.patients(incoming)) > 1:
        found.append(("participant", _SEVERAL))
    if said.claims_profile(resource) and any(map(_is_literal, said.patients(incoming))):
        found.append(("participant.actor", _LITERAL))
    if found:
        raise Unacceptable([Problem(f"Appointment.{place}", words) for place, words in found])


def _is_literal(reference: Resource) -> bool:
    return bool(reference.get("reference"))
