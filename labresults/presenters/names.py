"""The addresses of reports."""

from __future__ import annotations

import uuid

from django.urls import reverse


def report_url(record_id: uuid.UUID | None, report_id: uuid.UUID) -> str:
    if record_id:
        return reverse("labresults:record-report", args=[record_id, report_id])
    return reverse("labresults:own-report", args=[report_id])
