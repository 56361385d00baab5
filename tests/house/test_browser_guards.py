"""What every address does for the browser: no secrets, no forged forms, no frames, nothing kept."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from common import clock
from config import urls
from demo.cast.persons import persons
from tests.cast import World
from tests.house import sweeping
from tests.house.routes import ROUTES
from tests.house.sorts import OPEN
from tests.house.sweeping import Tour, cases

pytestmark = pytest.mark.django_db
PERSONAS = ["kari", "berg-inside", "lie", "anonymous"]
CANARY = "kanarifugl-i-et-unntak"


@login_not_required
def breaks(request: HttpRequest) -> HttpResponse:
    secret = f"{CANARY} {settings.SECRET_KEY}"
    raise RuntimeError(secret)


urlpatterns = [*urls.urlpatterns, path("brudd/", breaks)]
handler500 = urls.handler500


def secrets() -> list[str]:
    """What no answer may hold."""
    keys = [*settings.IDENTITY_KEYS, settings.IDENTITY_INDEX_KEY, *settings.DOCUMENT_KEYS]
    found = [settings.SECRET_KEY, str(settings.DATABASES["default"]["PASSWORD"])]
    found += [base64.b64encode(key).decode().rstrip("=") for key in keys]
    found += [key.hex() for key in keys]
    found += [person.national_id for person in persons(clock.today()).values()]
    return [*found, "Traceback (most recent call last)", "DJANGO_SETTINGS_MODULE", CANARY]


@pytest.fixture(scope="module", params=PERSONAS)
def tour(world: World, request: pytest.FixtureRequest) -> Tour:
    return Tour.of(world, request.param)


@pytest.mark.attack(47)
def test_no_answer_holds_a_secret_or_a_number(tour: Tour) -> None:
    unwanted = secrets()
    for visit in tour.visits:
        text = visit.answer.content.decode(errors="replace") + repr(visit.answer.headers)
        assert not [secret for secret in unwanted if secret in text], visit


@pytest.mark.attack(47)
@override_settings(ROOT_URLCONF="tests.house.test_browser_guards")
def test_a_fault_tells_nothing_of_itself() -> None:
    answer = Client(raise_request_exception=False).get("/brudd/")
    assert answer.status_code == 500
    text = answer.content.decode()
    assert not [secret for secret in [*secrets(), "RuntimeError", ".py"] if secret in text]


# Nothing goes by a cookie there: a browser that is led to it has no token to send.
BY_TOKEN = {
    "fhirapi:api": 401,
    "fhirapi:nowhere": 404,
    "messages-in:messages": 401,
    "hooks:service": 401,
    "hooks:feedback": 401,
    "ips:manifest": 400,  # Who has the link and the passcode.
    "smart:token": 400,
    "smart:revoke": 400,
    "smart:introspect": 400,
}
# What is the same for everybody may be kept.
SAME_FOR_ALL = {"smart:configuration"}
UNSAFE: dict[str, dict[str, str]] = {
    "/sprak/": {"language": "en"},
    "/logg-ut/": {},
    "/rolle/": {"hat": "citizen"},
    "/handle-for/": {"patient": ""},
    "/kliniker/pasient/finn/": {"national_id": "1"},
}


@pytest.mark.attack(48)
@pytest.mark.parametrize("persona", PERSONAS)
def test_a_form_from_elsewhere_is_refused(world: World, persona: str) -> None:
    plain = sweeping.browser(world, persona)
    strict = Client(enforce_csrf_checks=True, headers={"Origin": "https://evil.example"})
    strict.cookies = plain.cookies
    before = sweeping.fingerprint(world)
    for route, case in cases():
        for method in ("POST", "PUT", "PATCH", "DELETE") if case is ROUTES[route][0] else ("POST",):
            answer = strict.generic(method, sweeping.address(world, route, case))
            assert answer.status_code in {403, 405, BY_TOKEN.get(route)}, (method, route)
    for address, form in UNSAFE.items():
        assert strict.post(address, form).status_code == 403, address
    assert sweeping.fingerprint(world) == before
    assert plain.get("/rolle/").status_code == (302 if persona == "anonymous" else 200)


@pytest.mark.attack(48)
@pytest.mark.parametrize("address", ["/sprak/", "/logg-ut/", "/handle-for/"])
def test_an_effect_is_not_had_by_a_link(world: World, address: str) -> None:
    browser = world.sign_in("kari")
    assert browser.get(address).status_code == 405
    assert browser.get("/rolle/").status_code == 200


@pytest.mark.attack(48)
def test_no_page_stands_in_anothers_frame(tour: Tour) -> None:
    for visit in tour.visits:
        if visit.route == "signin:front-channel-sign-out":
            continue  # The providers frame it; it shows nothing (tests/signin).
        assert visit.answer.headers["X-Frame-Options"] == "DENY", visit
        policy = visit.answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy or "sandbox" in policy, visit


@pytest.mark.attack(48)
def test_no_page_answers_another_site(world: World) -> None:
    browser = world.sign_in("kari")
    for page in ("/", "/hjem/", "/journal/", "/health/", "/nei/"):
        for method in ("GET", "OPTIONS"):
            answer = browser.generic(method, page, headers={"Origin": "https://evil.example"})
            assert not [name for name in answer.headers if name.startswith("Access-Control-")]


@pytest.mark.attack(50)
def test_nothing_of_a_page_is_kept(tour: Tour) -> None:
    for visit in tour.visits:
        if visit.route in SAME_FOR_ALL:
            continue
        assert "no-store" in visit.answer.headers["Cache-Control"], visit
        assert not {"ETag", "Last-Modified"} & set(visit.answer.headers), visit


@pytest.mark.attack(50)
@pytest.mark.parametrize("suffix", ["x.css", "x.js", "%2f..%2fx.png", ";x.css", ".css", "x/"])
def test_an_address_with_something_behind_it_is_no_address(world: World, suffix: str) -> None:
    browser: Any = world.sign_in("kari", failing=False)
    document = world.documents["kari N"]
    for page in ("/hjem/", "/journal/", f"/journal/{document}/", "/innsyn/"):
        answer = browser.get(page + suffix)
        assert answer.status_code == 404
        assert not sweeping.told(world, answer.content, "kari")


@pytest.mark.attack(50)
def test_after_signing_out_the_pages_ask_to_sign_in(world: World) -> None:
    browser = world.sign_in("kari")
    assert browser.get("/journal/").status_code == 200
    browser.post("/logg-ut/")
    for route, case in cases():
        if route not in OPEN:
            answer = browser.get(sweeping.address(world, route, case))
            assert sweeping.found(answer) == "portal:landing", route
