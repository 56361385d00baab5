"""In a real browser a page of another address reads the API if its app is let in, or not at all."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page

from fhirapi.smart.registering import NewApp
from fhirapi.systems.registering import register_app
from tests.journeys.portal import Portal

READ = """async ([address, token]) => {
    const answer = await fetch(address, {headers: {Authorization: `Bearer ${token}`}});
    const shown = ["ETag", "Last-Modified", "X-Request-Id"].map(name => answer.headers.get(name));
    return {status: answer.status, shown, id: (await answer.json()).id};
}"""
EXCHANGE = """async address => {
    const body = new URLSearchParams({grant_type: "authorization_code", code: "guessed"});
    const answer = await fetch(address, {method: "POST", body});
    return [answer.status, (await answer.json()).error];
}"""
ANYBODYS = "async address => (await (await fetch(address)).json())"


class Silent(SimpleHTTPRequestHandler):
    def log_request(self, *args: Any) -> None:
        """Say nothing of requests."""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[int]:
    """The port of a server with one empty page, which the portal knows nothing of."""
    (tmp_path / "index.html").write_text("<!doctype html><title>app</title>", encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=tmp_path))
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture
def token(portal: Portal, elsewhere: int) -> str:
    """Kari's token of an app whose pages stand at 127.0.0.1, and not at localhost."""

    def made() -> str:
        back = f"http://127.0.0.1:{elsewhere}/index.html"
        app, _ = register_app(NewApp("I nettleseren", "AS", [back], ["patient/*.rs"]))
        out = io.StringIO()
        call_command("token", "--as", "kari", "--client", app.client_id, stdout=out)
        return str(json.loads(out.getvalue())["access_token"])

    return portal.ask(made)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    found = browser.new_page()
    yield found
    found.context.close()


def test_a_page_of_an_app_reads_with_its_token(
    portal: Portal, elsewhere: int, token: str, page: Page
) -> None:
    kari = str(portal.patient_id("kari"))
    page.goto(f"http://127.0.0.1:{elsewhere}/index.html")
    found = page.evaluate(READ, [f"{portal.url}/fhir/R4/Patient/{kari}", token])
    assert (found["status"], found["id"]) == (200, kari)
    assert all(found["shown"])
    told = page.evaluate(EXCHANGE, f"{portal.url}/oauth/token/")
    assert told == [401, "invalid_client"]


@pytest.mark.attack(50)
def test_any_other_page_reads_nothing_with_the_same_token(
    portal: Portal, elsewhere: int, token: str, page: Page
) -> None:
    page.goto(f"http://localhost:{elsewhere}/index.html")
    address = f"{portal.url}/fhir/R4/Patient/{portal.patient_id('kari')}"
    for script, given in (
        (READ, [address, token]),
        (ANYBODYS, f"{portal.url}/fhir/R4/Patient"),
        (EXCHANGE, f"{portal.url}/oauth/token/"),
    ):
        with pytest.raises(Exception, match="Failed to fetch"):
            page.evaluate(script, given)
    well_known = f"{portal.url}/fhir/R4/.well-known/smart-configuration"
    assert page.evaluate(ANYBODYS, well_known)["token_endpoint"].startswith(portal.url)
    assert page.evaluate(ANYBODYS, f"{portal.url}/fhir/R4/metadata")["fhirVersion"] == "4.0.1"
