"""What results offer to the log, to what is closed, and to erasing."""

import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access import received
from access.codes import Kind
from access.grant import Grant
from common.declarations import (
    AdminEntry,
    Audience,
    ClosedItems,
    ItemDescriber,
    NavigationItem,
    PatientCard,
    RecordTab,
    SharedCopies,
)
from labresults import latest, selectors
from labresults.models import Observation, ServiceRequest
from labresults.presenters import patients
from labresults.presenters.names import plainly, report_name
from labresults.selectors import MODELS

LATEST_ON_HOME = 3


def latest_answers(grant: Grant) -> Mapping[str, Any]:
    rows = list(selectors.reports(grant)[:LATEST_ON_HOME])
    counts = latest.in_and_out(grant, [row.id for row in rows])
    grant.note(selectors.noted(grant, rows))
    return {
        "answers": [patients.answer(row, counts) for row in rows],
        "waiting_count": len(selectors.waiting_reports(grant)),
        "list_url": reverse("labresults:own-results"),
    }


PARTS = (
    PatientCard(22, "labresults/card_results.html", latest_answers, Kind.RESULTS),
    NavigationItem(
        Audience.CITIZEN, 22, _("Test results"), "labresults:own-results", group="health"
    ),
    RecordTab(22, _("Test results"), "labresults:record-table"),
    AdminEntry(
        40,
        _("When patients see results"),
        _("Which answers patients see at once, which wait, and what patients read about them."),
        "labresults:rules",
    ),
)
CLOSED_ITEMS = ClosedItems(selectors.withheld_count, Kind.RESULTS)


def _reports(grant: Grant, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    rows = selectors.reports(grant).filter(id__in=ids)
    return {row.id: plainly(report_name(row)) for row in rows}


DESCRIBERS = (
    ItemDescriber("Observation", Kind.RESULTS, partial(received.names, Observation)),
    ItemDescriber("DiagnosticReport", Kind.RESULTS, _reports, "labresults:own-report"),
    ItemDescriber("ServiceRequest", Kind.RESULTS, partial(received.names, ServiceRequest)),
)
SHARED_COPIES = (
    SharedCopies(
        0, tuple(model._meta.db_table for model in MODELS), partial(received.erased, rows=MODELS)
    ),
)
