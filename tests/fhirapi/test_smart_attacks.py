"""Nobody gets a code sent elsewhere, exchanges it without its verifier, or asks for more."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fhirapi.models import App, AuthorizationCode
from fhirapi.smart import signing
from tests.cast import World
from tests.fhirapi import asking_in
from tests.fhirapi.asking_in import CALLBACK, VERIFIER, answer, exchange, let_in, refresh, wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def app() -> App:
    return asking_in.app()


@pytest.fixture
def kari(world: World, app: App) -> Client:
    return world.sign_in("kari", as_citizen=True)


@pytest.mark.attack(41)
@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/callback",
        "https://app.example.evil.example/callback",
        "https://app.example@evil.example/callback",
        "https://evil.example#https://app.example/callback",
        f"{CALLBACK}/",
        f"{CALLBACK}?next=https://evil.example",
        f"{CALLBACK}#x",
        f"{CALLBACK}/../other",
        f"{CALLBACK};x",
        "https://app.example:8443/callback",
        "https://APP.example/callback",
        "http://app.example/callback",
        "javascript:alert(1)",
        "//app.example/callback",
        "/callback",
        "",
        None,
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(
    world: World, kari: Client, address: str | None
) -> None:
    """Where no address is named, the library takes the only registered one."""
    form = {"patient": str(world.patients["kari"]), "groups": ["documents"], "do": "allow"}
    for response in (
        kari.get(wish(redirect_uri=address)),
        kari.post(wish(redirect_uri=address), form),
    ):
        if address:
            assert response.status_code == 400
        assert "evil" not in response.headers.get("Location", "")
    assert not AuthorizationCode.objects.exclude(redirect_uri=CALLBACK).exists()


@pytest.mark.attack(41)
@pytest.mark.parametrize("client_id", ["unknown", "", None, "friend\x00", "FRIEND"])
def test_an_unknown_app_is_asked_for_nothing(kari: Client, client_id: str | None) -> None:
    response = kari.get(wish(client_id=client_id))
    assert response.status_code == 400
    assert "Location" not in response.headers


@pytest.mark.parametrize(
    "change",
    [
        {"code_challenge": None},
        {"code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"aud": None},
        {"aud": "https://evil.example/fhir/R4"},
        {"state": None},
        {"response_type": "token"},
        {"response_type": "code token"},
        {"response_type": "id_token"},
    ],
)
def test_what_smart_demands_is_demanded(world: World, kari: Client, change: dict[str, Any]) -> None:
    form = {"patient": str(world.patients["kari"]), "groups": ["documents"], "do": "allow"}
    for response in (kari.get(wish(**change)), kari.post(wish(**change), form)):
        told = answer(response)
        assert told["error"] in {
            "invalid_request",
            "unsupported_response_type",
            "unauthorized_client",
        }
        assert "code" not in told
    assert not AuthorizationCode.objects.exists()


@pytest.mark.attack(20)
@pytest.mark.parametrize(
    "scope",
    [
        *("", "openid", "launch", "patient/*.cruds", "patient/Observation.c", "user/*.rs"),
        *("system/*.rs", "system:Patient.read", "patient:Patient.read", "PATIENT/Patient.rs"),
        *("patient/patient.rs", "patient%2FPatient.rs", "patient/Patient.sr", "patient/*.*"),
        *("patient/Observation.rs?category=laboratory", "patient/Patient.write", "patient/.rs"),
        *("patient/Patient.rs system/*.rs", "patient/Pati*.rs", "patient/Patient.rss"),
    ],
)
def test_no_app_asks_for_what_it_is_not_registered_for(kari: Client, scope: str) -> None:
    assert answer(kari.get(wish(scope=scope)))["error"] == "invalid_scope"


def test_what_lies_within_a_registered_scope_may_be_asked_for(kari: Client) -> None:
    for scope in ("patient/Observation.rs", "patient/Patient.r", "patient/Patient.read"):
        assert kari.get(wish(scope=scope)).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"code_verifier": "w" * 64},
        {"code_verifier": None},
        {"code_verifier": VERIFIER.upper()},
        {"redirect_uri": "https://evil.example"},
        {"client_id": "other"},
        {"code": "another"},
    ],
)
def test_a_code_is_worth_nothing_without_what_goes_with_it(
    world: World, kari: Client, change: dict[str, Any]
) -> None:
    asking_in.app("other")
    code = let_in(kari, world.patients["kari"])["code"]
    response = exchange(code, **change) if "code" not in change else exchange(**change)
    assert response.status_code in {400, 401}
    assert "access_token" not in response.content.decode()


def test_a_confidential_app_says_its_secret(world: World) -> None:
    asking_in.app(client_type=App.CLIENT_CONFIDENTIAL, client_secret="a long secret")
    kari = world.sign_in("kari", as_citizen=True)
    code = let_in(kari, world.patients["kari"])["code"]
    for wrong in ({}, {"client_secret": "guessed"}):
        assert exchange(code, **wrong).status_code == 401
    found = exchange(code, client_secret="a long secret")
    assert found.status_code == 200
    assert refresh(found.json()["refresh_token"]).status_code == 401
    assert App.objects.get().client_secret != "a long secret"


@pytest.mark.parametrize(
    "grant",
    [
        {"grant_type": "password", "username": "kari", "password": "x"},
        {"grant_type": "client_credentials"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "x"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer"},
        {},
    ],
)
def test_no_other_way_leads_to_a_token(app: App, grant: dict[str, str]) -> None:
    response = Client().post(asking_in.TOKEN, {"client_id": "friend", **grant})
    assert response.status_code in {400, 401, 404}
    assert "access_token" not in response.content.decode()


def test_what_no_database_could_keep_is_turned_away(kari: Client) -> None:
    assert kari.get(wish(state="a\0b")).status_code == 400
    assert exchange("a\0b").status_code == 400
    assert refresh("a\0b").status_code == 400


@pytest.mark.parametrize("name", ["a\0b", "a%00b"])
@pytest.mark.parametrize("place", ["smart:token", "smart:revoke", "smart:introspect"])
def test_nobody_is_called_what_no_database_could_keep(app: App, place: str, name: str) -> None:
    """Coded, it comes past who looks at the fields of the form."""
    form = {"grant_type": "refresh_token", "refresh_token": "x", "token": "x"}
    word = base64.b64encode(f"{name}:x".encode()).decode()
    basic = Client(headers={"authorization": f"Basic {word}"})
    assert basic.post(reverse(place), form).status_code == 401
    claims = base64.urlsafe_b64encode(json.dumps({"sub": "a\0b"}).encode()).decode().rstrip("=")
    form |= {"client_assertion_type": signing.TYPE, "client_assertion": f"e30.{claims}.e30"}
    assert Client().post(reverse(place), form).status_code == 401


@pytest.mark.attack(48)
def test_yes_is_said_on_the_page_only(world: World, kari: Client) -> None:
    hostile = Client(enforce_csrf_checks=True)
    hostile.cookies = kari.cookies
    form = {"patient": str(world.patients["kari"]), "groups": ["documents"], "do": "allow"}
    assert hostile.post(wish(), form).status_code == 403
    assert kari.get(wish()).headers["X-Frame-Options"] == "DENY"
