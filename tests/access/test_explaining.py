""" "Why is this person here?" has an answer for everything that can stand in the log."""

from __future__ import annotations

from itertools import product

import pytest

from access import deeds, explaining, looking
from access.actor import ActorKind
from access.codes import SEARCH_IN_RECORD, Action, Basis, Ground, Kind, Purpose
from access.decision import SYSTEMS
from access.explaining import Deed, Who

GROUNDS = ("", "self", "parent", *Ground.values)
BASES = ("", *Basis.values)


@pytest.mark.parametrize("actor_kind", [ActorKind.CITIZEN, ActorKind.PRACTITIONER, "administrator"])
@pytest.mark.parametrize("kind", list(Kind))
def test_no_combination_is_without_words(actor_kind: str, kind: Kind) -> None:
    for action, basis, ground, purpose in product(
        Action.values, BASES, GROUNDS, ("", *Purpose.values)
    ):
        is_citizen = actor_kind == ActorKind.CITIZEN
        code = deeds.code_of(kind, action, is_in_record=is_citizen)
        is_list = action == Action.LIST and kind is Kind.DEMOGRAPHICS
        deed = Deed(actor_kind, code, is_list, ground, purpose)
        found = explaining.why(Who("Ingrid Berg", "lege", "UNN", basis), [deed])
        assert len(found) >= 3, (action, basis, ground)  # Who, what, on what basis.
        assert all(sentence.strip().endswith(".") for sentence in found)
        if ground in Ground.values and actor_kind == ActorKind.PRACTITIONER:
            assert len(found) >= 4
        assert deeds.told({code}, actor_kind)
        assert explaining.why(Who("Kari", "", "", basis, is_own=True), [deed])


def test_every_ground_basis_and_purpose_has_words_of_its_own() -> None:
    said = [
        explaining.why(Who("A", "", "", basis), [Deed("practitioner", "read", False, ground, why)])
        for basis, ground, why in product(Basis.values, Ground.values, Purpose.values)
    ]
    assert len({tuple(each) for each in said}) == len(said)


def test_citizens_are_not_told_of_as_if_they_handled_requests() -> None:
    of_parent = deeds.told({Kind.TASK}, ActorKind.CITIZEN)
    assert of_parent != deeds.told({Kind.TASK}, ActorKind.PRACTITIONER)


def test_choices_of_privacy_are_told_as_such_and_by_whose_wish() -> None:
    strand = Who("Strand", "", "", "")
    unexplained = explaining.why(strand, [Deed("administrator", Action.WRITE)])
    shorts, longs = set(), set()
    for kind, action in product((Kind.SETTINGS, Kind.REPRESENTATION), (Action.READ, Action.WRITE)):
        code = deeds.code_of(kind, action)
        why = explaining.why(strand, [Deed("administrator", code)])
        assert why[-1] != unexplained[-1]
        shorts.add(deeds.told({code}, ActorKind.ADMINISTRATOR))
        longs.add(why[1])
    assert len(shorts) == len(longs) == 4
    assert "Endret en personverninnstilling for deg" in shorts
    assert "Registrerte" not in shorts


def test_whoever_has_no_name_or_role_is_told_of_too() -> None:
    assert explaining.why(Who("", "", "", ""), [Deed("practitioner", "open")])[0]


@pytest.mark.parametrize(("name", "kinds"), SYSTEMS.items())
def test_every_system_of_the_portal_has_words(name: str, kinds: frozenset[Kind]) -> None:
    unknown = explaining.system("nobody", "")
    for kind in kinds:
        assert explaining.system(name, kind) != unknown
    assert explaining.systems([name])


def test_everything_that_can_be_done_has_a_place_in_the_rows() -> None:
    kinds = {Kind.TASK, Kind.LOG, Kind.REVIEW, *deeds.CHOICES}
    assert {*Action.values, SEARCH_IN_RECORD, *kinds} == looking.BITS.keys()
    assert len(set(looking.BITS.values())) == len(looking.BITS)
