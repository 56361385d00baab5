"""What intake offers to administrators, to the log, and to erasing."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from access import received
from access.actor import Actor
from access.codes import Kind
from access.grant import Grant
from access.retention_rules import Rule
from common.declarations import AdminEntry, Audience, HomeCard, ItemDescriber, SharedCopies
from labresults.intake import selectors, services
from labresults.intake.models import ReportState, ResultMessage, Specimen

_MODELS = (Specimen, ResultMessage, ReportState)


def _waits(request: HttpRequest) -> Mapping[str, Any] | None:
    """How many messages wait; nothing where none does."""
    if not services.may_see(Actor.from_request(request)):
        return None
    oldest = selectors.waiting().values_list("received_at", flat=True).first()
    return {"count": selectors.waiting().count(), "oldest": oldest} if oldest else None


def _erased(grant: Grant) -> Mapping[str, int]:
    grant.check(Kind.RESULTS, write=True)
    return {model._meta.db_table: model.objects.under(grant).delete()[0] for model in _MODELS}


PARTS = (
    HomeCard(Audience.ADMINISTRATOR, 14, "intake/card_waiting.html", _waits),
    AdminEntry(
        27,
        _("Results on their way in"),
        _("Results that wait because nobody here is their patient, and codes without a name."),
        "intake:waiting",
    ),
)
SETTLED = Rule(
    "settled-results",
    _("Results that waited for their patient and were settled by hand"),
    _("the day on which somebody settled it"),
    _(
        "So long it can be found out what was wrong, and it can be put back. The sender has the"
        " results still. Who sent it, and what was done with it, is kept."
    ),
    lambda: timedelta(days=settings.WAITING_RESULTS_KEPT_DAYS),
    services.forget_settled,
)
DESCRIBERS = (ItemDescriber("Specimen", Kind.RESULTS, partial(received.names, Specimen)),)
SHARED_COPIES = (SharedCopies(0, tuple(model._meta.db_table for model in _MODELS), _erased),)
