"""A token counts only with a proof by its key, made now, for this address, and used once.

The mutator of row 26: each wrong proof differs from a good one in one fact.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import override_settings
from joserfc.jwk import RSAKey
from redis import Redis

from common import clock
from fhirapi import callers
from fhirapi.models import UsedProof
from fhirapi.outcomes import Refusal
from fhirapi.tokens import rates, replay
from tests.cast import World
from tests.fhirapi import bearing
from tests.fhirapi.bearing import OTHER, OWN, PATH, Proof

pytestmark = pytest.mark.django_db
HERE = f"{settings.BASE_URL}{PATH}"
WEAK = RSAKey.generate_key(1024)


@pytest.fixture
def token(world: World, monkeypatch: pytest.MonkeyPatch) -> str:
    bearing.publish(monkeypatch)
    bearing.let_in(world)
    return bearing.systems(world)


def refused(*args: Any, **kwargs: Any) -> Refusal:
    with pytest.raises(Refusal) as found:
        callers.of(bearing.request(*args, **kwargs))
    assert found.value.status == 401
    assert "error=" in found.value.headers["WWW-Authenticate"]
    return found.value


WRONG: dict[str, Callable[[str], object]] = {
    "none": lambda token: "",
    "another key": lambda token: Proof(token, key=OTHER),
    "key of the token, signed by another": lambda token: Proof(
        token, key=OTHER, header={"jwk": OWN.as_dict(private=False)}
    ),
    "its private key": lambda token: Proof(token, header={"jwk": OWN.as_dict(private=True)}),
    "no key": lambda token: Proof(token, header={"jwk": None}),
    "typ of a token": lambda token: Proof(token, header={"typ": "JWT"}),
    "no typ": lambda token: Proof(token, header={"typ": None}),
    "an own address for keys": lambda token: Proof(token, header={"jku": "https://evil.example"}),
    "method": lambda token: Proof(token, method="POST"),
    "method in other letters": lambda token: Proof(token, method="get"),
    "no method": lambda token: Proof(token, claims={"htm": None}),
    "path": lambda token: Proof(token, path="/fhir/R4/Patient"),
    "host": lambda token: Proof(token, claims={"htu": f"https://evil.example{PATH}"}),
    "host that begins like ours": lambda token: Proof(
        token, claims={"htu": HERE.replace(settings.BASE_URL, f"{settings.BASE_URL}.evil.example")}
    ),
    "user in the address": lambda token: Proof(token, claims={"htu": HERE.replace("//", "//x@")}),
    "no address": lambda token: Proof(token, claims={"htu": None}),
    "address that is none": lambda token: Proof(token, claims={"htu": "http://[::1"}),
    "old": lambda token: Proof(token, claims={"iat": int(time.time()) - 90}),
    "of tomorrow": lambda token: Proof(token, claims={"iat": int(time.time()) + 90}),
    "no time": lambda token: Proof(token, claims={"iat": None}),
    "a time that is none": lambda token: Proof(token, claims={"iat": True}),
    "another token": lambda token: Proof(f"{token}x"),
    "a time that no clock has": lambda token: Proof(token, claims={"iat": 10**400}),
    "no token": lambda token: Proof(token, claims={"ath": None}),
    "no jti": lambda token: Proof(token, claims={"jti": None}),
    "empty jti": lambda token: Proof(token, claims={"jti": ""}),
    "endless jti": lambda token: Proof(token, claims={"jti": "x" * 201}),
    "two": lambda token: f"{Proof(token)},{Proof(token)}",
    "unsigned": lambda token: _with_header(str(Proof(token)), alg="none").rpartition(".")[0] + ".",
    "signed with a shared secret": lambda token: _with_header(str(Proof(token)), alg="HS256"),
    "no JWT": lambda token: "x",
    "endless": lambda token: "x" * 9000,
}


def _with_header(proof: str, **changes: Any) -> str:
    head, payload, signature = proof.split(".")
    said = json.loads(base64.urlsafe_b64decode(head + "=="))
    made = base64.urlsafe_b64encode(json.dumps({**said, **changes}).encode()).decode()
    return f"{made.rstrip('=')}.{payload}.{signature}"


@pytest.mark.attack(26)
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_proof_that_differs_in_one_fact_is_refused(
    token: str, wrong: Callable[[str], object]
) -> None:
    callers.of(bearing.request(token, Proof(token)))
    found = refused(token, wrong(token))
    assert 'error="invalid_dpop_proof"' in found.headers["WWW-Authenticate"]
    assert found.issues[0].code == "login"


@pytest.mark.attack(26)
def test_a_proof_is_used_once(token: str) -> None:
    proof = str(Proof(token))
    callers.of(bearing.request(token, proof))
    refused(token, proof)


@pytest.mark.attack(26)
def test_a_used_proof_is_forgotten_only_when_it_is_too_old_to_be_used(token: str) -> None:
    proof = str(Proof(token, claims={"iat": int(time.time()) + 58}))
    callers.of(bearing.request(token, proof))
    for minutes, kept in ((1, 1), (3, 0)):
        with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):
            replay.forget()
            assert UsedProof.objects.count() == kept
            refused(token, proof)


@pytest.mark.attack(26)
def test_a_refused_proof_takes_no_place_in_the_store(token: str) -> None:
    refused(token, Proof(token, key=OTHER))
    assert not UsedProof.objects.exists()


@pytest.mark.attack(26)
def test_a_bound_token_is_nothing_as_bearer(token: str) -> None:
    found = refused(token, scheme="Bearer")
    assert found.headers["WWW-Authenticate"].startswith("DPoP ")
    refused(token, Proof(token), scheme="Bearer")


def test_a_short_key_proves_nothing(world: World, token: str) -> None:
    bound = bearing.systems(world, bound=WEAK)
    refused(bound, Proof(bound, key=WEAK, header={"alg": "RS256"}))


@pytest.mark.attack(26)
def test_a_proof_may_be_named_by_half_a_sign() -> None:
    assert replay._key("key", "\ud800") != replay._key("key", "\ud801")


def test_the_query_is_no_part_of_the_address(token: str) -> None:
    asked = bearing.request(token, Proof(token), path=f"{PATH}?code=1")
    assert callers.of(asked).client_id == bearing.CLIENT
    named = Proof(token, claims={"htu": f"{HERE}?code=1#x"})
    assert callers.of(bearing.request(token, named)).client_id == bearing.CLIENT


def test_without_a_token_both_ways_are_told() -> None:
    for value in ("", "Basic eDp5", "DPoP", "Bearer ", f"DPoP {'x' * 20000}"):
        asked = bearing.request("")
        asked.META["HTTP_AUTHORIZATION"] = value
        with pytest.raises(Refusal) as found:
            callers.of(asked)
        assert found.value.status == 401
        assert "DPoP" in found.value.headers["WWW-Authenticate"]
        assert "Bearer" in found.value.headers["WWW-Authenticate"]


@pytest.fixture
def two_a_minute() -> Any:
    found = {**settings.API_TOKENS, "per_client": 2, "per_person": 2}
    at = clock.now().replace(second=20, microsecond=0) + timedelta(minutes=1)
    with override_settings(API_TOKENS=found), time_machine.travel(at, tick=False):
        yield


@pytest.mark.attack(88)
@pytest.mark.usefixtures("two_a_minute")
@pytest.mark.parametrize("is_redis_away", [False, True])
def test_who_calls_too_often_is_told_when_to_come_back(
    token: str, monkeypatch: pytest.MonkeyPatch, is_redis_away: bool
) -> None:
    monkeypatch.setattr(rates, "_process", rates._Process())
    if is_redis_away:
        monkeypatch.setattr(rates, "_redis", lambda: Redis(port=1, socket_timeout=0.1))
    else:
        rates._redis().flushdb()
    for _ in range(2):
        callers.of(bearing.request(token, Proof(token)))
    for address in ("10.0.0.1", "10.0.0.2"):
        asked = bearing.request(token, Proof(token))
        asked.META |= {"HTTP_X_FORWARDED_FOR": address, "REMOTE_ADDR": address}
        with pytest.raises(Refusal) as found:
            callers.of(asked)
        assert (found.value.status, found.value.headers["Retry-After"]) == (429, "40")
    with time_machine.travel(clock.now() + timedelta(seconds=40), tick=False):
        assert callers.of(bearing.request(token, Proof(token))).client_id == bearing.CLIENT


@pytest.mark.attack(88)
def test_what_is_left_of_a_minute_ends_with_it() -> None:
    process = rates._Process()
    assert not process.take("client:x", 2)
    process.keep("client:x", 5, 1)
    assert not process.take("client:x", 2)
    process.keep("client:x", 3, 2)
    # A thread that has looked at the clock before another takes nothing away.
    assert [process.take("client:x", minute) for minute in (2, 1, 2, 2, 3)] == [
        *(True, True, True, False, False),
    ]
