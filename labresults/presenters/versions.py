"""Versions of a report: what was changed from each to the next, in words."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from labresults.presenters import reports
from labresults.presenters.names import report_url
from labresults.presenters.values import name_of, state_text, value

if TYPE_CHECKING:
    from labresults.models import Observation
    from labresults.versions import Version


@dataclass(frozen=True)
class Change:
    """Something that is not as it was. Without `before` it is new, without `after` it is gone."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """A version in the list. `until` is when another replaced it; None for what is in force."""

    number: int
    url: str
    until: datetime | None
    state: str
    changes: Sequence[Change]
    is_first: bool


def rows(known: Sequence[Version], record_id: uuid.UUID) -> list[Row]:
    """The newest first, each with what was changed from the one before it."""
    older: Sequence[Version | None] = [*known[1:], None]
    return [
        Row(
            number=each.number,
            url=_url(each, record_id),
            until=each.until,
            state=state_text(each.report.status) or _("final"),
            changes=list(_changes(before, each)) if before else [],
            is_first=before is None,
        )
        for each, before in zip(known, older, strict=True)
    ]


def page(found: Version, texts: Mapping[uuid.UUID, str], record_id: uuid.UUID) -> reports.Page:
    """The report as it was. Its files are those of today's page only."""
    shown = reports.page(found.report, found.results, texts, record_id)
    return shown if found.until is None else replace(shown, files=())


def _url(each: Version, record_id: uuid.UUID) -> str:
    if each.until is None:
        return report_url(record_id, each.report.id)
    names = [record_id, each.report.id, each.number]
    return reverse("labresults:record-version", args=names)


def _changes(before: Version, after: Version) -> Iterator[Change]:
    was, now = before.report, after.report
    if was.status != now.status:
        yield Change(
            _("Status"), state_text(was.status) or _("final"), state_text(now.status) or _("final")
        )
    former = {row.id: row for row in before.results}
    for row in after.results:
        said = _said(row)
        told = _said(former[row.id]) if row.id in former else ""
        if said != told:
            yield Change(name_of(row), told, said)
    still = {row.id for row in after.results}
    for row in before.results:
        if row.id not in still:
            yield Change(name_of(row), _said(row), "")
    for name, one, other in _words(before, after):
        if one != other:
            yield Change(name, one, other)


def _words(before: Version, after: Version) -> Iterator[tuple[str, str, str]]:
    names = {"t": _("Conclusion"), "note": _("Comment"), "files": _("Files")}
    for key, name in names.items():
        texts = [str(each.report.shown.get(key) or "") for each in (before, after)]
        yield name, texts[0], texts[1]


def _said(row: Observation) -> str:
    """A result in words: value, unit, how it lies to the limits, the limits, and its state."""
    shown = value(row)
    parts = [shown.text, shown.unit, shown.limits and f"({shown.limits})", state_text(row.status)]
    return " ".join(part for part in parts if part)
