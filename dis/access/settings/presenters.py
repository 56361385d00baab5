"""What the pages of settings show, as plain values made inside the Grant."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from access import describing
from access.codes import UNDO_DAYS, Audience, Instrument, Kind, NoticeCode, Scope, SetAs
from access.grant import Grant
from access.settings import selectors
from common import clock

if TYPE_CHECKING:
    from access.models import PatientNotice, PatientSetting
    from access.settings.selectors import Current

DOCUMENT, REPORT = "DocumentReference", "DiagnosticReport"
# What can be closed one by one, by type, with the kind of data that it belongs to.
_ONE_BY_ONE = {DOCUMENT: Kind.JOURNAL, REPORT: Kind.RESULTS}


@dataclass(frozen=True)
class Line:
    """One setting in force: what it is about, since when, and who made it."""

    id: uuid.UUID
    title: str
    since: datetime
    by: str
    detail: str = ""
    url: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Category:
    """A kind of documents; `closed` is the setting that closes it."""

    code: str
    name: str
    count: int | None
    closed: Line | None


@dataclass(frozen=True)
class Left:
    """A reservation: when what was shared is erased, or when it was."""

    line: Line
    erased_on: datetime
    days_left: int
    is_erased: bool


@dataclass(frozen=True)
class Step:
    """One thing in the history: when, what, and who."""

    at: datetime
    words: str
    by: str


@dataclass(frozen=True)
class Notice:
    at: datetime
    title: str
    text: str
    is_read: bool
    is_about_log: bool
    has_more: bool = True


@dataclass(frozen=True)
class Settings:
    """All that is in force, ready for every page of the settings."""

    whole: Line | None
    categories: Sequence[Category]
    documents: Sequence[Line]
    blocks: Sequence[Line]
    left: Left | None
    closure: Line | None
    consents: Sequence[Line]

    @property
    def closed_kinds(self) -> Sequence[Category]:
        return [each for each in self.categories if each.closed]


def settings(grant: Grant, current: Current) -> Settings:
    counts = selectors.category_counts(grant)
    names = _document_names(grant, [each.document_id for each in current.restrictions])
    return Settings(
        whole=_line(grant, current.whole, "") if current.whole else None,
        categories=[
            Category(code, name, counts.get(code), _closed_kind(grant, current, code, name))
            for code, name in selectors.categories().items()
        ],
        documents=[
            _closed_document(grant, each, names[each.document_id])
            for each in current.restrictions
            if each.scope == Scope.DOCUMENT and each.document_id in names
        ],
        blocks=[_line(grant, each, _whom(each)) for each in current.blocks],
        left=_left(grant, current.reservation) if current.reservation else None,
        closure=_line(grant, current.closure, "") if current.closure else None,
        consents=[_line(grant, each, _whom(each), until=each.until) for each in current.consents],
    )


def history(grant: Grant) -> list[Step]:
    """Everything that was decided and taken back, the newest first."""
    rows: list[tuple[Instrument, Any]] = list(selectors.history(grant))
    restricted = [row for sort, row in rows if sort is Instrument.RESTRICTION]
    names = _document_names(grant, [row.document_id for row in restricted])
    found: list[Step] = []
    for sort, row in rows:
        if getattr(row, "document_id", None) not in {None, *names}:
            continue
        made, ended = _words(sort, row, names)
        found.append(Step(row.start, made, _by(grant, row.set_by_id, row.set_by_name, row.set_as)))
        if row.end:
            who = _by(grant, row.ended_by_id, row.ended_by_name, row.ended_as)
            found.append(Step(row.end, ended, who))
        if getattr(row, "erased_at", None):
            found.append(Step(row.erased_at, _("What had been shared was erased"), _("The portal")))
    return sorted(found, key=lambda step: step.at, reverse=True)


def notice(grant: Grant, row: PatientNotice) -> Notice:
    is_about_log = row.code in {NoticeCode.EMERGENCY, NoticeCode.OPENED}
    return Notice(
        at=row.recorded_at,
        title=str(NoticeCode(row.code).label),
        text=_TOLD[row.code]() if row.code in _TOLD else _decided(grant, row),
        is_read=bool(getattr(row, "is_read", False)),
        is_about_log=is_about_log,
        has_more=row.code != NoticeCode.ANSWER,
    )


def _decided(grant: Grant, row: PatientNotice) -> str:
    what = str(Instrument(row.instrument).label)
    is_own = row.done_as == SetAs.SELF and grant.audience in {Audience.SELF, Audience.YOUTH}
    who = _("You") if is_own else str(SetAs(row.done_as).label)
    values = {"what": what, "who": who}
    return _("%(what)s. Done by: %(who)s.") % values


_TOLD: Mapping[str, Any] = {
    NoticeCode.EMERGENCY: lambda: _("Somebody opened your record in an emergency."),
    NoticeCode.OPENED: lambda: _(
        "Somebody opened your record so that what you have blocked could be read too, because you"
        " agreed or could not be asked."
    ),
    NoticeCode.ANSWER: lambda: _("You find it under Test results."),
}


def _closed_kind(grant: Grant, current: Current, code: str, name: str) -> Line | None:
    found = current.part(category=code)
    return _line(grant, found, name) if found else None


def _left(grant: Grant, row: Any) -> Left:
    erased_on = row.erased_at or row.start + timedelta(days=UNDO_DAYS)
    days = (erased_on.astimezone(clock.OSLO).date() - clock.today()).days
    return Left(_line(grant, row, ""), erased_on, max(days, 0), row.erased_at is not None)


def _line(grant: Grant, row: PatientSetting, title: str, **more: Any) -> Line:
    by = _by(grant, row.set_by_id, row.set_by_name, row.set_as)
    return Line(id=row.id, title=title, since=row.start, by=by, **more)


def _by(grant: Grant, person_id: uuid.UUID | None, name: str, done_as: str) -> str:
    """Who did it, by name and as what; the reader is called so."""
    if person_id is not None and person_id == grant.reader_id:
        return _("You")
    role = str(SetAs(done_as).label)
    return _("%(name)s (%(role)s)") % {"name": name, "role": role} if name else role


def _document_names(
    grant: Grant, ids: Sequence[uuid.UUID | None]
) -> Mapping[uuid.UUID | None, str]:
    """Names of the documents that the reader may see. The helpline sees that there is one; to a
    parent what is withheld is not there at all."""
    wanted = [each for each in ids if each]
    if grant.audience is Audience.STAFF or Kind.JOURNAL not in grant.kinds:
        return dict.fromkeys(wanted, "")
    names: dict[uuid.UUID | None, str] = {}
    if grant.audience is Audience.SELF:
        names.update(dict.fromkeys(wanted, ""))
    for sort in _ONE_BY_ONE:
        names.update(describing.names(grant, sort, wanted).items())
    return names


def one_to_close(grant: Grant, item_id: uuid.UUID) -> tuple[str, str]:
    """The type and the name of a thing that the reader sees and may close by itself; else empty."""
    for sort, kind in _ONE_BY_ONE.items():
        names = describing.names(grant, sort, [item_id]) if kind in grant.kinds else {}
        if item_id in names:
            return sort, names[item_id]
    return "", ""


def _closed_document(grant: Grant, row: Any, name: str) -> Line:
    url = describing.url(grant, row.document_id) if name else ""
    return _line(grant, row, name or _("A document"), url=url)


def _whom(row: Any) -> str:
    return str(row.practitioner.name if row.practitioner else row.organization.name)


def _words(sort: Instrument, row: Any, names: Mapping[uuid.UUID | None, str]) -> tuple[str, str]:
    """What was decided, and that it was taken back."""
    if sort is Instrument.RESTRICTION:
        return _words_of_restriction(row, names)
    if sort is Instrument.BLOCK:
        values = {"name": _whom(row)}
        return _("%(name)s was shut out") % values, _("%(name)s is no longer shut out") % values
    if sort is Instrument.RESERVATION:
        return _("The record was taken out of sharing"), _("The record is shared again")
    if sort is Instrument.CLOSURE:
        return _("The digital access was closed"), _("The digital access was opened again")
    values = {"name": _whom(row)}
    return (
        _("%(name)s was allowed to open what is blocked") % values,
        _("The consent to %(name)s was taken back") % values,
    )


def _words_of_restriction(row: Any, names: Mapping[uuid.UUID | None, str]) -> tuple[str, str]:
    if row.scope == Scope.RECORD:
        return _("The whole record was blocked"), _("The whole record is open again")
    name = selectors.categories().get(row.category) or names.get(row.document_id)
    values = {"name": name or _("A document")}
    return _("Blocked: %(name)s") % values, _("Open again: %(name)s") % values
