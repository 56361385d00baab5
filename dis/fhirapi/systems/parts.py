"""What the register of systems and apps offers to administrators."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.actor import Actor
from common.declarations import AdminEntry, Audience, HomeCard
from fhirapi.systems import acting, presenters, selectors


def _waits(request: HttpRequest) -> Mapping[str, Any] | None:
    """What somebody else has to approve, which secrets wait for oneself, and what was stopped
    lately; nothing where all is calm."""
    actor = Actor.from_request(request)
    if actor.role is None or actor.role.code not in acting.READERS:
        return None
    waiting = [each for each in selectors.waiting() if each.proposed_by_id != actor.person_id]
    stopped, to_fetch = (
        selectors.stopped_lately(),
        selectors.to_fetch(proposed_by_id=actor.person_id),
    )
    if not acting.may_change(actor):
        waiting, to_fetch = [], []
    if not stopped and not waiting and not to_fetch:
        return None
    return {
        "waiting_count": len(waiting),
        "to_fetch": [presenters.wish(each) for each in to_fetch],
        "waiting_url": f"{reverse('systems:index')}?vis=venter",
        "stopped": presenters.past(stopped[0]) if stopped else None,
        "stopped_name": selectors.name_of(stopped[0]) if stopped else "",
        "systems_url": reverse("systems:index"),
    }


PARTS = (
    HomeCard(Audience.ADMINISTRATOR, 13, "systems/card_systems.html", _waits),
    AdminEntry(
        25,
        _("Systems and apps"),
        _("Who may call over the API, what each may do, and stopping one at once."),
        "systems:index",
    ),
)
