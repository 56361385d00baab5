"""An app that signs who it is needs no secret; what it signs is for one request, here, and now.

The mutator of row 27: each wrong assertion differs from a good one in one fact.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from oauth2_provider.models import set_token_value

from common import clock
from fhirapi.models import AccessToken, App
from fhirapi.smart import signing
from tests.cast import World
from tests.fhirapi import asking_in, bearing
from tests.fhirapi.asking_in import SCOPES, exchange, let_in
from tests.fhirapi.test_registering import register

pytestmark = pytest.mark.django_db
OWN = ECKey.generate_key("P-384", {"kid": "a"})
FORMER = RSAKey.generate_key(2048, {"kid": "b"})
OTHER = ECKey.generate_key("P-384", {"kid": "a"})
INTROSPECT, REVOKE = reverse("smart:introspect"), reverse("smart:revoke")
HERE = f"{settings.BASE_URL}{asking_in.TOKEN}"


@pytest.fixture
def app() -> App:
    jwks = {"keys": [OWN.as_dict(private=False)]}
    return asking_in.app(client_type=App.CLIENT_CONFIDENTIAL, jwks=jwks, client_secret="unknown")


@pytest.fixture
def kari(world: World, app: App) -> Client:
    return world.sign_in("kari", as_citizen=True)


def signed(
    *, key: Any = OWN, alg: str = "ES384", kid: str | None = "a", **changes: Any
) -> dict[str, str]:
    """What an app sends with a request, with some claims changed; None leaves one out."""
    now = int(clock.now().timestamp())
    claims = {"iss": "friend", "sub": "friend", "aud": HERE, "exp": now + 50}
    claims |= {"jti": str(uuid.uuid4()), **changes}
    header = {"alg": alg, "typ": "JWT", **({"kid": kid} if kid else {})}
    kept = {name: value for name, value in claims.items() if value is not None}
    found = jwt.encode(header, kept, key, algorithms=[alg])
    return {"client_assertion_type": signing.TYPE, "client_assertion": found}


def with_basic(name: str, secret: str) -> Client:
    word = base64.b64encode(f"{name}:{secret}".encode()).decode()
    return Client(headers={"authorization": f"Basic {word}"})


def test_an_app_that_signs_gets_tokens_and_renews_them(world: World, kari: Client) -> None:
    code = let_in(kari, world.patients["kari"])["code"]
    told = exchange(code, client_id=None, **signed()).json()
    assert asking_in.caller(told["access_token"]).patient_id == world.patients["kari"]
    again = asking_in.refresh(told["refresh_token"], **signed())
    assert again.status_code == 200


WRONG: dict[str, Callable[[], dict[str, str]]] = {
    "nothing": dict,
    "another key": lambda: signed(key=OTHER),
    "a key that is no longer registered": lambda: signed(key=FORMER, alg="RS384", kid="b"),
    "no name of a key": lambda: signed(kid=None),
    "a secret as the key": lambda: signed(key=OctKey.import_key("unknown" * 5), alg="HS256"),
    "another issuer": lambda: signed(iss="other"),
    "another subject": lambda: signed(sub="other"),
    "another place": lambda: signed(aud="https://evil.example/token"),
    "several places": lambda: signed(aud=[HERE, "https://evil.example/token"]),
    "no place": lambda: signed(aud=None),
    "over": lambda: signed(exp=int(clock.now().timestamp()) - 30),
    "for too long": lambda: signed(exp=int(clock.now().timestamp()) + 300),
    "for ever": lambda: signed(exp=None),
    "until a time that no clock has": lambda: signed(exp=10**400),
    "an end that is none": lambda: signed(exp=True),
    "of tomorrow": lambda: signed(iat=int(clock.now().timestamp()) + 600),
    "not before tomorrow": lambda: signed(nbf=int(clock.now().timestamp()) + 600),
    "a beginning that is none": lambda: signed(nbf="now"),
    "no jti": lambda: signed(jti=None),
    "a long jti": lambda: signed(jti="x" * 300),
    "no assertion": lambda: {**signed(), "client_assertion": "x.y.z"},
    "too deep": lambda: {**signed(), "client_assertion": f"e30.{_deep()}.e30"},
    "another sort": lambda: {**signed(), "client_assertion_type": "urn:other"},
    "a secret too": lambda: {**signed(), "client_secret": "unknown"},
    "only a secret": lambda: {"client_secret": "unknown"},
}


def _unsigned(name: str) -> str:
    claims = base64.urlsafe_b64encode(json.dumps({"sub": name}).encode()).decode().rstrip("=")
    return f"e30.{claims}.e30"


def _deep() -> str:
    return base64.urlsafe_b64encode(b"[" * 5_000).decode().rstrip("=")


@pytest.mark.attack(27)
@pytest.mark.parametrize("name", WRONG)
def test_what_is_signed_wrong_is_nobody(world: World, kari: Client, name: str) -> None:
    code = let_in(kari, world.patients["kari"])["code"]
    assert exchange(code, **WRONG[name]()).status_code == 401
    assert exchange(code, **signed()).status_code == 200


@pytest.mark.attack(27)
@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_a_name_that_no_table_takes_is_nobodys(name: str) -> None:
    sent = {**signed(), "client_assertion": _unsigned(name)}
    assert exchange("code", client_id=None, **sent).status_code == 401


@pytest.mark.attack(27)
def test_what_is_signed_counts_once(world: World, kari: Client) -> None:
    sent = signed()
    code = let_in(kari, world.patients["kari"])["code"]
    told = exchange(code, **sent).json()
    assert asking_in.refresh(told["refresh_token"], **sent).status_code == 401
    assert Client().post(INTROSPECT, {"token": told["access_token"], **sent}).status_code == 401


@pytest.mark.attack(27)
def test_no_signature_makes_another_app_of_one(world: World, kari: Client) -> None:
    """An app with a secret, or with nothing, is not known by what somebody has signed."""
    for name, values in (("public", {}), ("secret", {"client_type": App.CLIENT_CONFIDENTIAL})):
        asking_in.app(name, client_secret="a-secret", **values)
        code = let_in(kari, world.patients["kari"], client_id=name)["code"]
        sent = signed(iss=name, sub=name)
        assert exchange(code, client_id=name, **sent).status_code == 401


def test_keys_are_registered_in_the_place_of_a_secret(tmp_path: Any) -> None:
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps({"keys": [OWN.as_dict(private=False)]}))
    told = register("--confidential", "--jwks", str(file))
    assert "client_secret" not in told
    assert App.objects.get(client_id=told["client_id"]).jwks["keys"][0]["kid"] == "a"


def test_the_way_is_told() -> None:
    told = Client().get("/fhir/R4/.well-known/smart-configuration").json()
    assert "private_key_jwt" in told["token_endpoint_auth_methods_supported"]
    assert "client-confidential-asymmetric" in told["capabilities"]
    assert told["introspection_endpoint"] == f"{settings.BASE_URL}{INTROSPECT}"
    assert told["revocation_endpoint"] == f"{settings.BASE_URL}{REVOKE}"
    assert {"ES384", "RS384"} <= set(told["token_endpoint_auth_signing_alg_values_supported"])


def asks(token: str, **more: str) -> Any:
    return Client().post(INTROSPECT, {"token": token, **(more or signed())})


def test_an_app_learns_what_its_own_token_is_worth(world: World, kari: Client) -> None:
    told = exchange(let_in(kari, world.patients["kari"])["code"], **signed()).json()
    found = asks(told["access_token"]).json()
    assert found["active"]
    assert (found["client_id"], found["patient"]) == ("friend", str(world.patients["kari"]))
    assert set(found["scope"].split()) == set(told["scope"].split())
    assert found["exp"] > clock.now().timestamp()
    assert asks(told["refresh_token"]).json()["active"]
    answer = Client().post(REVOKE, {"token": told["refresh_token"], **signed()})
    assert answer.status_code == 200
    for name in ("access_token", "refresh_token"):
        assert asks(told[name]).json() == {"active": False}


@pytest.mark.attack(27)
def test_nobody_learns_of_another_apps_token(world: World, kari: Client) -> None:
    told = exchange(let_in(kari, world.patients["kari"])["code"], **signed()).json()
    asking_in.app("other", client_type=App.CLIENT_CONFIDENTIAL, client_secret="a-secret")
    asking_in.app("public", scopes=SCOPES.split())
    other = with_basic("other", "a-secret")
    for token in (told["access_token"], told["refresh_token"], "guessed"):
        assert other.post(INTROSPECT, {"token": token}).json() == {"active": False}
    other.post(REVOKE, {"token": told["access_token"]})
    asking_in.caller(told["access_token"])
    for sent in ({"client_id": "public"}, {}, {"client_id": "friend"}):
        answer = Client().post(INTROSPECT, {"token": told["access_token"], **sent})
        assert answer.status_code == 401
    assert Client().get(INTROSPECT).status_code == 405
    assert other.post(f"{INTROSPECT}?token=x").status_code == 400


@pytest.mark.attack(27)
@pytest.mark.attack(87)
def test_a_token_of_a_stopped_system_is_worth_nothing(world: World, app: App) -> None:
    app.api_client = bearing.let_in(world)
    app.save(update_fields=["api_client"])
    row = AccessToken(
        application=app, scope="system/*.rs", expires=clock.now() + timedelta(hours=1)
    )
    set_token_value(row, "a-token")
    row.save()
    assert asks("a-token").json()["active"]
    page = reverse("systems:system", args=[app.api_client_id])
    world.sign_in("lie").post(page, {"do": "suspend", "words": "Nøkkelen kan være stjålet."})
    assert asks("a-token").json() == {"active": False}
