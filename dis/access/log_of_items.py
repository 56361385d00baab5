"""Who has come by something that the patient has given away, by the log: let in, or turned away."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from access.actor import ActorKind
from access.codes import Kind
from access.grant import Grant
from access.models import AccessEvent


@dataclass(frozen=True)
class Coming:
    """One time that somebody came; `name` is who they said they were."""

    at: datetime
    name: str
    is_permitted: bool


def of(
    grant: Grant, item_type: str, ids: Collection[uuid.UUID], since: datetime
) -> Mapping[uuid.UUID, list[Coming]]:
    """The newest first, for each of these things."""
    grant.check(Kind.LOG)
    rows = AccessEvent.objects.filter(
        patient_id__in=grant.patient_ids,
        recorded_at__gte=since,
        actor_kind=ActorKind.RECIPIENT,
        item_type=item_type,
        item_id__in=ids,
    ).order_by("-recorded_at")
    found: dict[uuid.UUID, list[Coming]] = {}
    for each in rows:
        coming = Coming(each.recorded_at, each.actor_name, each.is_permitted)
        if each.item_id:
            found.setdefault(each.item_id, []).append(coming)
    return found
