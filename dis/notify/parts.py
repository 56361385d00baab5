"""What messages offer to administrators, and how long they are kept."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from access.retention_rules import Rule, of_model
from common import clock
from common.declarations import Audience, HomeCard
from notify import contacts, presenters, selectors
from notify.models import NoticeMessage

_A_DAY = timedelta(days=1)
_A_YEAR = timedelta(days=365)


def _today(request: HttpRequest) -> Mapping[str, Any] | None:
    """What became of the messages of the last day and night, in numbers; no card where the portal
    sends none."""
    if contacts.register() is None:
        return None
    return presenters.day(selectors.counts(clock.now() - _A_DAY))


PARTS = (HomeCard(Audience.ADMINISTRATOR, 16, "notify/card_messages.html", _today),)
KEPT_MESSAGES = Rule(
    "notice-messages",
    _("That somebody was told by text message or e-mail that there is a notice"),
    _("the day on which the message was made"),
    _("For a year it can be found out whether somebody was told. Where to is not kept at all."),
    lambda: _A_YEAR,
    of_model(NoticeMessage, "recorded_at"),
)
