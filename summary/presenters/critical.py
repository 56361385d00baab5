"""What pages show of critical information, for clinicians and for the patient."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.writing_here import SOURCE
from common.identifiers import ORGANIZATION_SYSTEM
from people import directory
from summary.codes import Certainty, Duration, Severity, Sort, Source, State
from summary.critical.days import partial_day
from summary.critical.entries import Entry, entry_of
from summary.critical.listing import Listed

if TYPE_CHECKING:
    from access.models import FormerVersion

BANNER_LENGTH = 90
_TONES = {
    State.ACTIVE: "success",
    State.OVERDUE: "warning",
    State.INACTIVE: "neutral",
    State.REFUTED: "neutral",
    State.MISTAKE: "danger",
}
_SEVERE = (Severity.LIFE, Severity.SEVERE)
# Of these the words alone do not say what sort they are.
_SAYS_SORT = frozenset(Sort) - {Sort.DRUG, Sort.ALLERGY, Sort.CONDITION, Sort.IMPLANT}
_TO_PATIENT = {
    Sort.DRUG: gettext_lazy("You have reacted to this medicine"),
    Sort.ALLERGY: gettext_lazy("You are allergic to this"),
    Sort.LIMITATION: gettext_lazy("It is decided to limit treatment that prolongs life"),
    Sort.CLARIFICATION: gettext_lazy("It is decided not to try to restart the heart"),
    Sort.INTUBATION: gettext_lazy("It can be difficult to put a breathing tube into your airway"),
    Sort.ANAESTHESIA: gettext_lazy("Take care when you are put to sleep or numbed"),
    Sort.CONDITION: gettext_lazy("You have a condition that matters in an emergency"),
    Sort.IMPLANT: gettext_lazy("You have something in your body that matters in treatment"),
    Sort.INFECTION: gettext_lazy("You may carry an infection that others must be protected from"),
    Sort.PROCEDURE: gettext_lazy("Something is done in another way with you than usual"),
}
Fact = tuple[str, Any]


@dataclass(frozen=True)
class Row:
    """One piece, as a card shows it. `sender` is what somebody else says whom this is about."""

    id: uuid.UUID
    version: int
    title: str
    sort_text: str
    state_text: str
    state_tone: str
    severity_text: str
    severity_tone: str
    certainty_text: str
    applies: bool
    is_severe: bool
    is_ours: bool
    is_changed_since: bool
    facts: Sequence[Fact]
    said: str
    at: datetime
    url: str
    sender: Row | None = None


@dataclass(frozen=True)
class Version:
    number: int
    at: datetime
    said: str
    state_text: str
    title: str
    facts: Sequence[Fact]


@dataclass
class Places:
    """The names of organisations by the source that they send under; each asked for once."""

    _known: dict[str, str] = field(default_factory=dict)

    def name(self, source: str) -> str:
        if source not in self._known:
            found = directory.with_number(number_of(source))
            self._known[source] = found.name if found else ""
        return self._known[source]


def number_of(source: str) -> str:
    """The organisation number of a source that is signed by one."""
    start = f"{ORGANIZATION_SYSTEM}."
    return source.removeprefix(start) if source.startswith(start) else ""


def rows(found: Sequence[Listed], record_id: uuid.UUID | None) -> list[Row]:
    make = partial(row, record_id=record_id, places=Places())
    return [make(each) for each in found]


def row(listed: Listed, record_id: uuid.UUID | None, places: Places) -> Row:
    said, kept = listed.entry, listed.kept
    return Row(
        id=kept.id,
        version=kept.version,
        title=said.title,
        sort_text=str(_TO_PATIENT[said.sort] if record_id is None else said.sort.label),
        state_text=str(said.state.label),
        state_tone=_TONES[said.state],
        severity_text=str(said.severity.label) if said.severity else "",
        severity_tone="danger" if said.severity in _SEVERE else "neutral",
        certainty_text=str(said.certainty.label) if said.certainty else "",
        applies=said.applies,
        is_severe=said.severity in _SEVERE,
        is_ours=kept.source == SOURCE,
        is_changed_since=listed.is_changed_since,
        facts=facts(said, is_citizen=record_id is None),
        said=_who(said, "" if kept.source == SOURCE else places.name(kept.source)),
        at=said.recorded_at or kept.received_at,
        url=_url(record_id, kept.id),
        sender=row(listed.about, record_id, places) if listed.about else None,
    )


def facts(said: Entry, *, is_citizen: bool) -> list[Fact]:
    sources = [str(each.label if isinstance(each, Source) else each) for each in said.sources]
    found = [
        (_("What happened"), said.reaction),
        (_("How severe"), str(said.severity.label) if said.severity else ""),
        (_("How certain"), str(said.certainty.label) if said.certainty else ""),
        (_("When"), partial_day(said.since)),
        (_("How long"), _lasting(said)),
        (_("Valid until"), partial_day(said.until)),
        (_("Known from"), ", ".join(sources)),
        (_("ATC code"), "" if is_citizen else said.atc),
        (_("More about it"), said.note),
        (_("Why") if said.sort is Sort.CLARIFICATION else _("Why it was changed"), said.reason),
    ]
    return [fact for fact in found if fact[1]]


def _lasting(said: Entry) -> str:
    """Nothing where the day that it lasts until is told anyway."""
    if said.duration is Duration.UNTIL and said.until:
        return ""
    return str(said.duration.label if isinstance(said.duration, Duration) else said.duration)


def _who(said: Entry, sender: str) -> str:
    who = said.said
    place = who.place or sender
    return ", ".join(dict.fromkeys(each for each in (who.name, who.role, place) if each))


def _url(record_id: uuid.UUID | None, item_id: uuid.UUID) -> str:
    if record_id is None:
        return reverse("summary:ask-correction", args=[item_id])
    return reverse("summary:critical-item", args=[record_id, item_id])


def banner_text(said: Entry) -> str:
    """`Penicillin: anaphylaxis (confirmed 2021)`."""
    words = said.title
    if said.sort in _SAYS_SORT:
        words = f"{said.sort.label}: {said.title}"
    what = said.reaction or (str(said.severity.label).lower() if said.severity else "")
    if what:
        words = f"{words}: {what[:1].lower()}{what[1:]}"
    if len(words) > BANNER_LENGTH:
        words = f"{words[:BANNER_LENGTH].rstrip()}…"
    year = said.since[:4] or (f"{said.recorded_at:%Y}" if said.recorded_at else "")
    certainty = str(said.certainty.label).lower() if said.certainty else ""
    is_of_reaction = said.sort in {Sort.DRUG, Sort.ALLERGY} and said.certainty
    beside = " ".join(each for each in (certainty, year) if each) if is_of_reaction else ""
    if said.state is State.OVERDUE:
        beside = _("should have been assessed anew")
    return f"{words} ({beside})" if beside else words


def versions(found: Sequence[FormerVersion], today: date) -> list[Version]:
    """Former versions, newest first, each with who said it then."""
    made = []
    for each in found:
        said = entry_of(json.loads(each.wire), today)
        if said is not None:
            at = said.recorded_at or each.received_at or each.replaced_at
            state, told = str(said.state.label), facts(said, is_citizen=False)
            made.append(Version(each.version, at, _who(said, ""), state, said.title, told))
    return made


def summary_text(said: Entry) -> str:
    """What a request about it is about, in the words its reader saw."""
    return f"{_TO_PATIENT[said.sort]}: {said.title}"


def is_presumed(said: Entry) -> bool:
    return said.certainty is not Certainty.CONFIRMED


def security_of(version: FormerVersion) -> Mapping[str, Any]:
    """The text of a former version, to read its codes from."""
    read: Mapping[str, Any] = json.loads(version.wire)
    return read
