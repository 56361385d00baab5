"""`manage.py token` gives what the gate lets its bearer open, and nothing outside demo and test."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from joserfc.jwk import ECKey

from access import gate, membership
from access.actor import ActorKind
from access.codes import Kind
from common import clock
from common.rest import Interaction
from demo.cast import tokens
from demo.cast.organisations import organisations
from fhirapi import callers
from people.models import Organization, UnitSetting
from tests.cast import World
from tests.fhirapi import bearing
from tests.fhirapi.bearing import Proof

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The hospital of the demo is here, and its HelseID has a key."""
    number = organisations()["unn"].organization_number
    assert Organization.objects.filter(organization_number=number).exists()
    UnitSetting.objects.update_or_create(
        organization_id=world.roles["berg"].legal_entity_id,
        key=membership.SETTING,
        defaults={"value": membership.agreement(clock.today())},
    )
    bearing.publish(monkeypatch)
    monkeypatch.setattr(tokens, "_signer", lambda: (bearing.HELSEID, "helseid-1"))
    return world


def printed(*words: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("token", *words, stdout=out)
    return dict(json.loads(out.getvalue()))


def caller(found: dict[str, Any]) -> callers.Caller:
    if found["token_type"] == "Bearer":
        return callers.of(bearing.request(found["access_token"], scheme="Bearer"))
    key = ECKey.import_key(found["dpop_key"])
    return bearing.caller(found["access_token"], key=key)


@pytest.mark.parametrize("more", [(), ("--dpop",)])
def test_a_system_writes_for_the_hospital(cast: World, more: tuple[str, ...]) -> None:
    found = caller(printed("--as", "system", *more))
    assert found.actor.kind is ActorKind.CLIENT
    assert found.patient_id is None
    assert found.may("Observation", Interaction.CREATE)
    assert found.source.endswith(str(organisations()["unn"].organization_number))


def test_a_citizen_reads_the_own_record_and_that_of_a_child(cast: World) -> None:
    for patient in ("kari", "lise"):
        found = caller(printed("--as", "kari", "--patient", patient))
        assert found.patient_id == cast.patients[patient]
        assert found.may("DocumentReference", Interaction.SEARCH)
        assert not found.may("DocumentReference", Interaction.CREATE)
        with gate.open_record(found.actor, cast.patients[patient], Kind.JOURNAL):
            pass


@pytest.mark.parametrize("more", [(), ("--dpop",)])
def test_a_clinician_opens_the_patient_that_the_token_is_for(
    cast: World, more: tuple[str, ...]
) -> None:
    found = caller(printed("--as", "berg", "--patient", "kari", *more))
    assert found.patient_id == cast.patients["kari"]
    assert found.actor.role == cast.roles["berg"]
    with gate.open_record(found.actor, cast.patients["kari"], Kind.JOURNAL):
        pass


@pytest.mark.parametrize(
    "words",
    [
        ("--as", "nobody"),
        ("--as", "lie", "--patient", "kari"),
        ("--as", "berg"),
        ("--as", "dahl", "--patient", "kari"),
        ("--as", "astrid", "--patient", "kari"),
        ("--as", "kari", "--dpop"),
        ("--as", "kari", "--client", "unknown"),
        ("--as", "system", "--client", "dis-demo-app"),
    ],
)
def test_what_nobody_could_get_by_signing_in_is_refused(
    cast: World, words: tuple[str, ...]
) -> None:
    with pytest.raises(CommandError):
        printed(*words)


def test_production_gives_no_tokens_away() -> None:
    with override_settings(ENVIRONMENT="production"), pytest.raises(CommandError):
        printed("--as", "system")


def test_a_proof_is_needed_with_the_key_that_was_printed(cast: World) -> None:
    found = printed("--as", "system", "--dpop")
    with pytest.raises(Exception, match="another key"):
        callers.of(bearing.request(found["access_token"], Proof(found["access_token"])))
