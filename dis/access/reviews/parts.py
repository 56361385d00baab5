"""What reviews offer to the home pages and the navigation of those who answer for them."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.actor import Actor
from access.reviews import queue
from common.declarations import Audience, HomeCard, NavigationItem
from people.codes import RoleCode

_REVIEWING = frozenset({RoleCode.PRIVACY_OFFICER})


def _waiting(request: HttpRequest) -> Mapping[str, Any] | None:
    role = Actor.from_request(request).role
    if role is None or role.code not in _REVIEWING:
        return None
    open_count, overdue_count = queue.counts(role.legal_entity_id, role.id)
    return {
        "owner_name": role.legal_entity_name,
        "open_count": open_count,
        "overdue_count": overdue_count,
        "reviews_url": reverse("access:reviews"),
    }


def _unattended(request: HttpRequest) -> Mapping[str, Any] | None:
    """The organisations where nobody can review what waits, for the administrators."""
    role = Actor.from_request(request).role
    if role is None or role.code != RoleCode.ADMINISTRATOR:
        return None
    rows = queue.unattended()
    return {"rows": rows} if rows else None


PARTS = (
    HomeCard(Audience.ADMINISTRATOR, 12, "access/card_reviews.html", _waiting),
    HomeCard(Audience.ADMINISTRATOR, 13, "access/card_unattended.html", _unattended),
    NavigationItem(
        Audience.ADMINISTRATOR, 25, _("Reviews of access"), "access:reviews", _REVIEWING
    ),
)
