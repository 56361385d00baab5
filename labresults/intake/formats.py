"""What results declare of the messages that they take in (common.messages)."""

import uuid
from collections.abc import Callable
from typing import Any

from access.grant import Grant
from access.receiving import IMPORT
from common.messages import MessageFormat, Sender
from labresults.intake import taking, waiting
from labresults.intake.models import ResultMessage, WaitingMessage
from labresults.messaging import reading
from labresults.models import DiagnosticReport
from people import numbers

KITH, FHIR = "kith-labsvar", "fhir-message"


def original(grant: Grant, report_id: Any) -> tuple[bytes, str, str] | None:
    """The newest message of a report as it came, its encoding, and its format; None where the
    reader may not see the report, or it came in another way."""
    if not DiagnosticReport.objects.under(grant).filter(id=report_id).exists():
        return None
    rows = ResultMessage.objects.under(grant).filter(report_id=report_id)
    row = rows.order_by("-made_at", "-received_at").first()
    if row is None:
        return None
    (text,) = numbers.shown([row.wire])
    kind = FHIR if row.format == reading.FORMAT else KITH
    return text.encode(row.encoding, errors="xmlcharrefreplace"), row.encoding, kind


def _original(kind: str) -> Callable[[Grant, Any], tuple[bytes, str] | None]:
    """The same of a report whose newest message has that format."""

    def found(grant: Grant, report_id: Any) -> tuple[bytes, str] | None:
        newest = original(grant, report_id)
        return newest[:2] if newest and newest[2] == kind else None

    return found


def all_of(grant: Grant, report_id: uuid.UUID) -> list[ResultMessage]:
    """The messages of a report that the reader may see, the newest first."""
    if not DiagnosticReport.objects.under(grant).filter(id=report_id).exists():
        return []
    rows = ResultMessage.objects.under(grant).filter(report_id=report_id)
    return list(rows.order_by("-made_at", "-received_at").defer("wire"))


def take_waiting() -> int:
    """Take in what waits for patients who are known by now; gives how many messages."""
    return waiting.take_known(taking.take, _sender)


def _sender(row: WaitingMessage) -> Sender:
    """Whoever has sent it is not there now: the portal itself brings it in, under their name."""
    return Sender(IMPORT, row.source, row.sender)


FORMATS = (
    MessageFormat(
        KITH,
        frozenset({"application/xml", "text/xml"}),
        taking.take,
        _original(KITH),
    ),
    MessageFormat(
        FHIR,
        frozenset({"application/fhir+json"}),
        taking.take,
        _original(FHIR),
    ),
)
