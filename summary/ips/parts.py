"""What vaccines, procedures and the summary offer to the log, to what is closed, and to erasing."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from access import received
from access.codes import Kind
from common.declarations import (
    Audience,
    ClosedItems,
    ItemDescriber,
    NavigationItem,
    RecordTab,
    SharedCopies,
)
from summary.ips import selectors
from summary.ips.selectors import MODELS

PARTS = (
    NavigationItem(Audience.CITIZEN, 26, _("Patient summary"), "ips:own", group="health"),
    RecordTab(26, _("Patient summary"), "ips:record"),
)
CLOSED_ITEMS = ClosedItems(selectors.withheld_count)
DESCRIBERS = tuple(
    ItemDescriber(model.__name__, Kind.SUMMARY, partial(received.names, model)) for model in MODELS
)
SHARED_COPIES = (
    SharedCopies(
        0, tuple(model._meta.db_table for model in MODELS), partial(received.erased, rows=MODELS)
    ),
)
