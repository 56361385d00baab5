"""Which systems are registered to call, for whom: a row of the database, looked up every time."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from access.actor import Actor
from access.codes import Kind
from common.identifiers import ORGANIZATION_SYSTEM
from fhirapi.models import ApiClient
from fhirapi.tokens import used

_PARENT = "helseid://claims/client/claims/orgnr_parent"


def of_organization(
    claims: Mapping[str, Any], legal_entity_number: str | None = None
) -> ApiClient | None:
    """The registration of the client that a HelseID token names, for the organisation that it
    speaks for; `legal_entity_number` is where a clinician works, which has to be the same."""
    number = str(claims.get(_PARENT) or "")
    if not number or legal_entity_number not in {None, number}:
        return None
    row = ApiClient.objects.filter(named(claims), is_active=True)
    found = row.select_related("organization").first()
    if found is not None:
        used.note(found.id, found.last_used_at)
    return found


def named(claims: Mapping[str, Any]) -> Q:
    """The registration that a HelseID token names, whether it is stopped or not."""
    client_id, number = str(claims.get("client_id") or ""), str(claims.get(_PARENT) or "")
    return Q(client_id=client_id, organization__organization_number=number)


def actor_of(client: ApiClient) -> Actor:
    entity = client.organization
    number = entity.organization_number
    return actor(client.client_id, entity.id, client.kinds, number, client.name, entity.name)


def actor(  # the columns of own._LOOK_UP, in its order
    client_id: str,
    entity_id: uuid.UUID,
    kinds: Sequence[str],
    number: str | None,
    name: str,
    entity_name: str,
) -> Actor:
    """The system as the gate knows it."""
    return Actor.client(
        client_id,
        entity_id,
        frozenset(map(Kind, kinds)),
        source=source_of(number),
        name=name,
        legal_entity_name=entity_name,
    )


def source_of(organization_number: str | None) -> str:
    """How an organisation signs what it sends."""
    return f"{ORGANIZATION_SYSTEM}.{organization_number}"
