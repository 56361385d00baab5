"""Headers, languages, error pages and the menu, through the whole chain of middleware."""

import re
import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpResponse, HttpResponseNotAllowed
from django.test import Client, RequestFactory
from django.utils import translation

from common.declarations import Audience, NavigationItem
from portal import context, errors, language, middleware, registry

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return Client()


@pytest.mark.parametrize("path", ["/", "/hjelp/", "/personvern/", "/tilgjengelighet/", "/nei/"])
def test_every_page_has_the_strict_headers(browser: Client, path: str) -> None:
    headers = browser.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    for directive in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"):
        assert directive in policy
    assert "unsafe" not in policy


def test_page_is_norwegian_also_in_an_english_browser(browser: Client) -> None:
    response = browser.get("/", headers={"accept-language": "en-US,en;q=0.9"})
    assert '<html lang="nb"' in response.content.decode()
    assert response.headers["Content-Language"] == "nb"


def test_browser_that_asks_for_nynorsk_gets_it(browser: Client) -> None:
    response = browser.get("/", headers={"accept-language": "nn-NO,nn;q=0.9"})
    assert '<html lang="nn"' in response.content.decode()


def test_chosen_language_stays(browser: Client) -> None:
    answer = browser.post("/sprak/", {"language": "en", "next": "/hjelp/"})
    assert answer.headers["Location"] == "/hjelp/"
    assert '<html lang="en"' in browser.get("/").content.decode()


def test_language_switch_leads_nowhere_else(browser: Client) -> None:
    answer = browser.post("/sprak/", {"language": "nn", "next": "https://evil.test/"})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("code", ["", "sv", "nb'; --"])
def test_unknown_language_is_refused_in_words(browser: Client, code: str) -> None:
    answer = browser.post("/sprak/", {"language": code})
    assert answer.status_code == 400
    assert "<h1" in answer.content.decode()


def test_language_of_the_account_takes_over_at_sign_in() -> None:
    request: Any = SimpleNamespace(session={})
    language.remember_at_sign_in(None, request, SimpleNamespace(language="nn"))
    assert request.session[language.SESSION_KEY] == "nn"


def test_page_that_only_takes_forms_says_so(browser: Client) -> None:
    answer = browser.get("/sprak/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "Siden kan ikke åpnes på den måten" in answer.content.decode()


def test_missing_page_offers_health_personnel_the_look_up() -> None:
    request: Any = RequestFactory().get("/nei/")
    assert "finn" not in str(errors.page(request, 404).steps)
    request.hat = SimpleNamespace(kind=Audience.PRACTITIONER)
    assert errors.page(request, 404).steps[0][1] == "/kliniker/pasient/finn/"


def test_form_without_its_token_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sprak/", {"language": "en"})
    assert answer.status_code == 403
    assert "Siden sto åpen for lenge" in answer.content.decode()


def test_too_large_sending_has_its_own_words() -> None:
    answer = errors.bad_request(RequestFactory().post("/x/"), RequestDataTooBig())
    assert answer.status_code == 413
    assert "for stort" in answer.content.decode()


def test_waiting_time_is_said_in_minutes() -> None:
    def view(request: Any) -> HttpResponse:
        return HttpResponse(status=429, headers={"Retry-After": "61"})

    answer = middleware.ErrorWords(view)(RequestFactory().get("/x/"))
    assert isinstance(answer, HttpResponse)
    assert "Vent 2 minutter" in answer.content.decode()
    assert answer.headers["Retry-After"] == "61"


def test_machines_keep_their_own_answers() -> None:
    answer = middleware.ErrorWords(lambda _: HttpResponseNotAllowed(["GET"]))(
        RequestFactory().post("/fhir/R4/Patient")
    )
    assert isinstance(answer, HttpResponse)
    assert not answer.content


@pytest.mark.parametrize(("failure", "status"), [(OperationalError, 503), (ValueError, 500)])
def test_fault_of_ours_is_told_without_database_and_session(
    failure: type[Exception], status: int
) -> None:
    request = RequestFactory().get("/hjem/")
    with translation.override("nb"):
        try:
            raise failure("secret detail")
        except failure:
            answer = errors.server_error(request)
    assert answer.status_code == status
    assert "secret detail" not in answer.content.decode()
    assert "<h1" in answer.content.decode()


def test_fault_in_the_error_page_still_gives_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "render_to_string", lambda *_: 1 / 0)
    answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "113" in answer.content.decode()


def test_menu_holds_the_places_of_the_hat_only(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = registry._Parts(
        navigation=[
            NavigationItem(Audience.CITIZEN, 1, "Mine", "portal:help"),
            NavigationItem(Audience.PRACTITIONER, 1, "Theirs", "portal:privacy"),
        ]
    )
    monkeypatch.setattr(registry, "_parts", parts)
    request: Any = RequestFactory().get("/hjelp/")
    request.hat = SimpleNamespace(
        kind="citizen",
        name="Kari Nordli",
        role=None,
        acting_for=uuid.uuid4(),
        acting_for_name="Lise",
        acting_as="parent",
        may_change=True,
    )
    frame = context.frame(request)["frame"]
    assert [(link.url, link.current) for link in frame.links] == [
        ("/hjem/", ""),
        ("/hjelp/", "page"),
    ]
    assert frame.product == "Min helse i nord"
    assert frame.acting_for_name == "Lise"


def test_stranger_meets_two_ways_in_and_the_demo_marking(browser: Client) -> None:
    html = browser.get("/").content.decode()
    buttons = re.findall(r'class="ds-button"[^>]*href="([^"]+)"', html)
    assert buttons == ["/logg-inn/idporten/", "/logg-inn/helseid/"]
    assert "Alle personer og helseopplysninger er oppdiktet" in html
