"""Owns an app of the tests, and its way through being let in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from fhirapi import callers
from fhirapi.callers import Caller
from fhirapi.models import App
from tests.fhirapi import bearing

CALLBACK = "https://app.example/callback"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().strip("=")
LET_IN = reverse("smart:let-in")
TOKEN = reverse("smart:token")
SCOPES = "launch/patient offline_access patient/*.rs"


def app(client_id: str = "friend", **more: Any) -> App:
    """A public app that may ask to read everything."""
    found: App = App.objects.create(
        **{
            "client_id": client_id,
            "name": "Helsevenn",
            "publisher": "Helsevenn AS",
            "client_type": App.CLIENT_PUBLIC,
            "authorization_grant_type": App.GRANT_AUTHORIZATION_CODE,
            "redirect_uris": CALLBACK,
            "scopes": SCOPES.split(),
            **more,
        }
    )
    return found


def wish(**changes: str | None) -> str:
    """The address that the app sends somebody to; None leaves a parameter out."""
    asked = {
        "response_type": "code",
        "client_id": "friend",
        "redirect_uri": CALLBACK,
        "scope": SCOPES,
        "state": "a-state",
        "aud": f"{settings.BASE_URL}/fhir/R4",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }
    return f"{LET_IN}?{urlencode({k: v for k, v in asked.items() if v is not None})}"


def answer(response: Any) -> Mapping[str, str]:
    """What the browser brings back to the app."""
    assert response.status_code == 302, response.status_code
    assert response["Location"].startswith(CALLBACK), response["Location"]
    return dict(parse_qsl(urlsplit(response["Location"]).query))


def let_in(
    client: Client, patient_id: object, groups: Sequence[str] = ("documents",), **changes: Any
) -> Mapping[str, str]:
    """Sign off on the page, and give what the app gets."""
    form = {"patient": str(patient_id), "groups": list(groups), "do": "allow"}
    return answer(client.post(wish(**changes), form))


def exchange(code: str, **changes: Any) -> Any:
    """Ask for tokens as the app does."""
    asked = {
        "grant_type": "authorization_code",
        "client_id": "friend",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        **changes,
    }
    return Client().post(TOKEN, {k: v for k, v in asked.items() if v is not None})


def refresh(token: str, **changes: Any) -> Any:
    asked = {"grant_type": "refresh_token", "client_id": "friend", "refresh_token": token}
    return Client().post(TOKEN, {**asked, **changes})


def caller(token: str) -> Caller:
    return callers.of(bearing.request(token, scheme="Bearer"))


def tokens(client: Client, patient_id: object, **more: Any) -> dict[str, Any]:
    response: HttpResponse = exchange(let_in(client, patient_id, **more)["code"])
    assert response.status_code == 200, response.content
    return dict(response.json())  # type: ignore[attr-defined]  # the test client's
