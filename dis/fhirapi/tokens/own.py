"""The portal's own tokens, which apps get through SMART on FHIR: opaque, and looked up every time.

One look-up (`fhirapi_token`) gives what a token stands for, or nothing: it is over, its access was
taken back, or its app was shut.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from access.actor import Actor, ActorKind
from common import clock, statements
from fhirapi import scopes
from fhirapi.tokens import clients, stopped, used
from fhirapi.tokens.presented import Presented, refused
from people import directory

# One statement, as it runs before every request: the token, and the system that it is for.
_LOOK_UP = """
    SELECT found, system.rate, system.id, system.last_used_at, system.client_id, entity.id,
           system.kinds, entity.organization_number, system.name, entity.name
    FROM fhirapi_token(%s, %s) AS found
    LEFT JOIN (fhirapi_apiclient AS system
        JOIN people_organization AS entity ON entity.id = system.organization_id)
    ON system.id = (found->>'api_client')::uuid AND system.is_active
"""


def presented(token: str) -> Presented:
    """Whom a token of ours stands for; Refusal where it is none, or no longer."""
    found, system, rate = _found(token)
    if found is None:
        raise stopped.app(token) or _over("own-unknown")
    given = scopes.of_data(found["scope"])
    if found["patient"] is not None:
        return _person(found, given)
    if found["api_client"] is None:
        raise _over("own-nobody")
    if system is None:
        raise stopped.app(token) or _over("own-client-shut")
    return Presented(system, str(found["app"]), system.source, None, given, rate)


def look_up(token: str) -> Mapping[str, Any] | None:
    """What stands of a token, as long as it counts."""
    found, system, _ = _found(token)
    is_shut = found is not None and found["api_client"] is not None and system is None
    return None if is_shut else found


def _found(token: str) -> tuple[Mapping[str, Any] | None, Actor | None, int | None]:
    """What stands of a token, and the system that it is for as long as that is registered, with its
    own limit."""
    checksum = hashlib.sha256(token.encode()).hexdigest()
    (row,) = statements.asked(_LOOK_UP, [checksum, clock.now()])
    found, rate, system_id, used_at, *system = row
    if not found:
        return None, None, None
    if system_id is None:
        return json.loads(found), None, None
    used.note(system_id, used_at)
    return json.loads(found), clients.actor(*system), rate


def _person(found: Mapping[str, Any], given: frozenset[str]) -> Presented:
    person_id, patient_id = uuid.UUID(found["person"]), uuid.UUID(found["patient"])
    app = str(found["app"])
    if found["role"] is None:
        actor = Actor(kind=ActorKind.CITIZEN, person_id=person_id, through=str(found["name"]))
        return Presented(actor, app, f"urn:dis-app:{app}", patient_id, given)
    role = directory.current_role(uuid.UUID(found["role"]), clock.today())
    if role is None:
        raise _over("own-role-ended")
    actor = Actor(
        kind=ActorKind.PRACTITIONER,
        person_id=person_id,
        role=role,
        attestation_id=uuid.UUID(found["attestation"]),
    )
    source = clients.source_of(role.legal_entity_number)
    return Presented(actor, app, source, patient_id, given)


def _over(code: str) -> Any:
    return refused(code, "The token is not valid, or no longer.", scheme="Bearer")
