"""A token of HelseID counts over HTTP with a proof made for that request, once, and without none.

The token and its key come from `manage.py token --dpop`, the keys of HelseID from HelseID.
"""

from __future__ import annotations

import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
import requests
from django.core.management import call_command
from django.test import override_settings
from joserfc.jwk import ECKey

from tests.fhirapi.bearing import OTHER, Proof
from tests.journeys.portal import Portal

FHIR = "/fhir/R4"
UNAUTHORIZED = requests.codes.unauthorized


class Bearer:
    """Who has got a token and its key, and asks for things with a proof for each request."""

    def __init__(self, portal: Portal, found: dict[str, Any]) -> None:
        assert found["token_type"] == "DPoP"
        self.portal = portal
        self.token = str(found["access_token"])
        self.key = ECKey.import_key(found["dpop_key"])

    def proof(self, path: str, **changes: Any) -> str:
        return str(Proof(**{"token": self.token, "key": self.key, "path": FHIR + path, **changes}))

    def asks(self, path: str, proof: str = "", *, method: str = "GET", **more: Any) -> Any:
        made = proof or self.proof(path.partition("?")[0], method=method)
        headers = {"Authorization": f"DPoP {self.token}", "DPoP": made}
        url = f"{self.portal.url}{FHIR}{path}"
        return requests.request(method, url, headers=headers, timeout=20, **more)


@pytest.fixture(params=["berg", "system"])
def bearer(request: pytest.FixtureRequest, portal: Portal, tmp_path: Path) -> Bearer:
    """Dr Berg for Kari, by her hospital's record system; and that system without a person."""
    (tmp_path / "oidc").symlink_to(portal.folder / "state")
    words = ["--as", request.param, "--dpop"]
    words += ["--patient", "kari"] if request.param == "berg" else []

    def made() -> dict[str, Any]:
        out = io.StringIO()
        call_command("token", *words, stdout=out)
        return dict(json.loads(out.getvalue()))

    with override_settings(VAR=tmp_path):
        return Bearer(portal, portal.ask(made))


def test_a_proof_for_each_request(bearer: Bearer) -> None:
    kari = bearer.portal.patient_id("kari")
    assert bearer.asks(f"/Patient/{kari}").json()["id"] == str(kari)
    page = bearer.asks(f"/DocumentReference?patient={kari}&_count=2")
    assert (page.status_code, page.json()["type"]) == (200, "searchset")
    found = bearer.asks("/Patient/_search", method="POST", data={"_id": str(kari)})
    assert found.json()["entry"][0]["resource"]["id"] == str(kari)


@pytest.mark.attack(26)
def test_a_proof_is_used_once_whoever_sends_it_again(bearer: Bearer) -> None:
    path = f"/Patient/{bearer.portal.patient_id('kari')}"
    proof = bearer.proof(path)
    assert bearer.asks(path, proof).status_code == requests.codes.ok
    again = bearer.asks(path, proof)
    assert again.status_code == UNAUTHORIZED
    assert again.headers["WWW-Authenticate"].startswith('DPoP error="invalid_dpop_proof"')
    assert again.json()["issue"][0]["code"] == "login"


@pytest.mark.attack(26)
def test_a_proof_of_anything_else_counts_for_nothing(bearer: Bearer) -> None:
    path = f"/Patient/{bearer.portal.patient_id('kari')}"
    wrong = {
        "method": bearer.proof(path, method="DELETE"),
        "address": bearer.proof("/Patient"),
        "place": bearer.proof(path, claims={"htu": f"https://evil.example{FHIR}{path}"}),
        "token": bearer.proof(path, token=f"{bearer.token}x"),
        "key": bearer.proof(path, key=OTHER),
        "time": bearer.proof(path, claims={"iat": int(time.time()) - 120}),
        "shape": "no proof",
    }
    found = {name: bearer.asks(path, proof).status_code for name, proof in wrong.items()}
    assert found == dict.fromkeys(wrong, UNAUTHORIZED)
    assert bearer.asks(path).status_code == requests.codes.ok


@pytest.mark.attack(26)
def test_without_its_key_a_token_is_worth_nothing(bearer: Bearer) -> None:
    url = f"{bearer.portal.url}{FHIR}/Patient/{bearer.portal.patient_id('kari')}"
    for scheme in ("DPoP", "Bearer"):
        headers = {"Authorization": f"{scheme} {bearer.token}"}
        assert requests.get(url, headers=headers, timeout=20).status_code == UNAUTHORIZED
