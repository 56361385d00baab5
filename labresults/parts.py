"""What results offer to the log, to what is closed, and to erasing."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from access import received
from access.codes import Kind
from common.declarations import ClosedItems, ItemDescriber, RecordTab, SharedCopies
from labresults import selectors
from labresults.selectors import MODELS

PARTS = (RecordTab(15, _("Test results"), "labresults:record-table"),)
CLOSED_ITEMS = ClosedItems(selectors.withheld_count)
DESCRIBERS = tuple(
    ItemDescriber(model.__name__, Kind.RESULTS, partial(received.names, model)) for model in MODELS
)
SHARED_COPIES = (
    SharedCopies(
        0, tuple(model._meta.db_table for model in MODELS), partial(received.erased, rows=MODELS)
    ),
)
