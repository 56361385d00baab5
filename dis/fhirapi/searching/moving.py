"""Which rows got another place in the order of a search while its pages were read."""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from access import former
from access.codes import Kind
from access.grant import Grant
from common.declarations import FhirType, Incoming
from common.fhirtime import instant
from fhirapi import registry
from fhirapi.searching import forms, values


def moved(
    grant: Grant, fhir_type: FhirType, rows: Sequence[Any], since: datetime
) -> frozenset[uuid.UUID]:
    """Those of the rows whose main date was another one at that time: of the few that were changed
    since, the version of then tells."""
    changed = {row.id: row for row in rows if row.version > 1 and row.received_at > since}
    if not changed:
        return frozenset()
    kind = Kind(registry.rest_of(fhir_type).kind)
    versions = former.of_type(grant, kind, fhir_type.name, list(changed))
    # Newest first, so that the oldest of those that were replaced since stays.
    then = {each.resource_id: each for each in versions.filter(replaced_at__gt=since)}
    return frozenset(
        own_id
        for own_id, row in changed.items()
        if own_id in then and _sorted_at(fhir_type, row, then[own_id]) != row.sorted_at
    )


def _sorted_at(fhir_type: FhirType, row: Any, version: Any) -> datetime | None:
    incoming = Incoming(
        place="",
        source=row.source,
        source_id="",
        resource=json.loads(version.wire),
        wire=version.wire,
        digest=b"",
        id=row.id,
    )
    found = values.of(fhir_type, incoming).get(forms.SORTED_AT)
    return instant(found) or version.received_at
