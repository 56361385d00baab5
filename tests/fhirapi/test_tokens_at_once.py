"""At once: of one proof one use is let in, and of a new token one attestation is made."""

from __future__ import annotations

import pytest

from access import membership
from common import clock
from fhirapi import callers
from fhirapi.models import TokenAttestation
from fhirapi.tokens import attesting, replay
from people.models import UnitSetting
from tests.cast import World
from tests.fhirapi import bearing
from tests.fhirapi.bearing import Proof
from tests.together import all_at_once, held_until_all_have_read


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
