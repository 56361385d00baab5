"""Owns the real local providers, and the way through their pages."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import settings as django_settings
from django.test import Client
from joserfc.jwk import RSAKey

from demo.stack.processes import node
from people.signin import discovery, proofs
from tests.signin.people import PERSONS, Cast, cast_of_tests

ROOT = Path(__file__).resolve().parents[2]


class Providers:
    """Both local providers in one process, on a port of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.keys = {name: folder / f"{name}.json" for name in ("idporten", "helseid")}
        for file in self.keys.values():
            key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
            file.write_text(json.dumps(key.as_dict(private=True)))
        (folder / "persons.json").write_text(json.dumps(PERSONS))
        self.process: subprocess.Popen[bytes] | None = None

    def issuer(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [node(), str(ROOT / "dis" / "demo" / "oidc" / "server.mjs")],
            env={
                **os.environ,
                "OIDC_PORT": str(self.port),
                "OIDC_STATE": str(self.folder / "state"),
                "OIDC_CLIENT_ORIGIN": django_settings.BASE_URL,
                "OIDC_PERSONS": str(self.folder / "persons.json"),
                "OIDC_IDPORTEN_CLIENT_ID": "dis-portal",
                "OIDC_HELSEID_CLIENT_ID": "dis-portal",
                "OIDC_CLIENT_JWKS_IDPORTEN": str(self.keys["idporten"]),
                "OIDC_CLIENT_JWKS_HELSEID": str(self.keys["helseid"]),
            },
        )
        for _ in range(100):
            try:
                requests.get(f"http://127.0.0.1:{self.port}/health", timeout=1)
                return
            except requests.ConnectionError:
                time.sleep(0.1)
        raise AssertionError("the local providers did not start")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None


@pytest.fixture(scope="session")
def running_providers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Providers]:
    providers = Providers(tmp_path_factory.mktemp("oidc"))
    providers.start()
    yield providers
    providers.stop()


@pytest.fixture
def providers(running_providers: Providers, settings: Any) -> Iterator[Providers]:
    """The portal set up with the local providers, and nothing remembered of earlier ones."""
    settings.OIDC = {
        name: {
            "issuer": running_providers.issuer(name),
            "client_id": "dis-portal",
            "key_file": str(file),
        }
        for name, file in running_providers.keys.items()
    }
    discovery.forget()
    proofs.client_key.cache_clear()
    yield running_providers
    discovery.forget()


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of_tests()


Answer = Any
Through = Callable[..., Answer]


def at_provider(address: str, form: dict[str, str], browser: requests.Session) -> str:
    """Fill in the provider's page as a person would; where it sends the browser back to."""
    page = browser.get(address, timeout=10)
    assert page.status_code == requests.codes.ok, page.text
    url = page.url
    answer = browser.post(url, data=form, timeout=10, allow_redirects=False)
    while answer.is_redirect:
        target = requests.compat.urljoin(answer.url, answer.headers["Location"])
        if target.startswith(django_settings.BASE_URL):
            return str(target)
        answer = browser.get(target, timeout=10, allow_redirects=False)
    raise AssertionError(answer.text)


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


@pytest.fixture
def through(client: Client, providers: Providers) -> Through:
    """Sign in at a provider, through its real pages; the portal's answer to the return."""

    def go(
        provider: str,
        person: str,
        level: str = "",
        *,
        next_path: str = "",
        browser: requests.Session | None = None,
    ) -> Answer:
        high = {"idporten": "idporten-loa-high", "helseid": "4"}[provider]
        sent = client.get(f"/logg-inn/{provider}/", {"next": next_path} if next_path else {})
        assert sent.status_code == 302, sent.content
        form = {"action": "sign-in", "person": person, "level": level or high}
        back = at_provider(sent["Location"], form, browser or requests.Session())
        return client.get(path_of(back))

    return go
