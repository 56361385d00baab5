"""Stores reports under a Grant: all of each or nothing, in a fixed number of statements."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from access.codes import Kind
from access.grant import Grant
from common import clock
from common.declarations import ANY_VERSION, NEW, FhirType, Incoming, Outcome
from common.declarations import Fate as Stored
from common.errors import DisError, Problem, Unacceptable
from common.inserting import insert
from common.messages import Fate
from common.statements import asked
from labresults.intake import ports, texts, versions
from labresults.intake.models import ReportState, ResultMessage
from labresults.intake.texts import Names
from labresults.intake.versions import Known, State
from labresults.kith.reports import Body, Message, Report
from labresults.models import DiagnosticReport, Observation
from people import identity

# In one order for all, so that nobody waits for who waits for him.
_LOCK = (
    "SELECT pg_advisory_xact_lock(hashtextextended(name, 0))"
    " FROM (SELECT unnest(%s::text[]) AS name ORDER BY 1) AS names"
)
_OWNERS = "SELECT id, patient_id FROM access_patients_of_rows('labresults_reportstate', %s)"
_ANOTHERS = "another patient has a report with this id of the same laboratory"


@dataclass(frozen=True)
class Arrival:
    """A report on its way in: whose message, of which patient."""

    message: Message
    report: Report
    source: str
    patient_id: uuid.UUID

    @property
    def names(self) -> Names:
        return Names(self.source, self.report.key)


@dataclass
class Result:
    """What became of an arrival."""

    fate: Fate
    stored: int = 0
    unchanged: int = 0
    problems: Sequence[Problem] = ()


@dataclass
class NotTaken(DisError):
    """A report cannot be stored; nothing is."""

    arrival: Arrival
    problems: Sequence[Problem] = field(default=())


@dataclass
class _Writing:
    """What is to be written in one round, in which no report is twice."""

    incoming: dict[str, list[Incoming]] = field(default_factory=dict)
    of: dict[uuid.UUID, Arrival] = field(default_factory=dict)


def store(grant: Grant, arrivals: Sequence[Arrival]) -> list[Result]:
    """Store each; NotTaken where one cannot be. Reports of the same name come in the order in which
    their sender made them."""
    found: dict[int, Result] = {}
    left = sorted(enumerate(arrivals), key=lambda pair: pair[1].report.at)
    while left:
        first: dict[uuid.UUID, tuple[int, Arrival]] = {}
        later = [p for p in left if first.setdefault(p[1].names.report, p) is not p]
        for at, result in zip(
            [at for at, _ in first.values()],
            _round(grant, [arrival for _, arrival in first.values()]),
            strict=True,
        ):
            found[at] = result
        left = later
    return [found[at] for at in range(len(arrivals))]


def _round(grant: Grant, arrivals: Sequence[Arrival]) -> list[Result]:
    ids = [each.names.report for each in arrivals]
    # Until this commits nobody else brings anything of these reports.
    asked(_LOCK, [[f"labresults_reportstate|{each}" for each in ids]])
    owners = dict(asked(_OWNERS, [ids]))
    rows, had = _standing(grant, ids)
    results, writing = [], _Writing()
    planned: list[tuple[Arrival, State, Result]] = []
    for arrival, own_id in zip(arrivals, ids, strict=True):
        if owners.get(own_id, arrival.patient_id) != arrival.patient_id:
            raise NotTaken(arrival, [Problem(arrival.report.place, _ANOTHERS)])
        if (own_id, arrival.message.digest) in had:
            count = len(arrival.report.parts) + 1
            results.append(Result(Fate.UNCHANGED, unchanged=count))
            continue
        state = _state(rows.get(own_id))
        result = Result(Fate.STORED)
        _plan(grant, arrival, state, result, writing)
        planned.append((arrival, state, result))
        results.append(result)
    _write(grant, writing, planned)
    _keep(grant, planned, rows)
    return results


def _standing(
    grant: Grant, ids: Sequence[uuid.UUID]
) -> tuple[dict[uuid.UUID, ReportState], set[tuple[uuid.UUID, bytes]]]:
    """How far these reports have come, and which messages of them are here."""
    rows = {row.id: row for row in ReportState.objects.under(grant).filter(id__in=ids)}
    messages = ResultMessage.objects.under(grant).filter(report_id__in=ids)
    had = messages.values_list("report_id", "digest")
    return rows, {(report_id, bytes(digest)) for report_id, digest in had}


def _plan(grant: Grant, arrival: Arrival, state: State, result: Result, writing: _Writing) -> None:
    is_first = state.is_new
    found = versions.plan(state, arrival.report)
    names = arrival.names
    if found.is_older:
        result.fate = Fate.OLDER
    for name, body, is_new in found.resources:
        text = texts.text_of(names, body, arrival.patient_id)
        _add(grant, writing, arrival, names.of(name), text, is_new=is_new)
    if found.withdrawn:
        wanted = [names.of(name) for name in found.withdrawn]
        for row in Observation.objects.under(grant).filter(id__in=wanted):
            text = texts.with_status(identity.restored(row.wire), state.cancelled_as)
            _add(grant, writing, arrival, row.id, text, is_new=False)
    if found.body is not None:
        text = texts.text_of(names, found.body, arrival.patient_id)
        _add(grant, writing, arrival, names.report, text, is_new=is_first)
    elif found.is_longer:
        row = DiagnosticReport.objects.under(grant).filter(id=names.report).first()
        if row is not None:
            text = texts.with_results(names, identity.restored(row.wire), versions.results(state))
            _add(grant, writing, arrival, names.report, text, is_new=False)


def _add(
    grant: Grant,
    writing: _Writing,
    arrival: Arrival,
    own_id: uuid.UUID,
    text: str,
    *,
    is_new: bool,
) -> None:
    resource: Body = json.loads(text)
    incoming = Incoming(
        place=arrival.report.place,
        source=arrival.source,
        source_id=str(own_id),
        resource=resource,
        wire=text,
        digest=texts.digest(text),
        id=own_id,
        grant=grant,
        replaces=NEW if is_new else ANY_VERSION,
    )
    writing.incoming.setdefault(str(resource["resourceType"]), []).append(incoming)
    writing.of[own_id] = arrival


def _write(
    grant: Grant, writing: _Writing, planned: Sequence[tuple[Arrival, State, Result]]
) -> None:
    counts = {id(arrival): result for arrival, _, result in planned}
    for fhir_type in ports.types():
        batch = writing.incoming.get(fhir_type.name)
        if not batch:
            continue
        for outcome in fhir_type.store(_prepared(fhir_type, batch, writing)):
            arrival = writing.of[outcome.incoming.id or uuid.UUID(int=0)]
            _count(arrival, counts[id(arrival)], outcome)
    for result in counts.values():
        if not result.stored and result.fate is Fate.STORED:
            result.fate = Fate.UNCHANGED


def _prepared(
    fhir_type: FhirType, batch: Sequence[Incoming], writing: _Writing
) -> Sequence[Incoming]:
    """With tokens in the place of national ids, checked, and with what each is searched by."""
    found = identity.tokenised({at: each.wire for at, each in enumerate(batch)})
    ready = []
    for at, each in enumerate(batch):
        try:
            ready.append(ports.prepared(fhir_type, replace(each, wire=found[at])))
        except Unacceptable as error:
            arrival = writing.of[each.id or uuid.UUID(int=0)]
            raise NotTaken(arrival, _placed(arrival, error.problems)) from error
    return ready


def _placed(arrival: Arrival, problems: Sequence[Problem]) -> list[Problem]:
    """The problems with their places in the message first."""
    place = arrival.report.place
    return [Problem(" ".join(filter(None, (place, p.place))), p.reason) for p in problems]


def _count(arrival: Arrival, result: Result, outcome: Outcome) -> None:
    if outcome.fate is Stored.REFUSED:
        problems = outcome.problems or [Problem("", outcome.reason)]
        raise NotTaken(arrival, _placed(arrival, problems))
    if outcome.fate is Stored.STORED:
        result.stored += 1
    else:
        result.unchanged += 1


def _state(row: ReportState | None) -> State:
    if row is None:
        return State()
    return State(
        made_at=row.made_at,
        cancelled_at=row.cancelled_at,
        cancelled_as=row.cancelled_as,
        parts={
            name: Known(datetime.fromisoformat(at), is_cancelled, parent)
            for name, (at, is_cancelled, parent) in row.parts.items()
        },
        tops=list(row.tops),
    )


def _values(state: State) -> Mapping[str, Any]:
    return {
        "made_at": state.made_at,
        "cancelled_at": state.cancelled_at,
        "cancelled_as": state.cancelled_as,
        "parts": {
            name: [known.at.isoformat(), known.is_cancelled, known.parent]
            for name, known in state.parts.items()
        },
        "tops": state.tops,
    }


def _keep(
    grant: Grant,
    planned: Sequence[tuple[Arrival, State, Result]],
    rows: Mapping[uuid.UUID, ReportState],
) -> None:
    """The messages as they came, and how far each report has come now."""
    grant.check(Kind.RESULTS, write=True)
    now = clock.now()
    kept = identity.tokenised({at: each[0].message.text for at, each in enumerate(planned)})
    insert([_message(arrival, kept[at], now) for at, (arrival, _, _) in enumerate(planned)])
    fresh = [
        ReportState(id=arrival.names.report, patient_id=arrival.patient_id, **_values(state))
        for arrival, state, _ in planned
        if arrival.names.report not in rows
    ]
    insert(fresh)
    changed = [
        ReportState(id=arrival.names.report, patient_id=arrival.patient_id, **_values(state))
        for arrival, state, _ in planned
        if arrival.names.report in rows
    ]
    if changed:
        ReportState.objects.under(grant).bulk_update(
            changed, ["made_at", "cancelled_at", "cancelled_as", "parts", "tops"]
        )


def _message(arrival: Arrival, text: str, now: datetime) -> ResultMessage:
    message, report = arrival.message, arrival.report
    return ResultMessage(
        patient_id=arrival.patient_id,
        source=arrival.source,
        source_id=str(arrival.names.report),
        wire=text,
        digest=message.digest,
        received_at=now,
        report_id=arrival.names.report,
        message_id=report.message_id,
        format=message.format,
        encoding=message.encoding,
        made_at=report.at,
    )
