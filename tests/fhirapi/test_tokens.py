"""Who comes with a token of HelseID is whom HelseID says, with the key the token is bound to.

Each test of a wrong token or proof differs from a good one in one fact.
"""

from __future__ import annotations

import base64
import hmac
import json
import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from access import gate, membership
from access.actor import ActorKind
from access.codes import Kind, Reason
from access.models import Block
from common import clock
from common.rest import Interaction
from fhirapi import callers
from fhirapi.models import ApiClient, TokenAttestation
from fhirapi.outcomes import Refusal
from people.models import Practitioner, UnitSetting
from people.signin import discovery
from people.signin.errors import ProviderDown
from tests.access.doors import refusal
from tests.cast import World
from tests.fhirapi import bearing
from tests.fhirapi.bearing import FORGED, PARENT, Proof
from tests.log_reading import last_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _helseid(monkeypatch: pytest.MonkeyPatch) -> None:
    bearing.publish(monkeypatch)


@pytest.fixture
def trusted(world: World) -> World:
    """Berg's hospital and Dahl's are members of the trust framework, and their EHR is let in."""
    for slug in ("berg", "dahl"):
        bearing.let_in(world, slug)
        UnitSetting.objects.update_or_create(
            organization_id=world.roles[slug].legal_entity_id,
            key=membership.SETTING,
            defaults={"value": membership.agreement(clock.today())},
        )
    return world


def refused(status: int, *args: Any, **kwargs: Any) -> Refusal:
    with pytest.raises(Refusal) as found:
        callers.of(bearing.request(*args, **kwargs))
    assert found.value.status == status
    return found.value


def test_a_clinician_calls_for_one_patient_in_a_role(trusted: World) -> None:
    caller = bearing.caller(bearing.clinicians(trusted))
    assert caller.actor.kind is ActorKind.PRACTITIONER
    assert caller.actor.role == trusted.roles["berg"]
    assert caller.patient_id == trusted.patients["kari"]
    assert caller.source.endswith(f".{trusted.roles['berg'].legal_entity_number}")
    with gate.open_record(caller.actor, trusted.patients["kari"], Kind.JOURNAL):
        pass


def test_a_token_attests_once_however_often_it_comes(trusted: World) -> None:
    token = bearing.clinicians(trusted)
    first, second = bearing.caller(token), bearing.caller(token)
    assert first.actor.attestation_id == second.actor.attestation_id
    assert TokenAttestation.objects.count() == 1


@pytest.mark.attack(19)
def test_a_token_for_one_patient_opens_no_other(trusted: World) -> None:
    caller = bearing.caller(bearing.clinicians(trusted))
    assert refusal(caller.actor, trusted.patients["ola"]) == Reason.NO_ATTESTATION


@pytest.mark.attack(19)
def test_a_block_counts_at_the_next_request_of_the_same_token(trusted: World) -> None:
    token, kari = bearing.clinicians(trusted), trusted.patients["kari"]
    actor = bearing.caller(token).actor
    with gate.open_record(actor, kari, Kind.JOURNAL):
        Block.ungated.create(
            patient_id=kari,
            practitioner_id=trusted.roles["berg"].practitioner_id,
            start=clock.now(),
        )
    assert refusal(bearing.caller(token).actor, kari) == Reason.BLOCKED


@pytest.mark.attack(19)
def test_an_attestation_is_over_after_an_hour_though_the_token_is_not(trusted: World) -> None:
    token = bearing.clinicians(trusted, exp=int(time.time()) + 9000)
    actor = bearing.caller(token).actor
    with time_machine.travel(clock.now() + timedelta(minutes=56), tick=False):
        assert bearing.caller(token).actor == actor
        assert refusal(actor, trusted.patients["kari"]) == Reason.NO_ATTESTATION


def test_a_withdrawn_authorisation_counts_at_the_next_request(trusted: World) -> None:
    token = bearing.clinicians(trusted)
    bearing.caller(token)
    Practitioner.objects.filter(hpr_number=trusted.roles["berg"].hpr_number).update(
        authorisation_withdrawn_at=clock.now()
    )
    refused(401, token, Proof(token))


def test_a_refused_attestation_is_403_and_in_the_log(trusted: World) -> None:
    """Dahl treats nobody here: the hospital attests a relation that is not there."""
    token = bearing.clinicians(trusted, "dahl")
    refused(403, token, Proof(token))
    assert not TokenAttestation.objects.exists()
    event = last_event(trusted.patients["kari"])
    assert (event.is_permitted, event.reason) == (False, Reason.NO_RELATION)


def test_without_an_attestation_a_clinician_is_there_and_opens_nobody(trusted: World) -> None:
    token = bearing.clinicians(trusted, authorization_details=None)
    caller = bearing.caller(token)
    assert caller.patient_id is None
    assert refusal(caller.actor, trusted.patients["kari"]) == Reason.NO_ATTESTATION


def test_a_system_calls_for_the_organisation_it_is_registered_for(trusted: World) -> None:
    caller = bearing.caller(bearing.systems(trusted))
    assert caller.actor.kind is ActorKind.CLIENT
    assert caller.patient_id is None
    assert caller.source.endswith(f".{trusted.roles['berg'].legal_entity_number}")
    assert caller.may("Observation", Interaction.CREATE)


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "another"},
        {"client_id": None},
        {PARENT: "999999999"},
        {PARENT: None},
    ],
)
def test_who_is_not_registered_for_the_organisation_is_nobody(
    trusted: World, change: dict[str, Any]
) -> None:
    for token in (bearing.systems(trusted, **change), bearing.clinicians(trusted, **change)):
        refused(401, token, Proof(token))


