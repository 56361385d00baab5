"""What the frame itself offers: the way to the patient's own health in short."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.declarations import Audience, HomeCard, NavigationItem, RecordTab


def _health(request: HttpRequest) -> Mapping[str, Any] | None:
    """Nothing to who is no patient here and acts for nobody."""
    hat = request.hat  # type: ignore[attr-defined]  # set by people.signin
    if not (hat.acting_for or hat.patient_id):
        return None
    return {"health_url": reverse("portal:own-health"), "whole_url": reverse("portal:own-timeline")}


PARTS = (
    HomeCard(Audience.CITIZEN, 18, "portal/card_health.html", _health),
    NavigationItem(Audience.CITIZEN, 10, _("My health"), "portal:own-health", group="health"),
    NavigationItem(Audience.CITIZEN, 15, _("Timeline"), "portal:own-timeline", group="health"),
    RecordTab(21, _("Timeline"), "portal:record-timeline"),
)
