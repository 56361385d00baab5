"""Several clinicians at once: one effect each, and nothing lost."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth import hashers

from access.writing_here import Author
from summary import selectors, services
from summary.codes import Decision, Sort
from summary.critical import listing
from summary.critical.making import Draft
from summary.ips.shl import guarding
from summary.medicines import keeping, reconciling
from summary.medicines.reconciling import Line
from tests.cast import World
from tests.summary.sharing import Link, ask, make
from tests.summary.writing import LIMITED, PENICILLIN, add, listed, writing
from tests.together import all_at_once, held_until_all_have_read

pytestmark = pytest.mark.django_db(transaction=True)


def correcting(world: World, slug: str, item_id: uuid.UUID, words: str) -> Callable[[], object]:
    def correct() -> None:
        actor = world.attested(slug, "kari")
        draft = replace(PENICILLIN, reaction=words)
        with writing(world, actor) as grant:
            services.correct(grant, Author.of(actor), item_id=item_id, version=1, draft=draft)

    return correct


def adding(world: World, slug: str, draft: Draft) -> Callable[[], object]:
    def register() -> None:
        actor = world.attested(slug, "kari")
        assert actor.person_id
        with writing(world, actor) as grant:
            services.add(grant, Author.of(actor), actor.person_id, draft, uuid.uuid4())

    return register


@pytest.mark.attack(64)
def test_of_two_corrections_one_is_refused(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    item_id = add(committed_world, PENICILLIN)
    monkeypatch.setattr(selectors, "one", held_until_all_have_read(selectors.one, 2))
    found = all_at_once(
        [
            correcting(committed_world, "berg", item_id, "Utslett"),
            correcting(committed_world, "fastlege", item_id, "Hevelse"),
        ]
    )
    assert sorted(found) == ["Stale", "done"]
    (now,) = listed(committed_world, committed_world.attested("berg", "kari"))
    assert now.kept.version == 2


@pytest.mark.attack(64)
def test_two_limitations_never_stand_together(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "listed", held_until_all_have_read(listing.listed, 2))
    other = replace(LIMITED, sort=Sort.CLARIFICATION, what="HLR minus")
    found = all_at_once(
        [adding(committed_world, "berg", LIMITED), adding(committed_world, "fastlege", other)]
    )
    assert sorted(found) == ["AlreadyThere", "done"]


def opening(link: Link) -> Callable[[], object]:
    def open_it() -> int:
        status: int = ask(link).status_code
        assert status in {200, 404}
        if status == 404:
            raise guarding.Gone
        return status

    return open_it


@pytest.mark.attack(64)
def test_the_last_opening_of_a_link_is_one(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = make(committed_world, openings="1")
    monkeypatch.setattr(guarding, "PACE", timedelta(0))
    both_right = held_until_all_have_read(hashers.check_password, 2)
    monkeypatch.setattr("summary.ips.shl.opening.check_password", both_right)
    found = all_at_once([opening(link), opening(link)])
    assert sorted(found) == ["Gone", "done"]


def signing(world: World, slug: str) -> Callable[[], object]:
    def sign() -> object:
        actor = world.attested(slug, "kari")
        with writing(world, actor) as grant:
            content = reconciling.content(selectors.medicines(grant))
            line = Line("x", slug, "", "1 x 1", Decision.KEEP)
            return keeping.sign(grant, Author.of(actor), number=0, content=content, lines=[line])

    return sign


@pytest.mark.attack(64)
def test_of_two_who_sign_a_list_one_is_refused(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "content", held_until_all_have_read(reconciling.content, 2))
    found = all_at_once([signing(committed_world, "berg"), signing(committed_world, "fastlege")])
    assert sorted(found) == ["Stale", "done"]
