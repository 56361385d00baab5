"""Owns tokens of a HelseID of the tests and the proofs that go with them, whole or made wrong."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import RequestFactory
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from access.codes import Kind
from common import clock
from fhirapi import callers
from fhirapi.callers import Caller
from fhirapi.models import ApiClient
from people.signin import discovery
from tests.access.test_tokens import claims_of
from tests.cast import World

HELSEID = RSAKey.generate_key(2048, {"kid": "helseid-1", "use": "sig"})
FORGED = RSAKey.generate_key(2048, {"kid": "helseid-1", "use": "sig"})
OWN = ECKey.generate_key("P-256")
OTHER = ECKey.generate_key("P-256")
CLIENT = "ehr-of-the-tests"
PATH = "/fhir/R4/Observation"
PARENT = "helseid://claims/client/claims/orgnr_parent"


def let_in(
    world: World, slug: str = "berg", kinds: tuple[Kind, ...] = (Kind.RESULTS,)
) -> ApiClient:
    """Register the client of the tests for the organisation where somebody works."""
    found, _ = ApiClient.objects.get_or_create(
        client_id=CLIENT,
        organization_id=world.roles[slug].legal_entity_id,
        defaults={
            "name": "EHR",
            "kinds": list(kinds or (Kind.RESULTS,)),
            "registered_at": clock.now(),
        },
    )
    return found


def publish(monkeypatch: pytest.MonkeyPatch, *keys: Any) -> None:
    """Have HelseID answer with these keys, or with its own."""
    found = KeySet(list(keys or (HELSEID,)))
    monkeypatch.setattr(discovery, "keys", lambda provider, kid: found)


def access_token(
    claims: Mapping[str, Any],
    *,
    key: Any = HELSEID,
    bound: Any = OWN,
    header: Mapping[str, Any] | None = None,
    **changes: Any,
) -> str:
    """A token as HelseID issues it; a change to None leaves a claim out."""
    now = int(clock.now().timestamp())
    standing = {
        "iss": settings.OIDC["helseid"]["issuer"],
        "aud": settings.API_TOKENS["audience"],
        "iat": now,
        "nbf": now,
        "exp": now + 600,
        "jti": str(uuid.uuid4()),
        "client_id": CLIENT,
        "scope": settings.API_TOKENS["scope"],
        "cnf": {"jkt": bound.thumbprint()},
        **claims,
        **changes,
    }
    kept = {name: value for name, value in standing.items() if value is not None}
    head = {"alg": "RS256", "kid": "helseid-1", "typ": "at+jwt", **(header or {})}
    head = {name: value for name, value in head.items() if value is not None}
    return jwt.encode(head, kept, key, algorithms=[str(head["alg"])])


def clinicians(world: World, slug: str = "berg", patient: str = "kari", **changes: Any) -> str:
    """The token of somebody who treats the patient, for that patient."""
    number = world.roles[slug].legal_entity_number
    return access_token({**claims_of(world, slug, patient), PARENT: number}, **changes)


def systems(world: World, slug: str = "berg", **changes: Any) -> str:
    """The token of the system of somebody's employer."""
    return access_token({PARENT: world.roles[slug].legal_entity_number}, **changes)


@dataclass
class Proof:
    """A proof for a token; `header` and `claims` are changes to it, None takes a member away."""

    token: str
    key: Any = field(default_factory=lambda: OWN)
    path: str = PATH
    method: str = "GET"
    header: Mapping[str, Any] = field(default_factory=dict)
    claims: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        ath = base64.urlsafe_b64encode(hashlib.sha256(self.token.encode()).digest())
        header = {
            "typ": "dpop+jwt",
            "alg": "ES256",
            "jwk": self.key.as_dict(private=False),
            **self.header,
        }
        claims = {
            "jti": str(uuid.uuid4()),
            "htm": self.method,
            "htu": f"{settings.BASE_URL}{self.path}",
            "iat": int(clock.now().timestamp()),
            "ath": ath.decode().rstrip("="),
            **self.claims,
        }
        return jwt.encode(
            {name: value for name, value in header.items() if value is not None},
            {name: value for name, value in claims.items() if value is not None},
            self.key,
            algorithms=[str(header["alg"])],
        )


def request(
    token: str, proof: object = "", *, scheme: str = "DPoP", path: str = PATH
) -> HttpRequest:
    """A GET with that token; `proof` may be any text."""
    headers = {"Authorization": f"{scheme} {token}"}
    if proof:
        headers["DPoP"] = str(proof)
    return RequestFactory().get(path, headers=headers)


def caller(token: str, **more: Any) -> Caller:
    """Who calls with a token and a good proof of it."""
    return callers.of(request(token, Proof(token, **more)))
