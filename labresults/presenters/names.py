"""The names and addresses of reports."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from django.urls import reverse

from labresults.naming import group_name

if TYPE_CHECKING:
    from labresults.models import DiagnosticReport


# How NLK begins a name: what was measured in (P plasma, S serum, B blood, U urine, Us unspecified).
_MEASURED_IN = re.compile(r"(?:Us|Sp|Csv|Pt|Lkc|Erc|[acdfntv]?[BPSUF])-(?=[A-ZÆØÅ])")


def plainly(name: str) -> str:
    """A sender's name of what was measured as a patient reads it: without the code that says in
    what, and with a capital letter where the name has no spelling of its own (eGFR, pH)."""
    said = _MEASURED_IN.sub("", name, count=1) if _MEASURED_IN.match(name) else name
    return said if said[1:2].isupper() else said[:1].upper() + said[1:]


def report_url(record_id: uuid.UUID | None, report_id: uuid.UUID) -> str:
    if record_id:
        return reverse("labresults:record-report", args=[record_id, report_id])
    return reverse("labresults:own-report", args=[report_id])


def file_url(record_id: uuid.UUID | None, report_id: uuid.UUID, number: int) -> str:
    if record_id:
        return reverse("labresults:record-file", args=[record_id, report_id, number])
    return reverse("labresults:own-file", args=[report_id, number])


def file_download_url(record_id: uuid.UUID | None, report_id: uuid.UUID, number: int) -> str:
    if record_id:
        return reverse("labresults:record-file-download", args=[record_id, report_id, number])
    return reverse("labresults:own-file-download", args=[report_id, number])


def versions_url(record_id: uuid.UUID, report_id: uuid.UUID) -> str:
    return reverse("labresults:record-versions", args=[record_id, report_id])


def report_name(report: DiagnosticReport) -> str:
    """What it is called by its sender, else what sort of report it is."""
    shown = report.shown
    return str(shown.get("name") or shown.get("kind") or group_name(report.group))
