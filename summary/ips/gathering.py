"""What goes into the summary: for each section the resources that the reader may see and that the
guide wants there, and whether anything is withheld."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from access import received, wires
from access.codes import Audience, Kind
from access.grant import Grant, Item
from common.errors import Unacceptable
from labresults import selectors as results
from summary.ips import choosing, selectors
from summary.ips.codes import SECTIONS
from summary.ips.reading import Entry, entry, own

# Of results so many rows are looked at, the newest; few of them are shown.
MOST_RESULTS = 200
_NOT_TREATED = (
    "a summary is made for organisations that treat the patient now, where the patient has shut"
    " nobody out"
)
Pick = Callable[[Sequence[Entry]], Sequence[Entry]]
# The types of each section, and which of them it shows.
_SECTIONS: Mapping[str, tuple[tuple[str, ...], Pick]] = {
    "problems": (("Condition",), choosing.problems),
    "allergies": (("AllergyIntolerance",), choosing.allergies),
    "medications": (("MedicationRequest", "MedicationStatement"), choosing.medications),
    "immunizations": (("Immunization",), choosing.immunizations),
    "results": (("Observation", "DiagnosticReport"), choosing.results),
    "procedures": (("Procedure",), choosing.procedures),
    "past-problems": (("Condition",), choosing.past_problems),
    "vital-signs": (("Observation",), choosing.vital_signs),
    "alerts": (("Flag",), choosing.alerts),
    "advance-directives": (("Consent",), choosing.directives),
}
# Of these the newest are told: what is old in them is history, and not what somebody who treats
# must know first. Of problems, allergies and medicines all are.
_MOST_TOLD = 50
_NEWEST = frozenset({"immunizations", "procedures", "past-problems"})
# Where it is told that something of a type is withheld: in one section, whatever it would be.
_TOLD_IN = {
    "Condition": "problems",
    "AllergyIntolerance": "allergies",
    "MedicationRequest": "medications",
    "MedicationStatement": "medications",
    "Immunization": "immunizations",
    "Procedure": "procedures",
    "Flag": "alerts",
    "Consent": "advance-directives",
}


@dataclass(frozen=True)
class Found:
    """What is in a section. `is_withheld` says that the patient keeps some from this reader,
    `is_closed` that nothing of the kind is open to who asks, `is_cut` that the oldest are left out.
    """

    entries: Sequence[Entry] = ()
    is_withheld: bool = False
    is_closed: bool = False
    is_cut: bool = False


@dataclass(frozen=True)
class Gathered:
    sections: Mapping[str, Found]

    def entries(self) -> list[Entry]:
        """Each resource once, in the order of the sections."""
        found = {each.reference: each for one in self.sections.values() for each in one.entries}
        return list(found.values())


def gathered(grant: Grant, names: Callable[[str], bool] = lambda name: True) -> Gathered:
    """All sections. `names` says of which types the reader's token lets something be read."""
    if grant.audience is Audience.SENDER:
        raise Unacceptable.because(_NOT_TREATED, "Patient")
    rows = {name: found for name, found in _read(grant).items() if names(name)}
    withheld = _withheld(grant)
    return Gathered({each.key: _found(each.key, rows, withheld) for each in SECTIONS})


def note(grant: Grant, found: Gathered) -> None:
    """Have the log name all that is shown."""
    grant.note(
        [Item(each.type, each.id, each.version, grant.patient_id) for each in found.entries()]
    )


def _found(key: str, rows: Mapping[str, Sequence[Entry]], withheld: frozenset[str]) -> Found:
    types, pick = _SECTIONS.get(key, ((), choosing.none))
    readable = [each for name in types for each in rows.get(name, ())]
    is_closed = not any(name in rows for name in types)
    is_withheld = key in withheld and not is_closed
    shown = pick(readable)
    is_cut = key in _NEWEST and (len(shown) > _MOST_TOLD or _has_older(readable))
    if is_cut:
        shown = shown[:_MOST_TOLD]
    if is_withheld and all(map(choosing.says_none, shown)):
        # Beside what is withheld "there is nothing" would not be true.
        shown = ()
    return Found([own(each) for each in shown], is_withheld, is_closed, is_cut)


def _has_older(readable: Sequence[Entry]) -> bool:
    """Whether not all of a type were read."""
    return bool(readable) and len(readable) == selectors.most_of(readable[0].type)


def _read(grant: Grant) -> dict[str, list[Entry]]:
    """By type, newest first. What is marked as a mistake is in nobody's summary."""
    found: dict[str, Sequence[Any]] = dict(selectors.for_summary(grant))
    if Kind.RESULTS in grant.kinds:
        found |= results.for_summary(grant, MOST_RESULTS)
    return {name: _entries(grant, name, rows) for name, rows in found.items()}


def _entries(grant: Grant, name: str, rows: Sequence[Any]) -> list[Entry]:
    rows = _as_assessed(rows)
    texts = wires.shown(grant, rows)
    return [entry(name, row, text) for row, text in zip(rows, texts, strict=True)]


def _as_assessed(rows: Sequence[Any]) -> Sequence[Any]:
    """Without what a clinician here says more of, or against: that stands in its place, as long as
    its sender has not said anything new (as summary.critical.listing)."""
    versions = {each.id: each.version for each in rows}
    assessed = {
        each.assesses_id
        for each in rows
        if getattr(each, "assesses_id", None)
        and versions.get(each.assesses_id) == each.assessed_version
    }
    return [
        each
        for each in rows
        if each.id not in assessed and getattr(each, "assesses_id", None) in {None, *assessed}
    ]


def _withheld(grant: Grant) -> frozenset[str]:
    found = {
        _TOLD_IN[model.__name__]
        for model in selectors.IN_SUMMARY
        if received.told_withheld(model, grant)
    }
    has_results = Kind.RESULTS in grant.kinds and results.withheld_of_summary(grant)
    return frozenset(found | ({"results"} if has_results else set()))
