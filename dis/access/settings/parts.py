"""What settings and notices offer to the home pages and the navigation."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access import notices
from access.actor import Actor
from access.codes import Kind
from access.grant import Grant
from access.settings import presenters
from common.declarations import Audience, HomeCard, NavigationItem, PatientCard
from people.codes import RoleCode

MOST_NOTICES = 3
_HELPLINE = frozenset({RoleCode.HELPLINE.value})


def _notices(grant: Grant) -> Mapping[str, Any] | None:
    """What the patient is told and has not been shown; nothing where there is nothing new."""
    new = notices.unread(grant)
    count = new.count()
    if not count:
        return None
    rows = list(new[:MOST_NOTICES])
    grant.note([notices.item(each) for each in rows])
    return {
        "rows": [presenters.notice(grant, each) for each in rows],
        "unread_count": count,
        "list_url": reverse("access:notices"),
    }


def _helpline(request: HttpRequest) -> Mapping[str, Any] | None:
    role = Actor.from_request(request).role
    if role is None or role.code not in _HELPLINE:
        return None
    return {"helpline_url": reverse("access:helpline")}


PARTS = (
    PatientCard(5, "access/settings/card_notices.html", _notices, Kind.LOG),
    HomeCard(Audience.ADMINISTRATOR, 10, "access/settings/card_helpline.html", _helpline),
    NavigationItem(Audience.CITIZEN, 95, _("Privacy settings"), "access:own-settings"),
    NavigationItem(Audience.ADMINISTRATOR, 20, _("Privacy settings"), "access:helpline", _HELPLINE),
)
