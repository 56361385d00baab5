"""The names and addresses of reports."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.urls import reverse

from labresults.naming import group_name

if TYPE_CHECKING:
    from labresults.models import DiagnosticReport


def report_url(record_id: uuid.UUID | None, report_id: uuid.UUID) -> str:
    if record_id:
        return reverse("labresults:record-report", args=[record_id, report_id])
    return reverse("labresults:own-report", args=[report_id])


def report_name(report: DiagnosticReport) -> str:
    """What it is called by its sender, else what sort of report it is."""
    shown = report.shown
    return str(shown.get("name") or shown.get("kind") or group_name(report.group))
