"""Pages elsewhere read what the API answers only where an app is registered with their origin."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError
from django.db import OperationalError
from django.test import Client

from fhirapi.models import App
from fhirapi.smart import origins
from tests.fhirapi import asking_in
from tests.fhirapi.test_registering import register

pytestmark = pytest.mark.django_db
HOME, OTHER = "https://app.example", "https://evil.example"
PATIENT = "/fhir/R4/Patient/1"
PUBLIC = ["/fhir/R4/metadata", "/fhir/R4/.well-known/smart-configuration"]


@pytest.fixture(autouse=True)
def _app() -> None:
    asking_in.app(allowed_origins=HOME)


def asked(address: str, origin: str, method: str = "GET") -> Any:
    """What a browser asks before it sends what a page wants to."""
    headers = {"origin": origin, "access-control-request-method": method}
    return Client(headers=headers).options(address)


def allowed(response: Any) -> str | None:
    assert "Access-Control-Allow-Credentials" not in response.headers
    found: str | None = response.headers.get("Access-Control-Allow-Origin")
    return found


@pytest.mark.parametrize("address", [PATIENT, asking_in.TOKEN, "/oauth/opphev/"])
def test_a_browser_is_told_what_the_page_of_an_app_may_send(address: str) -> None:
    answer = asked(address, HOME, "POST")
    assert (answer.status_code, answer.content) == (204, b"")
    assert allowed(answer) == HOME
    assert "POST" in answer["Access-Control-Allow-Methods"]
    for name in ("Authorization", "DPoP", "If-Match", "If-None-Exist", "Prefer", "Content-Type"):
        assert name in answer["Access-Control-Allow-Headers"]
    assert "Origin" in answer["Vary"]


@pytest.mark.parametrize("address", [PATIENT, asking_in.TOKEN])
def test_the_page_of_an_app_reads_the_answer_and_its_headers(address: str) -> None:
    answer = Client(headers={"origin": HOME}).post(address)
    assert answer.status_code in {400, 401}
    assert allowed(answer) == HOME
    for name in ("ETag", "Location", "Last-Modified", "X-Request-Id", "Retry-After"):
        assert name in answer["Access-Control-Expose-Headers"]


@pytest.mark.attack(50)
@pytest.mark.parametrize(
    "origin",
    [
        *(OTHER, "null", "*", "https://app.example:444", "http://app.example"),
        *("https://app.exampl", "https://app.example.evil.example", "https://xapp.example", ""),
    ],
)
@pytest.mark.parametrize("address", [PATIENT, asking_in.TOKEN])
def test_any_other_page_reads_nothing(address: str, origin: str) -> None:
    answer = asked(address, origin)
    assert answer.status_code == 403
    assert allowed(answer) is None
    assert allowed(Client(headers={"origin": origin}).post(address)) is None


@pytest.mark.attack(50)
def test_an_app_that_is_shut_has_no_origin() -> None:
    App.objects.update(is_active=False)
    assert asked(PATIENT, HOME).status_code == 403


@pytest.mark.attack(50)
def test_with_the_database_away_the_api_says_so_and_no_page_elsewhere_reads_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone(*args: Any, **more: Any) -> Any:
        raise OperationalError("gone")

    monkeypatch.setattr(App.objects, "filter", gone)
    answer = Client(headers={"origin": HOME}).get(PATIENT)
    assert answer.status_code == 401
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert allowed(answer) is None
    for address in (PATIENT, asking_in.TOKEN):
        assert asked(address, HOME).status_code == 403
    # What everybody may read is read all the same.
    assert allowed(Client(headers={"origin": HOME}).get(PUBLIC[1])) == "*"


@pytest.mark.parametrize("address", PUBLIC)
def test_what_needs_no_token_every_page_may_read(address: str) -> None:
    assert allowed(Client(headers={"origin": OTHER}).get(address)) == "*"
    assert allowed(asked(address, OTHER)) == "*"


def test_pages_of_the_portal_are_never_read_from_elsewhere() -> None:
    assert allowed(Client(headers={"origin": HOME}).get("/")) is None
    assert asked("/", HOME).status_code == 405


def test_without_an_origin_nothing_is_said() -> None:
    assert allowed(Client().get(PATIENT)) is None


def test_an_app_has_the_origins_of_where_people_come_back_and_those_it_adds() -> None:
    told = register("--origin", "https://www.app.example", redirect="https://App.example:443/back")
    app = App.objects.get(client_id=told["client_id"])
    assert app.allowed_origins == "https://app.example https://www.app.example"


@pytest.mark.parametrize("origin", ["https://*.example", "https://a.example/", "http://a.example"])
def test_an_origin_is_a_host_and_nothing_after_it(origin: str) -> None:
    with pytest.raises(CommandError):
        register("--origin", origin)


def test_an_origin_is_named_as_browsers_name_it() -> None:
    assert origins.of("HTTPS://App.Example:443/x?y") == HOME
    assert origins.of("http://[::1]:8765/") == "http://[::1]:8765"
