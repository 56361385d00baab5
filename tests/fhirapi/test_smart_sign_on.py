"""An app that asks is told who signed in: by a name that no other app knows the person by."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from fhirapi.models import App
from tests.cast import World
from tests.fhirapi import asking_in
from tests.fhirapi.asking_in import SCOPES, tokens

pytestmark = pytest.mark.django_db
ASKED = f"{SCOPES} openid fhirUser"
KEY = RSAKey.generate_key(2048).as_pem(private=True).decode()
ON = {
    **settings.OAUTH2_PROVIDER,
    "OIDC_ENABLED": True,
    "OIDC_RSA_PRIVATE_KEY": KEY,
    "ALWAYS_RELOAD_OAUTHLIB_CORE": True,
}


@pytest.fixture(autouse=True)
def _with_a_key() -> Any:
    with override_settings(OAUTH2_PROVIDER=ON):
        yield


def told(world: World, client_id: str, **more: str) -> dict[str, Any]:
    """The claims of the ID token that the app gets, checked with the keys that are published."""
    asking_in.app(client_id, scopes=ASKED.split(), algorithm=App.RS256_ALGORITHM)
    kari = world.sign_in("kari", as_citizen=True)
    code = asking_in.let_in(
        kari, world.patients["kari"], scope=ASKED, client_id=client_id, nonce="n-1"
    )["code"]
    found = asking_in.exchange(code, client_id=client_id).json()
    keys = KeySet.import_key_set(kari.get(reverse("smart:keys")).json())
    return dict(jwt.decode(found["id_token"], keys, algorithms=["RS256"]).claims)


def test_an_app_is_told_who_signed_in(world: World) -> None:
    claims = told(world, "friend")
    assert claims["iss"] == settings.OAUTH2_PROVIDER["OIDC_ISS_ENDPOINT"]
    assert (claims["aud"], claims["nonce"]) == ("friend", "n-1")
    assert claims["fhirUser"].endswith(f"/fhir/R4/Patient/{world.patients['kari']}")


def test_two_apps_know_a_person_by_two_names(world: World) -> None:
    assert told(world, "friend")["sub"] != told(world, "other")["sub"]


def test_who_does_not_ask_is_not_told(world: World) -> None:
    asking_in.app(algorithm=App.RS256_ALGORITHM)
    kari = world.sign_in("kari", as_citizen=True)
    assert "id_token" not in tokens(kari, world.patients["kari"])
