"""One resource that is to be stored: what is known of it on its way from the call to its row."""

import hashlib
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from common.declarations import NEW, FhirType, Incoming
from common.rest import Interaction, Rest
from fhirapi import registry
from fhirapi.calls import Call
from fhirapi.outcomes import Refusal, not_there
from fhirapi.sent import Sent, placed

PATIENT = "Patient"
# Makes what is to be stored out of the text of what is there now.
Make = Callable[[str], Sent]
Query = Sequence[tuple[str, str]]


@dataclass
class Change:
    """What is to become of the resource `id`.

    `replaces` is as in Incoming: NEW, ANY_VERSION or a version, and None for a Patient that may be
    there. `sent` is what was sent, or what `make` makes out of the version that is there. `query`
    is a condition (fhirapi.conditions), `links` what other entries of its Bundle are called here.
    The rest is found out on the way: `version` and `received_at` are those that the resource has
    then, and `existing` the text of what was there already and stays as it is.
    """

    interaction: Interaction
    fhir_type: FhirType
    id: uuid.UUID
    replaces: int | None
    sent: Sent | None = None
    make: Make | None = None
    place: str = ""
    query: Query | None = None
    if_match: str | None = None
    links: dict[str, str] = field(default_factory=dict)
    source_id: str = ""
    patient_id: uuid.UUID | None = None
    version: int = 0
    received_at: datetime | None = None
    existing: str = ""

    @property
    def rest(self) -> Rest:
        return registry.rest_of(self.fhir_type)

    @property
    def is_patient(self) -> bool:
        return self.fhir_type.name == PATIENT

    @property
    def is_new(self) -> bool:
        """Whether nothing need be there."""
        return self.replaces in {None, NEW}

    @property
    def name(self) -> str:
        return f"{self.fhir_type.name}/{self.id}"

    @property
    def status(self) -> int:
        """What it is answered with, once it is stored."""
        return 201 if self.is_new and self.version == 1 and not self.existing else 200

    def missing(self, name: str = "") -> Refusal:
        """The answer where nothing is there that the caller may change."""
        found = not_there(self.fhir_type.name, name or str(self.id))
        return Refusal(found.status, placed(found.issues, self.place))

    def given(self) -> Sent:
        """What is to be stored, once it is there."""
        if self.sent is None:
            raise LookupError("It is not made yet.")
        return self.sent

    def incoming(self, call: Call, grant: Any = None, wire: str | None = None) -> Incoming:
        """The resource as the apps take it in, by the ids it has here."""
        found = self.given()
        return Incoming(
            place=self.place or self.fhir_type.name,
            source=call.caller.source,
            source_id=self.source_id or str(self.id),
            resource=found.value,
            wire=found.text if wire is None else wire,
            digest=hashlib.sha256(found.text.encode()).digest(),
            references=_own_urls(call.base, found.text) | self.links,
            is_last_try=True,
            id=self.id,
            grant=grant,
            replaces=self.replaces,
        )


def _own_urls(base: str, text: str) -> dict[str, str]:
    """What the absolute addresses in a text name here."""
    if base not in text:
        return {}
    found = re.findall(rf'"({re.escape(base)}/[A-Z][A-Za-z]+/[A-Za-z0-9.\-]+)"', text)
    return {url: url.removeprefix(f"{base}/") for url in found}
