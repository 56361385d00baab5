"""Who calls the API: the actor that the gate decides about, and what the token is limited to."""

import uuid
from dataclasses import dataclass, field

from django.http import HttpRequest

from access.actor import Actor, ActorKind
from common.rest import Interaction
from fhirapi import scopes
from fhirapi.tokens import authorization


@dataclass(frozen=True)
class Caller:
    """Made from a verified token, anew for every request.

    `source` is who sends what this caller writes: the organisation that the client is bound to.
    `patient_id` is the one patient that the token is for; a system's token is for none.
    `scopes` are the SMART v2 scopes given, such as `patient/Observation.rs`.
    """

    actor: Actor
    client_id: str
    source: str
    patient_id: uuid.UUID | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)

    def may(self, resource_type: str, interaction: Interaction) -> bool:
        """Whether the scopes of the token name this; what may be seen of it, the gate decides."""
        return scopes.name(self.scopes, self._contexts(), resource_type, interaction)

    def _contexts(self) -> tuple[str, ...]:
        """A scope counts in its own context only: no person's token does what systems may."""
        if self.actor.kind is ActorKind.CLIENT:
            return ("system",)
        return ("patient", "user") if self.patient_id else ("user",)


def of(request: HttpRequest) -> Caller:
    """The caller behind the request's token, or Refusal (401 without a good one, 429 for too many
    requests). Nothing of it is kept from one request to the next."""
    found = authorization.presented(request)
    return Caller(found.actor, found.client_id, found.source, found.patient_id, found.scopes)
