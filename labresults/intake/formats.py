"""What results declare of the messages that they take in (common.messages)."""

import uuid
from typing import Any

from access.grant import Grant
from access.receiving import IMPORT
from common.messages import MessageFormat, Sender
from labresults.intake import taking, waiting
from labresults.intake.models import ResultMessage, WaitingMessage
from labresults.models import DiagnosticReport
from people import numbers

KITH = "kith-labsvar"


def original(grant: Grant, report_id: Any) -> tuple[bytes, str] | None:
    """The newest message of a report as it came, and its encoding; None where the reader may not
    see the report, or it came in another way."""
    if not DiagnosticReport.objects.under(grant).filter(id=report_id).exists():
        return None
    rows = ResultMessage.objects.under(grant).filter(report_id=report_id)
    row = rows.order_by("-made_at", "-received_at").first()
    if row is None:
        return None
    (text,) = numbers.shown([row.wire])
    return text.encode(row.encoding, errors="xmlcharrefreplace"), row.encoding


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
        original,
    ),
)
