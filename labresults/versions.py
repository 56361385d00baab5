"""How a report was before: its versions with the results as they stood in each, lifted from what
was received then by the rules of today.

A report and its results change apart from each other, and often in one message. What was replaced
within some seconds is one change.
"""

import json
import logging
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from access import confidentiality, former
from access.codes import Kind
from access.grant import Grant
from access.models import FormerVersion
from access.received import security
from common.declarations import Incoming
from common.errors import Unacceptable
from labresults import lifting, selectors
from labresults.models import DiagnosticReport, Observation, Result

logger = logging.getLogger(__name__)
Row = TypeVar("Row", bound=Result)
_TOGETHER = timedelta(seconds=5)
# More changes of one answer than this nobody looks through.
MOST = 30


@dataclass(frozen=True)
class Version:
    """A report with its results as they were until `until`; None for what is in force.

    `number` counts from the oldest that is kept.
    """

    number: int
    report: DiagnosticReport
    results: Sequence[Observation]
    until: datetime | None


def count(grant: Grant, report: DiagnosticReport, results: Sequence[Observation]) -> int:
    """How many versions there are, with the one in force."""
    return len(_changes(grant, report, results)[0]) + 1


def versions(grant: Grant, report: DiagnosticReport) -> list[Version]:
    """All versions that the reader may see, the newest first. `report` was read under the Grant:
    who does not see it now sees none of its past."""
    results = selectors.results_of(grant, report)
    moments, known = _changes(grant, report, results)
    found = [Version(len(moments) + 1, report, results, None)]
    for number, until in reversed(list(enumerate(moments, start=1))):
        was = _as_of(grant, report, until, known, lifting.report)
        if was is None:
            continue
        of_then = [_as_of(grant, row, until, known, lifting.observation) for row in results]
        found.append(Version(number, was, [row for row in of_then if row is not None], until))
    return found


def _changes(
    grant: Grant, report: DiagnosticReport, results: Sequence[Observation]
) -> tuple[list[datetime], Mapping[uuid.UUID, Sequence[FormerVersion]]]:
    """When something was replaced, and the former versions of each row, the oldest first."""
    ids = [row.id for row in results]
    rows = [
        *former.of_type(grant, Kind.RESULTS, "DiagnosticReport", [report.id]),
        *former.of_type(grant, Kind.RESULTS, "Observation", ids),
    ]
    known: dict[uuid.UUID, list[FormerVersion]] = {}
    for row in sorted(rows, key=lambda each: each.version):
        known.setdefault(row.resource_id, []).append(row)
    return _apart(row.replaced_at for row in rows)[-MOST:], known


def _apart(moments: Iterable[datetime]) -> list[datetime]:
    """The first of those that belong together."""
    found: list[datetime] = []
    last: datetime | None = None
    for moment in sorted(moments):
        if last is None or moment - last > _TOGETHER:
            found.append(moment)
        last = moment
    return found


def _as_of(
    grant: Grant,
    row: Row,
    until: datetime,
    known: Mapping[uuid.UUID, Sequence[FormerVersion]],
    lift: Callable[[Incoming], Mapping[str, Any]],
) -> Row | None:
    """The row as it was just before that moment; None where it was not there yet, or its codes of
    then hide it from the reader."""
    for each in known.get(row.id, ()):
        if each.replaced_at >= until:
            if each.received_at is not None and each.received_at >= until:
                return None
            return _as_row(grant, row, each, lift)
    return row if row.received_at < until else None


def _as_row(
    grant: Grant,
    row: Row,
    was: FormerVersion,
    lift: Callable[[Incoming], Mapping[str, Any]],
) -> Row | None:
    """A former version in the shape of a row, never to be saved."""
    resource = json.loads(was.wire)
    codes = security(resource)
    if not confidentiality.allows(grant.audience, codes):
        return None
    try:
        columns = lift(Incoming("", row.source, row.source_id, resource, was.wire, b""))
    except Unacceptable as error:
        # It was taken in by the rules of its day.
        logger.error("Version %s of %s cannot be read: %s", was.version, row.id, error)
        return None
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in row.get_deferred_fields() and not field.generated
    }
    kept = {"version": was.version, "wire": was.wire, "names_own_ids": was.names_own_ids}
    received_at = was.received_at or row.received_at
    return type(row)(**{**values, **columns, **kept, "security": codes, "received_at": received_at})
