"""Where a medicine in use matches a reaction that is registered: by ATC code, from a table.

Decision support: docs/hazards.md says what it does, what it does not, and who judges.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from summary.codes import Sort
from summary.critical.entries import Entry
from summary.medicines.entries import Medicine


class Match(StrEnum):
    """How near a medicine is to what has been reacted to, nearest first."""

    SUBSTANCE = "substance"
    GROUP = "group"
    CLASS = "class"
    CROSS = "cross"


@dataclass(frozen=True)
class Cross:
    """Groups of which a reaction to one is known to come with the others: ATC prefixes, and the
    public text that says so (SPC: the approved summary of product characteristics)."""

    name: str
    prefixes: tuple[str, ...]
    source: str


# A short list that is told as such: what is not in it may still cross-react. A pharmacist has to
# review it before it is used on patients (docs/hazards.md).
CROSSING = (
    Cross(
        "beta-lactams",
        ("J01C", "J01DB", "J01DC", "J01DD", "J01DE", "J01DH", "J01DI"),
        "SPC of cefuroxime and of meropenem, 4.3: severe hypersensitivity to any other type of"
        " beta-lactam antibacterial agent",
    ),
    # Without coxibs (M01AH), which most who react to the others tolerate.
    Cross(
        "NSAIDs and salicylates",
        ("M01AB", "M01AC", "M01AE", "M01AG", "N02BA", "B01AC06"),
        "SPC of ibuprofen, 4.3: reactions to acetylsalicylic acid or other NSAIDs",
    ),
    Cross(
        "ACE inhibitors and sacubitril",
        ("C09A", "C09B", "C09DX04"),
        "SPC of sacubitril/valsartan, 4.3: angioedema related to previous ACE inhibitor therapy",
    ),
    Cross(
        "sulfonamide antibiotics and sulfasalazine",
        ("J01EB", "J01EC", "J01ED", "J01EE", "A07EC01"),
        "SPC of sulfasalazine, 4.3: hypersensitivity to sulfonamides",
    ),
    Cross(
        "aromatic antiepileptics",
        ("N03AF01", "N03AF02", "N03AF04", "N03AB02", "N03AA02", "N03AA03"),
        "SPC of carbamazepine, 4.4: cross-hypersensitivity with oxcarbazepine, phenytoin, primidone"
        " and phenobarbital; SPC of eslicarbazepine, 4.3: other carboxamide derivatives",
    ),
    Cross(
        "amide local anaesthetics",
        ("N01BB", "C01BB01"),
        "SPC of lidocaine, 4.3: hypersensitivity to local anaesthetics of the amide type",
    ),
)
_GROUP, _CLASS = 5, 4  # Letters of ATC at levels 4 and 3.
# Groups of level 3 that hold substances of no kinship, such as heparin and apixaban, or paracetamol
# and acetylsalicylic acid: a hint there would teach people to press hints away.
MIXED = frozenset({"A02B", "A10B", "B01A", "C01B", "J01X", "L01X", "L04A", "N01A", "N02B", "N03A"})


@dataclass(frozen=True)
class Hint:
    medicine: Medicine
    reaction: Entry
    match: Match


def match(medicine: str, reaction: str) -> Match | None:
    """How two ATC codes match; a reaction may be registered to a whole group."""
    if not medicine or len(reaction) < _CLASS:
        return None
    if medicine == reaction and len(reaction) == 7:
        return Match.SUBSTANCE
    if medicine[: len(reaction)] == reaction or _shares(medicine, reaction, _GROUP):
        return Match.GROUP
    if _shares(medicine, reaction, _CLASS) and medicine[:_CLASS] not in MIXED:
        return Match.CLASS
    return Match.CROSS if _crosses(medicine, reaction) else None


def _shares(one: str, other: str, letters: int) -> bool:
    return min(len(one), len(other)) >= letters and one[:letters] == other[:letters]


def _crosses(one: str, other: str) -> bool:
    return any(_is_in(one, each) and _is_in(other, each) for each in CROSSING)


def _is_in(code: str, cross: Cross) -> bool:
    """In one of its groups, or registered to a whole that holds one of them."""
    return any(code.startswith(each) or each.startswith(code) for each in cross.prefixes)


def hints(medicines: Iterable[Medicine], reactions: Iterable[Entry]) -> list[Hint]:
    """One for each medicine in use: the nearest match, most severe reaction first."""
    known = [each for each in reactions if each.applies and each.atc]
    found = [_nearest(each, known) for each in medicines if each.is_in_use]
    return sorted(
        (each for each in found if each is not None), key=lambda each: list(Match).index(each.match)
    )


def unchecked(medicines: Iterable[Medicine], reactions: Iterable[Entry]) -> list[str]:
    """The names of what has no ATC code and so was compared with nothing. Where no reaction to a
    medicine applies there was nothing to compare with."""
    known = [each for each in reactions if each.applies and each.sort is Sort.DRUG]
    names = [each.title for each in known if len(each.atc) < _CLASS]
    if known:
        names += [each.title for each in medicines if each.is_in_use and len(each.atc) < 7]
    return list(dict.fromkeys(each for each in names if each))


def _nearest(medicine: Medicine, known: Sequence[Entry]) -> Hint | None:
    pairs = [(each, how) for each in known if (how := match(medicine.atc, each.atc))]
    if not pairs:
        return None
    reaction, how = min(pairs, key=lambda pair: list(Match).index(pair[1]))
    return Hint(medicine, reaction, how)
