"""Who asks: a citizen, a practitioner in a role, an administrator, a named system, or a client."""

import uuid
from dataclasses import dataclass, replace
from enum import StrEnum

from django.http import HttpRequest

from access.codes import Kind
from people.directory import Role


class ActorKind(StrEnum):
    CITIZEN = "citizen"
    PRACTITIONER = "practitioner"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"
    # The system of another organisation that cannot say who will read.
    CLIENT = "client"
    # Somebody who holds a link of the patient, and knows its passcode.
    RECIPIENT = "recipient"


@dataclass(frozen=True)
class Client:
    """How such a system is registered: for which legal entity it speaks, which kinds of data it
    may touch, and the `source` under which everything stands that it has sent."""

    id: str
    legal_entity_id: uuid.UUID
    kinds: frozenset[Kind]
    source: str
    legal_entity_name: str = ""


@dataclass(frozen=True)
class Actor:
    """Everything the gate needs to know of who asks; made anew for every request.

    `attestation_id` is the attestation in force in this session, `identified` the patient the
    practitioner looked up last. Both are only claims: the gate checks them against the database.
    `through` is the app that a citizen comes by, by the name that patients know it by.
    """

    kind: ActorKind
    person_id: uuid.UUID | None = None
    role: Role | None = None
    attestation_id: uuid.UUID | None = None
    identified: uuid.UUID | None = None
    system_name: str = ""
    registered: Client | None = None
    through: str = ""

    @classmethod
    def system(cls, name: str) -> "Actor":
        """A part of the portal itself, such as `import` or `letters.dispatch`."""
        return cls(kind=ActorKind.SYSTEM, system_name=name)

    @classmethod
    def client(
        cls,
        client_id: str,
        legal_entity_id: uuid.UUID,
        kinds: frozenset[Kind],
        *,
        source: str,
        name: str = "",
        legal_entity_name: str = "",
    ) -> "Actor":
        """A system of another organisation, as it is registered; `name` is how people know it."""
        registered = Client(client_id, legal_entity_id, kinds, source, legal_entity_name)
        return cls(kind=ActorKind.CLIENT, system_name=name or client_id, registered=registered)

    @classmethod
    def recipient(cls, said: str) -> "Actor":
        """Who opens a link of a patient; `said` is who they say they are, which nobody checks."""
        return cls(kind=ActorKind.RECIPIENT, system_name=said)

    @property
    def source(self) -> str:
        """Under what stands here what this actor has sent; nothing for people."""
        return self.registered.source if self.registered else ""

    @property
    def legal_entity_id(self) -> uuid.UUID | None:
        """For whom a system speaks; nobody for people."""
        return self.registered.legal_entity_id if self.registered else None

    @classmethod
    def from_request(cls, request: HttpRequest) -> "Actor":
        """The actor behind a signed-in request, in the hat that is on."""
        hat = request.hat  # type: ignore[attr-defined]  # set by people.signin.middleware
        session = request.session
        return cls(
            kind=ActorKind(hat.kind),
            person_id=hat.person_id,
            role=hat.role,
            attestation_id=_uuid(session.get("attestation")),
            identified=_uuid(session.get("identified")),
        )

    def attested(self, attestation_id: uuid.UUID) -> "Actor":
        return replace(self, attestation_id=attestation_id)


def _uuid(value: str | None) -> uuid.UUID | None:
    return uuid.UUID(value) if value else None