def test_a_client_that_is_shut_is_nobody_at_the_next_request(trusted: World) -> None:
    token = bearing.systems(trusted)
    bearing.caller(token)
    ApiClient.objects.update(is_active=False)
    refused(401, token, Proof(token))


@pytest.mark.attack(24)
@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": "another-api"},
        {"aud": None},
        {"exp": 1},
        {"exp": None},
        {"nbf": int(time.time()) + 9000},
        {"key": FORGED},
        {"header": {"kid": "unknown"}},
        {"header": {"typ": "JWT"}},
        {"header": {"typ": None}},
        {"cnf": None},
        {"cnf": {"jkt": ""}},
        {"helseid://claims/identity/security_level": "3"},
        {"helseid://claims/identity/security_level": None},
        {"helseid://claims/identity/pid": "13116900216"},
        {"helseid://claims/hpr/hpr_number": None},
        {"helseid://claims/hpr/hpr_number": "1"},
    ],
)
def test_a_token_that_differs_in_one_claim_is_refused(
    trusted: World, change: dict[str, Any]
) -> None:
    token = bearing.clinicians(trusted, **change)
    found = refused(401, token, Proof(token))
    assert found.headers["WWW-Authenticate"].startswith('DPoP error="invalid_token"')


@pytest.mark.attack(24)
def test_a_token_that_its_bearer_has_altered_is_refused(trusted: World) -> None:
    head, payload, signature = bearing.clinicians(trusted).split(".")
    said = json.loads(_decoded(payload))
    said["authorization_details"][0]["patients"][0]["identifier"]["id"] = "altered"
    public = bearing.HELSEID.as_pem(private=False)
    with_secret = hmac.new(public, f"{_encoded(_HS)}.{payload}".encode(), "sha256").digest()
    forged = (
        f"{head}.{_encoded(said)}.{signature}",
        f"{_encoded({'alg': 'none', 'kid': 'helseid-1', 'typ': 'at+jwt'})}.{payload}.",
        f"{_encoded(_HS)}.{payload}.{_text(with_secret)}",
        f"{_encoded({**_RS, 'jwk': FORGED.as_dict(private=False)})}.{payload}.{signature}",
        f"{_encoded({**_RS, 'jku': 'https://evil.example/keys'})}.{payload}.{signature}",
        f"{_encoded({**_RS, 'crit': ['exp']})}.{payload}.{signature}",
        f"{_encoded({**_RS, 'zip': 'DEF'})}.{payload}.{signature}",
        "a.b.c",
        "a.b",
    )
    for token in forged:
        refused(401, token, Proof(token))


def test_where_helseid_is_down_nobody_is_taken_on_trust(
    trusted: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: Any) -> Any:
        raise ProviderDown("no-answer")

    monkeypatch.setattr(discovery, "keys", down)
    token = bearing.clinicians(trusted)
    assert refused(503, token, Proof(token)).headers["Retry-After"]


@pytest.mark.attack(20)
@pytest.mark.parametrize(
    ("scope", "may_read", "may_create"),
    [
        ("dis:fhir", True, True),
        ("dis:fhir user/Observation.rs", True, False),
        ("dis:fhir user/Observation.read", True, False),
        ("dis:fhir user/*.cruds", True, True),
        ("dis:fhir patient/Observation.c", False, True),
        ("dis:fhir system/*.cruds", False, False),
        ("dis:fhir user/Condition.rs", False, False),
    ],
)
def test_the_scopes_of_a_token_say_what_it_is_for(
    trusted: World, scope: str, may_read: bool, may_create: bool
) -> None:
    caller = bearing.caller(bearing.clinicians(trusted, scope=scope))
    assert caller.may("Observation", Interaction.READ) is may_read
    assert caller.may("Observation", Interaction.CREATE) is may_create


@pytest.mark.attack(20)
@pytest.mark.parametrize(
    "scope",
    [
        *("", "openid", "user/*.cruds", "DIS:FHIR"),
        *("dis:fhir user/Observation.sr", "dis:fhir User/Observation.rs"),
        *("dis:fhir user/Observation.rs?category=laboratory", "dis:fhir user%2F*.rs/x"),
        *("dis:fhir user/observation.rs", "dis:fhir user/*.*s", "dis:fhir user/*."),
    ],
)
def test_a_scope_that_is_none_is_refused(trusted: World, scope: str) -> None:
    token = bearing.clinicians(trusted, scope=scope)
    found = refused(403, token, Proof(token))
    assert "insufficient_scope" in found.headers["WWW-Authenticate"]


def test_a_token_is_never_in_what_is_logged(
    trusted: World, caplog: pytest.LogCaptureFixture
) -> None:
    token = bearing.clinicians(trusted, aud="another-api")
    refused(401, token, Proof(token))
    assert "api-token-refused: token-aud" in caplog.text
    assert token[:40] not in caplog.text


_RS = {"alg": "RS256", "kid": "helseid-1", "typ": "at+jwt"}
_HS = {**_RS, "alg": "HS256"}


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _encoded(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
