"""What the summary offers to the record, home pages, the log, what is closed, and erasing."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

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
    RecordSection,
    RecordTab,
    SharedCopies,
)
from common.timeline import HealthCard
from summary import problems, selectors
from summary.critical import listing
from summary.medicines.shelf import Shelf, list_values, shelf
from summary.presenters import critical as presenters
from summary.presenters.medicines import hint_row
from summary.selectors import MODELS, SHARED

# So many stand at the head of a page; the others are one step away.
IN_BANNER = 3
IN_SECTION = 6
HINTS_IN_BANNER = 1
_STANDING, _SHELF = "summary.standing", "summary.shelf"
_MEDICINES = pgettext_lazy("medicine list", "Medicines")


def _standing(grant: Grant) -> list[listing.Listed]:
    """Asked once for each Grant: the head of a page and its parts show the same."""
    if _STANDING not in grant.remembered:
        found = listing.listed(selectors.critical(grant), clock.today())
        grant.remembered[_STANDING] = listing.standing(found)
    standing: list[listing.Listed] = grant.remembered[_STANDING]
    return standing


def _shelf(grant: Grant) -> Shelf:
    """Asked once for each Grant, as above; what is shown of it is noted by who shows it."""
    if _SHELF not in grant.remembered:
        grant.remembered[_SHELF] = shelf(grant, is_noted=False)
    found: Shelf = grant.remembered[_SHELF]
    return found


def _in_use(grant: Grant) -> dict[str, Any]:
    found = _shelf(grant)
    told = [each for group in found.groups for each in group.told]
    selectors.note(grant, [each.kept for each in told])
    return list_values(found)


def _banner(grant: Grant) -> Sequence[Mapping[str, Any]]:
    """The most dangerous, each a way to the whole list; and how many more there are, or closed."""
    found, closed = _standing(grant), selectors.critical_withheld(grant)
    url = reverse("summary:critical", args=[grant.patient_id])
    shown = found[:IN_BANNER]
    selectors.note(grant, [each.kept for each in shown])
    lines = [
        {"text": presenters.banner_text(each.entry), "url": url, "tone": "danger"} for each in shown
    ]
    more = len(found) - len(shown)
    if more:
        words = ngettext("%(count)s more", "%(count)s more", more) % {"count": more}
        lines.append({"text": words, "url": url, "tone": ""})
    lines += _hints(grant, found)
    if closed:
        words = ngettext(
            "%(count)s piece of critical information is blocked",
            "%(count)s pieces of critical information are blocked",
            closed,
        ) % {"count": closed}
        lines.append({"text": words, "url": url, "tone": ""})
    return lines


def _hints(grant: Grant, found: Sequence[listing.Listed]) -> list[dict[str, str]]:
    """That a medicine in use is one of a substance or group that has been reacted to."""
    if not any(each.entry.atc for each in found):
        return []
    near = [each for each in _shelf(grant).hints if hint_row(each).is_near]
    url = reverse("summary:medicines", args=[grant.patient_id])
    shown = near[:HINTS_IN_BANNER]
    told = [each for group in _shelf(grant).groups for each in group.told]
    named = [each.kept for each in told if any(each.medicine is hint.medicine for hint in shown)]
    selectors.note(grant, named)
    return [{"text": hint_row(each).text, "url": url, "tone": "danger"} for each in shown]


def _section(grant: Grant) -> Mapping[str, Any]:
    found = _standing(grant)
    shown = found[:IN_SECTION]
    selectors.note(grant, [each.kept for each in shown])
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
    selectors.note(grant, [each.kept for each in shown])
    more = len(found) - len(shown)
    return {
        "rows": presenters.rows(shown, None),
        "more": more,
        "list_url": reverse("summary:own-critical"),
    }


def _medicines(grant: Grant) -> Mapping[str, Any]:
    values = _in_use(grant)
    in_use = values["in_use"]
    return {
        "rows": in_use[:IN_SECTION],
        "more": len(in_use) - len(in_use[:IN_SECTION]),
        "latest": values["latest"],
        "medicines_withheld": selectors.medicines_withheld(grant),
        "list_url": reverse("summary:medicines", args=[grant.patient_id]),
    }


def _medicine_card(grant: Grant) -> Mapping[str, Any] | None:
    """Nothing to who uses none, as far as anybody knows."""
    in_use = _in_use(grant)["in_use"]
    if not in_use:
        return None
    shown = in_use[:IN_BANNER]
    more, url = len(in_use) - len(shown), reverse("summary:own-medicines")
    return {"rows": shown, "more": more, "list_url": url}


PARTS = (
    RecordTab(24, _MEDICINES, "summary:medicines"),
    RecordSection(20, "summary/_medicines.html", _medicines),
    NavigationItem(Audience.CITIZEN, 30, _MEDICINES, "summary:own-medicines", group="health"),
    HealthCard(30, "summary/card_medicines.html", _medicine_card, Kind.SUMMARY),
    RecordTab(23, gettext_lazy("Critical information"), "summary:critical"),
    RecordSection(10, "summary/_critical.html", _section),
    NavigationItem(
        Audience.CITIZEN,
        40,
        gettext_lazy("Critical information"),
        "summary:own-critical",
        group="health",
    ),
    HealthCard(10, "summary/card_critical.html", _card, Kind.SUMMARY),
    *problems.PARTS,
)
BANNER_LINES = (BannerLines(10, _banner, Kind.SUMMARY),)

CLOSED_ITEMS = ClosedItems(selectors.withheld_count)
DESCRIBERS = (
    *(
        ItemDescriber(model.__name__, Kind.SUMMARY, partial(received.names, model))
        for model in MODELS
    ),
    ItemDescriber("List", Kind.SUMMARY, selectors.list_names),
)
SHARED_COPIES = (
    SharedCopies(0, tuple(model._meta.db_table for model in SHARED), selectors.erased),
)
