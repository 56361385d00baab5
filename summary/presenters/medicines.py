"""What pages show of medicines, for clinicians and for the patient."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from access.writing_here import SOURCE
from summary.codes import Decision
from summary.critical.days import partial_day
from summary.medicines.entries import Medicine
from summary.medicines.hints import Hint, Match
from summary.medicines.reconciling import Group, Line, Signed, Told
from summary.presenters.critical import Places

_TONES = {
    Decision.KEEP: "success",
    Decision.CHANGE: "info",
    Decision.STOP: "neutral",
    Decision.UNKNOWN: "warning",
}


@dataclass(frozen=True)
class SourceRow:
    """What one source says of a medicine."""

    id: uuid.UUID
    version: int
    title: str
    dose: str
    who: str
    kind: str
    since: str
    until: str
    reason: str
    state_text: str
    is_in_use: bool
    is_own: bool
    is_multidose: bool
    may_end: bool


@dataclass(frozen=True)
class HintRow:
    """`is_near` is the same substance or group; the others are weaker."""

    text: str
    why: str
    is_near: bool


@dataclass(frozen=True)
class Row:
    key: str
    title: str
    dose: str
    atc: str
    is_in_use: bool
    is_new: bool
    is_multidose: bool
    is_own: bool
    decision_text: str
    decision_tone: str
    reason: str
    sources: Sequence[SourceRow]
    differs: bool
    hint: HintRow | None

    @property
    def is_said_once(self) -> bool:
        """Whether the one source says what stands above it: title and dose need not stand twice."""
        (first, *others) = self.sources
        return not others and (first.title, first.dose) == (self.title, self.dose)


@dataclass(frozen=True)
class LineRow:
    title: str
    dose: str
    decision_text: str
    decision_tone: str
    reason: str
    key: str = ""
    is_stopped: bool = False


@dataclass(frozen=True)
class ListRow:
    id: uuid.UUID
    number: int
    at: datetime
    author: str
    lines: Sequence[LineRow]
    withheld: int


def rows(groups: Sequence[Group], hints: Sequence[Hint]) -> list[Row]:
    by_key: dict[str, Hint] = {}
    for each in hints:
        by_key.setdefault(each.medicine.key, each)
    places = Places()
    return [_row(each, by_key.get(each.key), places) for each in groups]


def _row(group: Group, hint: Hint | None, places: Places) -> Row:
    first, line = group.first, group.line
    stands = line if line is not None and not group.is_new else None
    return Row(
        key=group.key,
        title=first.title,
        dose=stands.dose if stands else first.dose,
        atc=first.atc,
        is_in_use=group.is_in_use,
        is_new=group.is_new,
        is_multidose=any(each.medicine.is_multidose for each in group.told if _used(each)),
        is_own=all(each.medicine.is_own for each in group.told),
        decision_text=_decision(stands),
        decision_tone=_TONES[Decision(stands.decision)] if stands else "",
        reason=stands.reason if stands else "",
        sources=[_source(each, places) for each in group.told],
        differs=stands is None and len({_said(each) for each in group.told if _used(each)}) > 1,
        hint=hint_row(hint) if hint else None,
    )


def _used(told: Told) -> bool:
    return told.medicine.is_in_use


def _said(told: Told) -> tuple[str, str]:
    """What two sources must both say to agree: as they have it, without guessing at doses."""
    return told.medicine.title.casefold(), told.medicine.dose.casefold()


def _decision(line: Line | None) -> str:
    return str(Decision(line.decision).label) if line else ""


def _source(told: Told, places: Places) -> SourceRow:
    said, kept = told.medicine, told.kept
    place = said.said.place or ("" if kept.source == SOURCE else places.name(kept.source))
    who = [said.said.name, place]
    return SourceRow(
        id=kept.id,
        version=kept.version,
        title=said.title,
        dose=said.dose,
        who=", ".join(dict.fromkeys(each for each in who if each)),
        kind=_kind(said),
        since=partial_day(said.since),
        until=partial_day(said.until),
        reason=said.reason,
        state_text=_("In use") if said.is_in_use else _("No longer in use"),
        is_in_use=said.is_in_use,
        is_own=said.is_own,
        is_multidose=said.is_multidose,
        may_end=said.is_own and said.is_in_use and kept.source == SOURCE,
    )


def _kind(said: Medicine) -> str:
    if said.is_own:
        return _("Told by the patient")
    return _("Prescription") if said.is_request else _("List of a place of treatment")


def hint_row(hint: Hint) -> HintRow:
    """Why it is shown, and how near the two are."""
    what = {"medicine": hint.medicine.title, "reaction": hint.reaction.title}
    words = {
        Match.SUBSTANCE: _("%(medicine)s: a reaction to the same substance is registered."),
        Match.GROUP: _("%(medicine)s: a reaction to the same group, %(reaction)s, is registered."),
        Match.CLASS: _(
            "%(medicine)s is related to %(reaction)s, to which a reaction is registered."
        ),
        Match.CROSS: _(
            "%(medicine)s can cross-react with %(reaction)s, to which a reaction is registered."
        ),
    }
    reaction = hint.reaction.reaction
    severity = str(hint.reaction.severity.label) if hint.reaction.severity else ""
    why = ". ".join(each for each in (reaction, severity, hint.reaction.note) if each)
    return HintRow(words[hint.match] % what, why, hint.match in {Match.SUBSTANCE, Match.GROUP})


def lists(found: Sequence[Signed]) -> list[ListRow]:
    return [
        ListRow(each.id, each.number, each.at, each.author, _lines(each.lines), each.withheld)
        for each in found
    ]


def _lines(lines: Sequence[Line]) -> list[LineRow]:
    return [line_row(each) for each in lines]


def line_row(line: Line) -> LineRow:
    tone = _TONES[Decision(line.decision)]
    is_stopped = line.decision == Decision.STOP
    return LineRow(line.title, line.dose, _decision(line), tone, line.reason, line.key, is_stopped)


def choices() -> list[tuple[str, Any]]:
    return list(Decision.choices)
