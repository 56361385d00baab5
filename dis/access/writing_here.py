"""FHIR resources that people write in the portal: stored like those that are received, under the
portal's own name."""

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, models, transaction

from access import receiving
from access.actor import Actor
from access.grant import Grant
from access.receiving import Columns, Placed
from common.declarations import NEW, Cause, Fate, Incoming, Outcome
from common.errors import DisError, Unacceptable
from common.identifiers import HPR_SYSTEM, ORGANIZATION_SYSTEM
from people.codes import ROLE_SYSTEM

# Under this the portal keeps what is written here, as it keeps what a system sends under its name.
SOURCE = "urn:dis:written-here"
_NAMESPACE = uuid.UUID("b3b8a6f4-07f1-4a3e-9a52-6a1a0d2f6c35")
# Gives the values that a resource is searched by; `config` hands it over, as the API knows how.
SearchValues = Callable[[Incoming], Mapping[str, Any]]
_search_values: list[SearchValues] = []


class Stale(DisError):
    """Somebody has changed it since the page was made; nothing was done."""


@dataclass(frozen=True)
class Author:
    """Who signs: a person in a role, as it stands in what is written."""

    name: str
    hpr_number: str
    role_code: str
    role_name: str
    organization_name: str
    organization_number: str

    @classmethod
    def of(cls, actor: Actor) -> "Author":
        role = actor.role
        if role is None:
            raise TypeError("What is written in a record is signed in a role.")
        return cls(
            role.practitioner_name,
            role.hpr_number,
            role.code,
            role.title,
            role.legal_entity_name,
            role.legal_entity_number,
        )

    def contained(self, own_id: str) -> dict[str, Any]:
        """The author as a PractitionerRole inside what is written."""
        person: dict[str, Any] = {"display": self.name}
        place: dict[str, Any] = {"display": self.organization_name}
        if self.hpr_number:
            person["identifier"] = {"system": HPR_SYSTEM, "value": self.hpr_number}
        if self.organization_number:
            number = {"system": ORGANIZATION_SYSTEM, "value": self.organization_number}
            place["identifier"] = number
        coding = {"system": ROLE_SYSTEM, "code": self.role_code, "display": self.role_name}
        return {
            "resourceType": "PractitionerRole",
            "id": own_id,
            "practitioner": person,
            "organization": place,
            "code": [{"coding": [coding]}],
        }


def fill(search_values: SearchValues) -> None:
    """Take over how values for search are made; what was there before is forgotten."""
    _search_values[:] = [search_values]


def new_id(patient_id: uuid.UUID, author_id: uuid.UUID | None, key: uuid.UUID) -> uuid.UUID:
    """The id of what a form makes: sent twice it makes one thing, and never another's."""
    return uuid.uuid5(_NAMESPACE, f"{patient_id}|{author_id}|{key}")


def put(
    grant: Grant,
    model: type[models.Model],
    resource: Mapping[str, Any],
    columns: Columns,
    *,
    replaces: int = NEW,
) -> None:
    """Store a new resource, or a new version in the place of `replaces`; Stale where that is not
    the newest, or where the same was made at the same time."""
    text = json.dumps(resource, ensure_ascii=False)
    own_id = uuid.UUID(resource["id"])
    incoming = Incoming(
        place=f"{resource['resourceType']}/{own_id}",
        source=SOURCE,
        source_id=str(own_id),
        resource=resource,
        wire=text,
        digest=hashlib.sha256(text.encode()).digest(),
        id=own_id,
        grant=grant,
        replaces=replaces,
    )
    outcome = _stored(model, Placed(searched(incoming), own_id, grant.patient_id), columns)
    if outcome.fate is Fate.REFUSED:
        if outcome.cause in {Cause.STALE, Cause.NOT_THERE}:
            raise Stale
        raise Unacceptable(outcome.problems)


def searched(incoming: Incoming) -> Incoming:
    """With the values that it is searched by."""
    for make in _search_values:
        incoming = replace(incoming, search=make(incoming))
    return incoming


def _stored(model: type[models.Model], placed: Placed, columns: Columns) -> Outcome:
    kind = model.kind  # type: ignore[attr-defined]  # of every PatientRecord
    try:
        with transaction.atomic():
            (outcome,) = receiving.store(
                model, [placed], kind=kind, lift=lambda changed, grant: [columns for _ in changed]
            )
    except IntegrityError as error:
        raise Stale from error
    return outcome
