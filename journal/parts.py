"""What the journal offers to home pages, navigation, the record page and the log."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.codes import Kind
from access.grant import Grant
from access.retention_rules import Rule, of_model
from common.declarations import (
    Audience,
    Closable,
    ClosedItems,
    ItemDescriber,
    NavigationItem,
    PatientCard,
    RecordTab,
    SharedCopies,
)
from journal import erasing, on_timeline, selectors
from journal.codes import CATEGORIES
from journal.presenters import rows as presenters

LATEST_ON_HOME = 3


def _rows(grant: Grant, count: int, record_id: uuid.UUID | None) -> list[presenters.Row]:
    found = selectors.newest(grant, count)
    replaced = selectors.replacements(grant)
    grant.note([selectors.listed(grant, document) for document in found])
    return [
        presenters.row(
            document,
            url=presenters.document_url(record_id, document.id),
            replaced=replaced,
            is_citizen=record_id is None,
        )
        for document in found
    ]


def _latest(grant: Grant) -> Mapping[str, Any]:
    return {"rows": _rows(grant, LATEST_ON_HOME, None), "list_url": reverse("journal:list")}


def _describe(grant: Grant, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return {each.id: presenters.name(each) for each in selectors.to_name(grant, ids)}


PARTS = (
    PatientCard(20, "journal/card_latest.html", _latest, Kind.JOURNAL),
    NavigationItem(Audience.CITIZEN, 20, _("Documents"), "journal:list", group="health"),
    NavigationItem(Audience.PRACTITIONER, 30, _("Search"), "journal:unit-search"),
    RecordTab(20, _("Documents"), "journal:record-list"),
    on_timeline.SOURCE,
)
CLOSABLE = Closable(CATEGORIES, lambda grant: selectors.facets(grant).categories)
CLOSED_ITEMS = ClosedItems(selectors.withheld_count)
DESCRIBERS = (ItemDescriber("DocumentReference", Kind.JOURNAL, _describe, "journal:document"),)
READ_MARKS = Rule(
    "read-marks",
    _("Which documents each person has read"),
    _("the last time the document was opened"),
    _("They only serve the reader. After two years nobody needs them."),
    lambda: timedelta(days=730),
    of_model(selectors.READ_MARKS, "read_at"),
)
SHARED_COPIES = (SharedCopies(0, erasing.TABLES, erasing.erase),)
