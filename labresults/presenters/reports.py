"""A report as a page: what was asked, by whom, what was found, in words and as tables."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse

from django.utils.translation import gettext as _

from common import viewing
from common.references import codes, display, local_id, mappings
from labresults import files
from labresults.naming import group_name
from labresults.presenters.names import (
    file_download_url,
    file_url,
    plainly,
    report_name,
    report_url,
)
from labresults.presenters.tables import trend_url
from labresults.presenters.values import Value, name_of, state_text, text_of, value
from labresults.values import words

if TYPE_CHECKING:
    from labresults.models import DiagnosticReport, Observation

_LONGEST = 50_000
_IS_LONG = 80
_RESISTANCE = frozenset({"S", "I", "R"})


@dataclass(frozen=True)
class Line:
    """A report in a list."""

    id: uuid.UUID
    url: str
    name: str
    kind: str
    at: datetime
    answered_at: datetime
    laboratory: str
    requester: str
    state: str
    is_final: bool
    is_gone: bool
    summary: str
    is_blocked: bool
    group: str


@dataclass(frozen=True)
class Text:
    title: str
    text: str
    state: str = ""


@dataclass(frozen=True)
class Measured:
    name: str
    value: Value
    url: str


@dataclass(frozen=True)
class Drug:
    name: str
    answer: str
    letter: str
    amount: str


@dataclass(frozen=True)
class Growth:
    """What grew in a sample, and which drugs work on it."""

    name: str
    text: str
    drugs: Sequence[Drug] = ()


@dataclass(frozen=True)
class Pictures:
    text: str
    url: str = ""


@dataclass(frozen=True)
class Attached:
    """A file of a report. `type_text` is what journal/_content.html asks of any document."""

    title: str
    url: str
    download_url: str
    kind: str
    language: str
    is_here: bool
    type_text: str = ""


@dataclass(frozen=True)
class Page:
    line: Line
    conclusion: str
    specimen: str
    note: str
    texts: Sequence[Text]
    measured: Sequence[Measured]
    cultures: Sequence[Measured]
    growths: Sequence[Growth]
    pictures: Sequence[Pictures]
    files: Sequence[Attached] = ()


def line(report: DiagnosticReport, record_id: uuid.UUID | None) -> Line:
    shown = report.shown
    return Line(
        id=report.id,
        url=report_url(record_id, report.id),
        name=report_name(report) if record_id else plainly(report_name(report)),
        kind=str(group_name(report.group)),
        at=report.sorted_at,
        answered_at=report.answered_at,
        laboratory=report.laboratory,
        requester=report.requester,
        state=state_text(report.status),
        is_final=report.status not in {"registered", "partial", "preliminary", "unknown"},
        is_gone=report.status in {"cancelled", "entered-in-error"},
        summary=str(shown.get("t") or ""),
        is_blocked="NORS" in report.security,
        group=report.group,
    )


def page(
    report: DiagnosticReport,
    results: Sequence[Observation],
    texts: Mapping[uuid.UUID, str],
    record_id: uuid.UUID | None,
) -> Page:
    resource = json.loads(texts[report.id])
    wires = {row.id: json.loads(texts[row.id]) for row in results}
    members = {row.id: _members(row, wires[row.id]) for row in results}
    below = {own_id for each in members.values() for own_id in each}
    rows = {row.id: row for row in results}
    grown = [row for row in results if any(_is_drug(rows.get(m)) for m in members[row.id])]
    drugs = {own_id for row in grown for own_id in members[row.id]}
    others = [row for row in results if row not in grown and row.id not in drugs]
    long = [row for row in others if _is_text(row)]
    return Page(
        line=line(report, record_id),
        conclusion=words(resource.get("conclusion"), _LONGEST),
        specimen=next((row.shown["sp"] for row in results if row.shown.get("sp")), ""),
        note=str(report.shown.get("note") or ""),
        texts=[_text(row, wires[row.id]) for row in long],
        measured=[
            _measured(row, record_id) for row in others if row not in long and row.id not in below
        ],
        cultures=[
            _measured(row, record_id) for row in others if row not in long and row.id in below
        ],
        growths=[_growth(row, members[row.id], rows) for row in grown],
        pictures=list(_pictures(resource)),
        files=[file(report, each, record_id) for each in files.files(resource)],
    )


def _members(row: Observation, resource: Mapping[str, Any]) -> list[uuid.UUID]:
    found = []
    for each in mappings(resource.get("hasMember")):
        own = str(each.get("reference") or "").rpartition("/")[2].removeprefix("urn:uuid:")
        if row.names_own_ids:
            found += [uuid.UUID(own)] if _is_uuid(own) else []
        elif own:
            found.append(local_id(row.source, "Observation", own))
    return found


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _is_drug(row: Observation | None) -> bool:
    """Whether it says how a drug works on what grew."""
    return row is not None and row.shown.get("i") in _RESISTANCE


def _is_text(row: Observation) -> bool:
    is_words = row.shown.get("v") in {"s", "c"} and len(text_of(row.shown)) > _IS_LONG
    return is_words or row.group in {"pathology", "imaging"} or bool(row.shown.get("more"))


def _text(row: Observation, resource: Mapping[str, Any]) -> Text:
    """The whole of what the column holds the beginning of."""
    concept = resource.get("valueCodeableConcept")
    whole = resource.get("valueString") or display(concept) or next(iter(codes(concept)), "")
    return Text(name_of(row), words(whole, _LONGEST) or text_of(row.shown), state_text(row.status))


def _measured(row: Observation, record_id: uuid.UUID | None) -> Measured:
    name = name_of(row) if record_id else plainly(name_of(row))
    return Measured(name, value(row), trend_url(record_id, row))


def _growth(row: Observation, members: Sequence[uuid.UUID], rows: Mapping[Any, Any]) -> Growth:
    drugs = [_drug(rows[own_id]) for own_id in members if _is_drug(rows.get(own_id))]
    return Growth(name_of(row), text_of(row.shown), drugs)


def _drug(row: Observation) -> Drug:
    letter = str(row.shown["i"])
    amount = next((text_of(part) for part in row.shown.get("p", ())), "")
    said = {
        "S": _("sensitive"),
        "I": _("sensitive at a higher dose"),
        "R": _("resistant"),
    }
    text = text_of(row.shown) if row.shown.get("t") else said[letter]
    return Drug(str(row.shown.get("name") or row.code), text, letter, amount)


def _pictures(resource: Mapping[str, Any]) -> Iterator[Pictures]:
    """Where the pictures are, as far as the sender says. Only a secure address is a link."""
    inside = {f"#{each.get('id')}": each for each in mappings(resource.get("contained"))}
    for each in mappings(resource.get("imagingStudy")):
        study = inside.get(str(each.get("reference")), {})
        ends = [
            inside.get(str(end.get("reference")), {}) for end in mappings(study.get("endpoint"))
        ]
        addresses = [str(end.get("address") or "") for end in ends]
        text = words(each.get("display") or study.get("description") or _("Pictures"), 200)
        yield Pictures(text, next((url for url in addresses if _is_secure(url)), ""))


def _is_secure(url: str) -> bool:
    parts = urlparse(url)
    return parts.scheme == "https" and bool(parts.netloc)


def file(report: DiagnosticReport, found: files.File, record_id: uuid.UUID | None) -> Attached:
    kind = viewing.extension(found.content_type)
    return Attached(
        title=found.title or _("The report as a file"),
        url=file_url(record_id, report.id, found.number),
        download_url=file_download_url(record_id, report.id, found.number),
        kind="" if kind == "bin" else kind.upper(),
        language=found.language,
        is_here=found.is_here,
    )
