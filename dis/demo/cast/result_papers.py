"""Answers as a laboratory prints them, sent beside the values."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from common.clock import OSLO
from demo.cast.persons import persons
from demo.cast.rendering import rendered
from demo.cast.result_shapes import PATIENT
from demo.cast.texts import PDF, Document


def paper_of(
    slug: str, title: str, paragraphs: Sequence[str], today: date, days_ago: int
) -> dict[str, Any]:
    """A PDF on the letterhead of the pathologists, as a DiagnosticReport.presentedForm."""
    written_at = datetime.combine(today - timedelta(days=days_ago), time(13, 40), tzinfo=OSLO)
    document = Document(
        slug=slug,
        patient=PATIENT,
        written_at=written_at,
        type_code="A01-2",
        unit="unn-patologi",
        author="olafsen",
        title=title,
        body="\n\n".join(paragraphs),
        codes=(),
        format=PDF,
        picture=None,
        replaces=None,
        status="current",
        language="nb",
    )
    file = rendered(document, persons(today)[PATIENT])
    return {
        "contentType": file.content_type,
        "language": "nb",
        "title": "Svar fra patologen",
        "data": base64.b64encode(file.data).decode(),
        "hash": base64.b64encode(hashlib.sha1(file.data, usedforsecurity=False).digest()).decode(),
    }
