"""Puts what comes in beside what is here: who examined and who asked, which report a result stands
in and which order a report answers, in any order of arrival."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from access.grant import Grant
from access.received import security
from access.receiving import Columns, Placed
from common.declarations import NEW, Incoming
from common.errors import Unacceptable
from common.identifiers import ORGANIZATION_SYSTEM
from common.references import human_name, mappings, target
from labresults import lifting
from labresults.codes import REPORTED
from labresults.groups import OTHER
from labresults.models import DiagnosticReport, Observation, ServiceRequest
from labresults.values import words
from people import directory
from people.receiving import Directory

_REPORT = "nilar-diagnostic-report-ref"
_OF_REPORTS = ("id", "group", "laboratory", "requester", "security", "answered_at", "results")
_MOST = 200
# What a Grant remembers: the reports that came under it, by their results, and names of senders.
_CAME, _SENDERS = "labresults.reports", "labresults.senders"
Lifted = list[dict[str, Any] | Unacceptable]


def observations(changed: Sequence[Placed], grant: Grant) -> Sequence[Columns | Unacceptable]:
    """Each beside its report, whose laboratory, requester and codes count for it too."""
    lifted = _lifted(lifting.observation, changed)
    names = _Names(changed, "performer", grant)
    reports = _reports(changed, grant)
    for placed, columns in _taken(changed, lifted):
        columns["laboratory"] = names.place(placed.incoming, "performer")
        columns["requester"] = ""
        columns["report_id"] = _aim(placed.incoming, _report_of(placed.incoming))
        report = reports.get(placed.id) or reports.get(columns["report_id"])
        if report is not None:
            _add_report(columns, report)
        columns["laboratory"] = columns["laboratory"] or names.sender(placed.incoming)
    return lifted


def reports(changed: Sequence[Placed], grant: Grant) -> Sequence[Columns | Unacceptable]:
    lifted = _lifted(lifting.report, changed)
    names = _Names(changed, "performer", grant)
    wanted = {placed.id: _based_on(placed.incoming) for placed in changed}
    requesters = _requesters(grant, {own_id for own_id in wanted.values() if own_id})
    for placed, columns in _taken(changed, lifted):
        found = names.place(placed.incoming, "performer")
        columns["laboratory"] = found or names.sender(placed.incoming)
        columns["request_id"] = wanted[placed.id]
        columns["requester"] = requesters.get(wanted[placed.id], "")
        columns["results"] = _all_aims(placed.incoming, placed.incoming.resource.get("result"))
    came = grant.remembered.setdefault(_CAME, {})
    for placed, columns in _taken(changed, lifted):
        report = {**columns, "id": placed.id}
        came |= dict.fromkeys(columns["results"], report)
    _tell_results(grant, [(placed.id, columns) for placed, columns in _taken(changed, lifted)])
    return lifted


def requests(changed: Sequence[Placed], grant: Grant) -> Sequence[Columns | Unacceptable]:
    lifted = _lifted(lifting.request, changed)
    names = _Names(changed, "requester", grant)
    for placed, columns in _taken(changed, lifted):
        columns["requester"] = names.full(placed.incoming, "requester")
    former = [each for each in _taken(changed, lifted) if each[0].incoming.replaces != NEW]
    _tell_reports(grant, {placed.id: columns["requester"] for placed, columns in former})
    return lifted


def _lifted(lift: Callable[[Incoming], dict[str, Any]], changed: Sequence[Placed]) -> Lifted:
    found: Lifted = []
    for placed in changed:
        try:
            resource = placed.incoming.resource
            found.append({"security": security(resource), **lift(placed.incoming)})
        except Unacceptable as error:
            found.append(error)
    return found


def _taken(changed: Sequence[Placed], lifted: Lifted) -> Iterable[tuple[Placed, dict[str, Any]]]:
    for placed, columns in zip(changed, lifted, strict=True):
        if not isinstance(columns, Unacceptable):
            yield placed, columns


def _aim(incoming: Incoming, reference: Any) -> uuid.UUID | None:
    """The id that a reference has here."""
    aim = target(incoming, reference) if isinstance(reference, Mapping) else None
    return aim.local_id(incoming.source) if aim else None


def _all_aims(incoming: Incoming, references: Any) -> list[uuid.UUID]:
    found = (_aim(incoming, each) for each in mappings(references))
    return [own_id for own_id in found if own_id]


def _based_on(incoming: Incoming) -> uuid.UUID | None:
    return next(iter(_all_aims(incoming, incoming.resource.get("basedOn"))), None)


def _report_of(incoming: Incoming) -> Any:
    """NILAR's own reference from a result to its report."""
    for each in mappings(incoming.resource.get("extension")):
        if str(each.get("url") or "").endswith(_REPORT):
            return each.get("valueReference")
    return None


def _reports(changed: Sequence[Placed], grant: Grant) -> dict[Any, Mapping[str, Any]]:
    """The reports that are here, by their own ids and by those of their results. Of a result whose
    id was given just now no report can know but one that has come with it."""
    ids = [placed.id for placed in changed if placed.incoming.replaces != NEW]
    named = {_aim(placed.incoming, _report_of(placed.incoming)) for placed in changed} - {None}
    found: dict[Any, Mapping[str, Any]] = dict(grant.remembered.get(_CAME, {}))
    if not ids and not named:
        return found
    rows = DiagnosticReport.objects.under(grant)
    for report in rows.filter(results__overlap=ids).values(*_OF_REPORTS) if ids else ():
        found |= dict.fromkeys(report["results"], report)
    for report in rows.filter(id__in=named).values(*_OF_REPORTS) if named else ():
        found[report["id"]] = report
    return found


