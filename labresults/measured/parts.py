"""What hints offer to administrators, to ordering systems, to limits of time and to erasing."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from access.codes import Kind
from access.grant import Grant
from access.retention_rules import Rule, of_model
from common.declarations import AdminEntry, SharedCopies
from labresults.measured import hooks
from labresults.measured.models import HintCard

HOOKS = hooks.HOOKS
PARTS = (
    AdminEntry(
        41,
        _("Measured already"),
        _("For how long an answer counts, and how often it is used instead of a new sample."),
        "measured:periods",
    ),
)
CARDS = Rule(
    "hint-cards",
    _("Which hints ordering systems were given"),
    _("the hint"),
    _("They only serve to understand what the ordering system tells of them afterwards."),
    lambda: timedelta(days=30),
    of_model(HintCard, "made_at"),
)


def _erased(grant: Grant) -> Mapping[str, int]:
    grant.check(Kind.RESULTS, write=True)
    return {HintCard._meta.db_table: HintCard.objects.under(grant).delete()[0]}


SHARED_COPIES = (SharedCopies(0, (HintCard._meta.db_table,), _erased),)
