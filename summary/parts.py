"""What the summary offers to the record, home pages, the log, what is closed, and erasing."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from access import received
from access.codes import Kind
from access.grant import Grant
from common import clock
from common.declarations import (
    Audience,
    BannerLines,
    ClosedItems,
    ItemDescriber,
    NavigationItem,
    PatientCard,
    RecordSection,
    RecordTab,
    SharedCopies,
)
from summary import selectors
from summary.critical import listing
from summary.presenters import critical as presenters
from summary.selectors import MODELS

# So many stand at the head of a page; the others are one step away.
IN_BANNER = 3
IN_SECTION = 6


def _standing(grant: Grant) -> list[listing.Listed]:
    found = listing.listed(selectors.critical(grant), clock.today())
    return listing.standing(found)


def _banner(grant: Grant) -> Sequence[Mapping[str, Any]]:
    """The most dangerous, each a way to the whole list; and how many more there are, or closed."""
    found, closed = _standing(grant), selectors.critical_withheld(grant)
    url = reverse("summary:critical", args=[grant.patient_id])
    shown = found[:IN_BANNER]
    grant.note([selectors.item(each.kept, grant, "listed") for each in shown])
    lines = [
        {"text": presenters.banner_text(each.entry), "url": url, "tone": "danger"} for each in shown
    ]
    more = len(found) - len(shown)
    if more:
        words = ngettext("%(count)s more", "%(count)s more", more) % {"count": more}
        lines.append({"text": words, "url": url, "tone": ""})
    if closed:
        words = ngettext(
            "%(count)s piece of critical information is blocked",
            "%(count)s pieces of critical information are blocked",
            closed,
        ) % {"count": closed}
        lines.append({"text": words, "url": url, "tone": ""})
    return lines


def _section(grant: Grant) -> Mapping[str, Any]:
    found = _standing(grant)
    shown = found[:IN_SECTION]
    grant.note([selectors.item(each.kept, grant, "listed") for each in shown])
    return {
        "rows": presenters.rows(shown, grant.patient_id),
        "more": len(found) - len(shown),
        "critical_withheld": selectors.critical_withheld(grant),
        "list_url": reverse("summary:critical", args=[grant.patient_id]),
    }


def _card(grant: Grant) -> Mapping[str, Any] | None:
    """Nothing to who has none: an empty card would only be in the way."""
    found = _standing(grant)
    if not found:
        return None
    shown = found[:IN_BANNER]
    grant.note([selectors.item(each.kept, grant, "listed") for each in shown])
    more = len(found) - len(shown)
    return {
        "rows": presenters.rows(shown, None),
        "more": more,
        "list_url": reverse("summary:own-critical"),
    }


PARTS = (
    RecordTab(15, gettext_lazy("Critical information"), "summary:critical"),
    RecordSection(10, "summary/_critical.html", _section),
    NavigationItem(
        Audience.CITIZEN, 40, gettext_lazy("Critical information"), "summary:own-critical"
    ),
    PatientCard(45, "summary/card_critical.html", _card, Kind.SUMMARY),
)
BANNER_LINES = (BannerLines(10, _banner, Kind.SUMMARY),)

CLOSED_ITEMS = ClosedItems(selectors.withheld_count)
DESCRIBERS = tuple(
    ItemDescriber(model.__name__, Kind.SUMMARY, partial(received.names, model)) for model in MODELS
)
SHARED_COPIES = (
    SharedCopies(
        0, tuple(model._meta.db_table for model in MODELS), partial(received.erased, rows=MODELS)
    ),
)
