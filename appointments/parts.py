"""What appointments offer to home pages, the record, the log, and to erasing."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.codes import Kind
from access.grant import Grant
from appointments import on_timeline, presenters, selectors
from common.declarations import (
    Audience,
    ClosedItems,
    ItemDescriber,
    NavigationItem,
    PatientCard,
    RecordTab,
    SharedCopies,
)

_APPOINTMENTS = _("Appointments")


def _next(grant: Grant) -> Mapping[str, Any] | None:
    """Nothing to who has none ahead: the list is in the menu."""
    found = selectors.next_one(grant)
    if found is None:
        return None
    selectors.note(grant, [found])
    (row,) = presenters.rows(grant, [found], is_own=True)
    return {"row": row, "list_url": reverse("appointments:own")}


PARTS = (
    PatientCard(12, "appointments/card_next.html", _next, Kind.APPOINTMENTS),
    NavigationItem(Audience.CITIZEN, 24, _APPOINTMENTS, "appointments:own", group="health"),
    RecordTab(27, _APPOINTMENTS, "appointments:record"),
    on_timeline.SOURCE,
)
CLOSED_ITEMS = ClosedItems(selectors.withheld_count, Kind.APPOINTMENTS)
DESCRIBERS = (ItemDescriber("Appointment", Kind.APPOINTMENTS, selectors.names),)
SHARED_COPIES = (
    SharedCopies(0, tuple(model._meta.db_table for model in selectors.SHARED), selectors.erased),
)