def _add_report(columns: dict[str, Any], report: Mapping[str, Any]) -> None:
    own = columns["security"]
    both = sorted({*own, *report["security"]})
    if both != own:
        columns["shown"] = {**columns["shown"], "own": own}
    columns["security"] = both
    columns["report_id"] = report["id"]
    if report["group"] in REPORTED or columns.get("group") == OTHER:
        columns["group"] = report["group"]
    columns["laboratory"] = columns["laboratory"] or report["laboratory"]
    columns["requester"] = report["requester"]
    if "answered_at" in report:
        columns.setdefault("answered_at", report["answered_at"])


def _tell_results(grant: Grant, taken: Sequence[tuple[uuid.UUID, Mapping[str, Any]]]) -> None:
    """What came before its report, or stood in a former version of it, learns of it."""
    of = {own_id: (name, columns) for name, columns in taken for own_id in columns["results"]}
    rows = Observation.objects.under(grant).filter(id__in=list(of)) if of else ()
    changed = []
    for row in rows:
        report_id, report = of[row.id]
        before = _of_report(row)
        columns = {
            "security": row.shown.get("own", row.security),
            "laboratory": row.laboratory,
            "group": row.group,
            "shown": {name: value for name, value in row.shown.items() if name != "own"},
            "answered_at": row.answered_at,
        }
        _add_report(columns, {**report, "id": report_id})
        for name, value in columns.items():
            setattr(row, name, value)
        if before != _of_report(row):
            changed.append(row)
    if changed:
        names = ("report_id", "laboratory", "requester", "group", "security", "shown")
        Observation.objects.under(grant).bulk_update(changed, names)


def _of_report(row: Observation) -> tuple[Any, ...]:
    return row.report_id, row.laboratory, row.requester, row.group, list(row.security)


def _requesters(grant: Grant, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID | None, str]:
    wanted = list(ids)
    rows = ServiceRequest.objects.under(grant).filter(id__in=wanted) if wanted else None
    return dict(rows.values_list("id", "requester")) if rows is not None else {}


def _tell_reports(grant: Grant, requesters: Mapping[uuid.UUID, str]) -> None:
    """Reports that came before the order that they answer, and their results."""
    if not requesters:
        return
    rows = DiagnosticReport.objects.under(grant).filter(request_id__in=list(requesters))
    for report in rows.only("id", "patient", "request_id", "requester"):
        wanted = requesters[report.request_id]
        if wanted and report.requester != wanted:
            DiagnosticReport.objects.under(grant).filter(id=report.id).update(requester=wanted)
            found = Observation.objects.under(grant).filter(report_id=report.id)
            found.update(requester=wanted)


class _Names:
    """What persons and places are called that a batch refers to in one element."""

    def __init__(self, changed: Sequence[Placed], element: str, grant: Grant) -> None:
        named = [(each.incoming, ref) for each in changed for ref in _all(each.incoming, element)]
        self._known = Directory(pair for pair in named if not pair[1].get("display"))
        self._senders: dict[str, str] = grant.remembered.setdefault(_SENDERS, {})

    def place(self, incoming: Incoming, element: str) -> str:
        """The organisation among them; else whoever is named first."""
        found = [self._one(incoming, each) for each in _all(incoming, element)]
        places = [place for _, place in found if place]
        people = [person for person, _ in found if person]
        return words(next(iter([*places, *people]), ""), _MOST)

    def full(self, incoming: Incoming, element: str) -> str:
        """Person and organisation of the first of them."""
        for each in _all(incoming, element):
            named = [part for part in self._one(incoming, each) if part]
            if named:
                return words(", ".join(dict.fromkeys(named)), _MOST)
        return ""

    def sender(self, incoming: Incoming) -> str:
        """The organisation that has sent it."""
        number = incoming.source.removeprefix(f"{ORGANIZATION_SYSTEM}.")
        if number not in self._senders:
            self._senders[number] = directory.name_with_number(number)
        return self._senders[number]

    def _one(self, incoming: Incoming, reference: Mapping[str, Any]) -> tuple[str, str]:
        """Person and place."""
        aim = target(incoming, reference)
        contained = aim.contained if aim else None
        text = str(reference.get("display") or "")
        kind = (aim.resource_type if aim else "") or str(reference.get("type") or "")
        if contained is not None:
            return self._contained(incoming, contained, text)
        if kind == "Organization":
            row = None if text else self._known.organization(incoming, reference)
            return "", text or (row.name if row else "")
        if text:
            return text, ""
        role = self._known.role(incoming, reference)
        if role is not None:
            return role.practitioner.name, role.organization.name
        person = self._known.practitioner(incoming, reference)
        return (person.name if person else ""), ""

    def _contained(
        self, incoming: Incoming, found: Mapping[str, Any], text: str
    ) -> tuple[str, str]:
        kind = found.get("resourceType")
        if kind == "Organization":
            return "", str(found.get("name") or text)
        if kind == "Practitioner":
            family, given = human_name(found.get("name"))
            return f"{given} {family}".strip() or text, ""
        parts = [found.get(name) for name in ("practitioner", "organization")]
        inner = [
            self._one(incoming, part) if isinstance(part, Mapping) else ("", "") for part in parts
        ]
        person, place = inner[0][0], inner[1][1] or inner[1][0]
        return person or (text if not place else ""), place


def _all(incoming: Incoming, element: str) -> list[Mapping[str, Any]]:
    value = incoming.resource.get(element)
    return [value] if isinstance(value, Mapping) else list(mappings(value))
