"""Who calls the API: the actor that the gate decides about, and what the token is limited to."""

import uuid
from dataclasses import dataclass, field

from access.actor import Actor
from common.rest import Interaction


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
        raise NotImplementedError
