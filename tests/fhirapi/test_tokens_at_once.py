"""At once: of one proof one use is let in, and of a new token one attestation is made."""

from __future__ import annotations

import threading

import pytest

from access import membership
from common import clock
from fhirapi import callers
from fhirapi.models import AccessToken, TokenAttestation
from fhirapi.smart import used_codes
from fhirapi.smart.validating import Validator
from fhirapi.tokens import attesting, replay
from people.models import UnitSetting
from tests.cast import World
from tests.fhirapi import asking_in, bearing
from tests.fhirapi.asking_in import exchange, let_in, refresh
from tests.fhirapi.bearing import Proof
from tests.together import PATIENCE, all_at_once, held_until_all_have_read


@pytest.mark.attack(26)
def test_of_two_uses_of_one_proof_at_once_exactly_one_is_let_in(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bearing.publish(monkeypatch)
    bearing.let_in(committed_world)
    token = bearing.systems(committed_world)
    proof = str(Proof(token))
    # Both have passed all other checks before one of them asks the store.
    monkeypatch.setattr(replay, "_key", held_until_all_have_read(replay._key, 2))

    found = all_at_once([lambda: callers.of(bearing.request(token, proof))] * 2)
    assert sorted(found) == ["Refusal", "done"]


@pytest.mark.attack(19)
def test_of_two_first_uses_of_a_token_one_attests(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = committed_world
    bearing.publish(monkeypatch)
    bearing.let_in(world)
    UnitSetting.objects.update_or_create(
        organization_id=world.roles["berg"].legal_entity_id,
        key=membership.SETTING,
        defaults={"value": membership.agreement(clock.today())},
    )
    token = bearing.clinicians(world)
    made = []
    monkeypatch.setattr(attesting, "_patient", held_until_all_have_read(attesting._patient, 2))

    def call() -> None:
        made.append(bearing.caller(token).actor.attestation_id)

    assert all_at_once([call, call]) == ["done", "done"]
    assert len(made) == 2
    assert set(made) == {TokenAttestation.objects.get().attestation_id}


@pytest.mark.attack(25)
def test_of_two_exchanges_of_a_code_at_once_nothing_is_left(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have shown the code and its verifier before one of them uses it."""
    world = committed_world
    asking_in.app()
    kari = world.sign_in("kari", as_citizen=True)
    code = let_in(kari, world.patients["kari"])["code"]
    monkeypatch.setattr(used_codes, "_checksum", held_until_all_have_read(used_codes._checksum, 2))
    statuses: list[int] = []
    assert all_at_once([lambda: statuses.append(exchange(code).status_code)] * 2) == ["done"] * 2
    assert sorted(statuses) == [200, 400]
    assert not AccessToken.objects.exists()


@pytest.mark.attack(25)
def test_what_is_refreshed_while_its_code_comes_again_is_over_too(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = committed_world
    asking_in.app()
    kari = world.sign_in("kari", as_citizen=True)
    code = let_in(kari, world.patients["kari"])["code"]
    token = exchange(code).json()["refresh_token"]
    # The new pair is made while the other one waits for what ends it.
    held = held_until_all_have_read(Validator._create_access_token, 2)
    monkeypatch.setattr(Validator, "_create_access_token", held)
    refreshing = threading.Event()
    hold = used_codes.hold

    def first(code_id: str) -> None:
        hold(code_id)
        refreshing.set()

    def again() -> None:
        assert refreshing.wait(PATIENCE)
        assert exchange(code).status_code == 400

    monkeypatch.setattr(used_codes, "hold", first)
    assert all_at_once([lambda: refresh(token), again]) == ["done", "done"]
    assert not AccessToken.objects.exists()
