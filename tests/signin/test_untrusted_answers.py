"""What a provider, or somebody in its place, may not tell us."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from people.signin import discovery
from people.signin.models import SignInSession
from tests.signin.conftest import Providers
from tests.signin.hostile import Claims, Hostile, callback
from tests.signin.people import BERG, Cast

Mutation = Callable[[Hostile, Claims], str]


@pytest.fixture
def hostile(providers: Providers, settings: Any) -> Iterator[Hostile]:
    provider = Hostile()
    settings.OIDC = {
        **settings.OIDC,
        "idporten": {**settings.OIDC["idporten"], "issuer": provider.issuer},
    }
    yield provider
    provider.close()


def _return(client: Client, hostile: Hostile, query: str = "", **more: str) -> Any:
    assert client.get(f"/logg-inn/idporten/{query}").status_code == 302
    (state,) = client.session["signin_pending"]
    return client.get(callback(state, more.pop("iss", hostile.issuer), **more))


def _with(**changes: Any) -> Mutation:
    return lambda hostile, claims: hostile.signed({**claims, **changes})


def _without(name: str) -> Mutation:
    return lambda hostile, claims: hostile.signed({k: v for k, v in claims.items() if k != name})


def _header(**header: Any) -> Mutation:
    return lambda hostile, claims: hostile.signed(claims, header)


# Each with the check that must catch it: caught by another, it would prove nothing.
MUTATIONS: dict[str, tuple[str, Mutation]] = {
    "issuer of somebody else": ("iss", _with(iss="https://evil.example")),
    "issuer with a slash more": ("iss", lambda h, c: h.signed({**c, "iss": f"{h.issuer}/"})),
    "audience of another client": ("aud", _with(aud="other")),
    "audience of several": ("aud", _with(aud=["dis-portal", "other"], azp="dis-portal")),
    "authorised party is another": ("azp", _with(azp="other")),
    "nonce of another sign-in": ("nonce", _with(nonce="other")),
    "no nonce": ("nonce", _without("nonce")),
    "expired": ("exp", _with(exp=int(time.time()) - 3600)),
    "no expiry": ("exp", _without("exp")),
    "expiry as text": ("exp", _with(exp="9999999999")),
    "issued in the future": ("iat", _with(iat=int(time.time()) + 3600)),
    "issued long ago": ("iat", _with(iat=int(time.time()) - 3600)),
    "not signed": ("alg", lambda h, c: h.unsigned(c)),
    "public key as shared secret": ("alg", lambda h, c: h.swapped(c)),
    "signed with another key": ("signature", lambda h, c: h.signed(c, key=h.other)),
    "brings its own key": (
        "header",
        lambda h, c: h.signed(c, {"jwk": h.other.as_dict(private=False)}, h.other),
    ),
    "names an address for the key": ("header", _header(jku="https://evil.example/jwks")),
    "names a certificate": ("header", _header(x5u="https://evil.example/cert")),
    "a critical header we do not know": ("header", _header(crit=["exp2"], exp2=1)),
    "compressed": ("header", _header(zip="DEF")),
    "an unknown key id": ("unknown-key", _header(kid="two")),
    "no subject": ("sub", _without("sub")),
    "no national id": ("pid", _without("pid")),
    "altered after signing": ("signature", lambda h, c: h.signed(c)[:-6] + "AAAAAA"),
    "not a token": ("shape", lambda h, c: "x"),
}


@pytest.mark.attack(24)
@pytest.mark.parametrize("name", MUTATIONS)
def test_an_id_token_that_is_wrong_in_one_thing_opens_nothing(
    client: Client, hostile: Hostile, cast: Cast, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    reason, mutation = MUTATIONS[name]
    hostile.token = lambda claims: mutation(hostile, claims)
    assert _return(client, hostile).status_code == 400
    assert f"stopped: {reason}" in caplog.messages[-2]
    assert not SignInSession.objects.exists()


def test_the_same_token_without_a_fault_opens(client: Client, hostile: Hostile, cast: Cast) -> None:
    assert _return(client, hostile).status_code == 302
    assert SignInSession.objects.exists()


@pytest.mark.attack(21)
def test_without_a_stated_level_nobody_gets_in(
    client: Client, hostile: Hostile, cast: Cast
) -> None:
    hostile.token = lambda claims: _without("acr")(hostile, claims)
    assert _return(client, hostile).status_code == 403
    assert not SignInSession.objects.exists()


@pytest.mark.attack(24)
def test_the_same_subject_at_another_provider_is_another_account(
    client: Client, hostile: Hostile, cast: Cast, settings: Any
) -> None:
    _return(client, hostile)
    another = Hostile()
    another.token = lambda claims: _with(pid=BERG)(another, claims)
    settings.OIDC["idporten"]["issuer"] = another.issuer
    assert _return(Client(), another).status_code == 302
    another.close()
    persons = set(SignInSession.objects.values_list("user__person_id", flat=True))
    assert persons == {cast.kari.id, cast.berg.id}


@pytest.mark.attack(24)
def test_a_subject_that_turns_into_another_person_is_refused(
    client: Client, hostile: Hostile, cast: Cast
) -> None:
    assert _return(client, hostile).status_code == 302
    hostile.token = lambda claims: _with(pid=BERG)(hostile, claims)
    fresh = Client()
    assert _return(fresh, hostile).status_code == 400


@pytest.mark.parametrize("iss", ["https://evil.example", ""])
def test_an_answer_that_another_provider_sent_is_refused(
    client: Client, hostile: Hostile, cast: Cast, iss: str
) -> None:
    assert _return(client, hostile, iss=iss).status_code == 400
    assert "/token" not in hostile.asked


def test_who_must_identify_again_cannot_come_with_an_old_identification(
    client: Client, hostile: Hostile, cast: Cast
) -> None:
    hostile.token = lambda claims: _with(auth_time=int(time.time()) - 600)(hostile, claims)
    assert _return(client, hostile, "?ny=1").status_code == 400


@pytest.mark.attack(27)
def test_every_client_assertion_is_short_lived_and_used_once(
    client: Client, hostile: Hostile, cast: Cast
) -> None:
    _return(client, hostile)
    _return(Client(), hostile)
    assert len({a["jti"] for a in hostile.assertions}) == len(hostile.assertions) == 4
    assert all(a["exp"] - a["iat"] <= 60 for a in hostile.assertions)
    assert {a["aud"] for a in hostile.assertions} == {hostile.issuer}


def test_an_unknown_key_id_makes_us_ask_for_keys_once_a_minute_at_most(
    client: Client, hostile: Hostile, cast: Cast
) -> None:
    hostile.token = lambda claims: _header(kid="two")(hostile, claims)
    for _ in range(5):
        _return(Client(), hostile)
    assert hostile.asked.count("/jwks") == 1


@pytest.mark.parametrize("status", [400, 404, 500, 302])
def test_a_provider_in_trouble_gives_a_page_that_says_so(
    client: Client, hostile: Hostile, cast: Cast, status: int
) -> None:
    hostile.status = status
    discovery.forget()
    assert client.get("/logg-inn/idporten/").status_code == 503


def test_a_sign_in_left_lying_for_a_quarter_of_an_hour_starts_again(
    client: Client, hostile: Hostile, cast: Cast
) -> None:
    client.get("/logg-inn/idporten/")
    session = client.session
    (state,) = session["signin_pending"]
    session["signin_pending"][state]["started_at"] -= 1000
    session.save()
    assert client.get(callback(state, hostile.issuer)).status_code == 400
