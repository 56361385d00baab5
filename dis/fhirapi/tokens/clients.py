"""Which systems are registered to call, for whom: a row of the database, looked up every time."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from access.actor import Actor
from access.codes import Kind
from common.identifiers import ORGANIZATION_SYSTEM
from fhirapi.models import ApiClient

_PARENT = "helseid://claims/client/claims/orgnr_parent"


def of_organization(
    claims: Mapping[str, Any], legal_entity_number: str | None = None
) -> ApiClient | None:
    """The registration of the client that a HelseID token names, for the organisation that it
    speaks for; `legal_entity_number` is where a clinician works, which has to be the same."""
    number = str(claims.get(_PARENT) or "")
    if not number or legal_entity_number not in {None, number}:
        return None
    client_id = str(claims.get("client_id") or "")
    return _active(Q(client_id=client_id, organization__organization_number=number))


def with_id(client_id: uuid.UUID) -> ApiClient | None:
    return _active(Q(id=client_id))


def actor_of(client: ApiClient) -> Actor:
    return Actor.client(
        client.client_id,
        client.organization_id,
        frozenset(map(Kind, client.kinds)),
        source=source_of(client.organization.organization_number),
        name=client.name,
        legal_entity_name=client.organization.name,
    )


def source_of(organization_number: str | None) -> str:
    """How an organisation signs what it sends."""
    return f"{ORGANIZATION_SYSTEM}.{organization_number}"


def _active(condition: Q) -> ApiClient | None:
    found = ApiClient.objects.filter(condition, is_active=True)
    return found.select_related("organization").first()
