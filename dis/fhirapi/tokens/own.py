"""The portal's own tokens, which apps get through SMART on FHIR: opaque, and looked up every time.

One look-up (`fhirapi_token`) gives what a token stands for, or nothing: it is over, its access was
taken back, or its app was shut.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connection

from access.actor import Actor, ActorKind
from common import clock
from fhirapi import scopes
from fhirapi.tokens import clients
from fhirapi.tokens.presented import Presented, refused
from people import directory

_LOOK_UP = "SELECT fhirapi_token(%s, %s)"


def presented(token: str) -> Presented:
    """Whom a token of ours stands for; Refusal where it is none, or no longer."""
    found = look_up(token)
    if found is None:
        raise _over("own-unknown")
    given = scopes.of_data(found["scope"])
    if found["patient"] is not None:
        return _person(found, given)
    if found["api_client"] is not None:
        return _system(found, given)
    raise _over("own-nobody")


def look_up(token: str) -> Mapping[str, Any] | None:
    """What stands of a token, as long as it counts."""
    checksum = hashlib.sha256(token.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_UP, [checksum, clock.now()])
        row = cursor.fetchone()
    return json.loads(row[0]) if row and row[0] else None


def _person(found: Mapping[str, Any], given: frozenset[str]) -> Presented:
    person_id, patient_id = uuid.UUID(found["person"]), uuid.UUID(found["patient"])
    app = str(found["app"])
    if found["role"] is None:
        actor = Actor(kind=ActorKind.CITIZEN, person_id=person_id)
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


def _system(found: Mapping[str, Any], given: frozenset[str]) -> Presented:
    client = clients.with_id(uuid.UUID(found["api_client"]))
    if client is None:
        raise _over("own-client-shut")
    actor = clients.actor_of(client)
    return Presented(actor, str(found["app"]), actor.source, None, given)


def _over(code: str) -> Any:
    return refused(code, "The token is not valid, or no longer.", scheme="Bearer")
