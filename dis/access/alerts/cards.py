"""The card about unusual reading on the home page of those who answer for it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from access.actor import Actor
from access.alerts import changing, selectors
from people.codes import RoleCode


def alerts(request: HttpRequest) -> Mapping[str, Any] | None:
    """How much waits for a privacy officer; to an administrator only what nobody can handle, and
    whether less is found than before."""
    role = Actor.from_request(request).role
    if role is None:
        return None
    if role.code == RoleCode.PRIVACY_OFFICER:
        open_count, late_count = selectors.counts(role)
        url = reverse("access:alerts")
        return {"open_count": open_count, "late_count": late_count, "alerts_url": url}
    if role.code == RoleCode.ADMINISTRATOR:
        return {
            "nobody_count": selectors.of_nobody(role.legal_entity_id),
            "limits_url": reverse("access:limits"),
            "loosened": changing.loosened(role.legal_entity_id),
        }
    return None
