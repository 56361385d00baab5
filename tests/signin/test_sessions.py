"""How long a session lives, what ends it, and what cannot bring it back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import requests
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from people.models import Person
from people.signin.models import SignInSession
from people.signin.tasks import clear_sessions
from tests.signin.conftest import Providers, Through
from tests.signin.people import Cast
from tests.signin_helper import sign_in, user_of

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
COOKIE = settings.SESSION_COOKIE_NAME
INSIDE = "/rolle/"


def _signed_in(client: Client, person: Person) -> None:
    sign_in(client, user_of(person), "citizen", provider="idporten")


@pytest.mark.attack(22)
@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (30, 302)])
def test_after_thirty_idle_minutes_one_is_signed_out(
    client: Client, cast: Cast, minutes: int, status: int
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        _signed_in(client, cast.kari)
        clock.shift(timedelta(minutes=minutes))
        assert client.get(INSIDE).status_code == status


@pytest.mark.attack(22)
@pytest.mark.parametrize("header", ["X-Background", "HX-Polling"])
def test_a_page_that_asks_by_itself_does_not_keep_the_session_alive(
    client: Client, cast: Cast, header: str
) -> None:
    value = {"X-Background": "1", "HX-Polling": "true"}[header]
    with time_machine.travel(START, tick=False) as clock:
        _signed_in(client, cast.kari)
        for _ in range(5):
            clock.shift(timedelta(minutes=6))
            answer = client.get(INSIDE, headers={header: value})
        assert answer.status_code == 401
        assert answer["HX-Redirect"].startswith("/logg-inn/utlopt/")


def test_who_does_something_stays_signed_in(client: Client, cast: Cast) -> None:
    with time_machine.travel(START, tick=False) as clock:
        _signed_in(client, cast.kari)
        for _ in range(4):
            clock.shift(timedelta(minutes=29))
            assert client.get(INSIDE).status_code == 200


@pytest.mark.attack(22)
def test_after_two_hours_one_is_signed_out_however_busy(client: Client, cast: Cast) -> None:
    with time_machine.travel(START, tick=False) as clock:
        _signed_in(client, cast.kari)
        for _ in range(11):
            clock.shift(timedelta(minutes=10))
            assert client.get(INSIDE).status_code == 200
        clock.shift(timedelta(minutes=10))
        answer = client.get(INSIDE)
        assert answer.status_code == 302
        assert "grunn=tid" in answer["Location"]


def test_a_session_that_ran_out_says_why_and_leads_back(client: Client, cast: Cast) -> None:
    with time_machine.travel(START, tick=False) as clock:
        _signed_in(client, cast.kari)
        clock.shift(timedelta(minutes=31))
        sent = client.get("/innsyn/?side=2")
        page = client.get(sent["Location"]).content.decode()
    assert "30" in page
    assert "next=/innsyn/%3Fside%3D2" in page.replace("%2F", "/")


def test_a_form_sent_too_late_leads_back_to_its_page(client: Client, cast: Cast) -> None:
    with time_machine.travel(START, tick=False) as clock:
        _signed_in(client, cast.kari)
        clock.shift(timedelta(minutes=31))
        sent = client.post("/handle-for/", headers={"Referer": "http://testserver/hjem/"})
    assert "next=%2Fhjem%2F" in sent["Location"]


@pytest.mark.attack(23)
def test_a_session_key_known_before_sign_in_is_worth_nothing_after(
    client: Client, through: Through, cast: Cast
) -> None:
    client.get("/logg-inn/idporten/")
    planted = client.cookies[COOKIE].value
    through("idporten", "kari")
    assert client.cookies[COOKIE].value != planted
    attacker = Client()
    attacker.cookies[COOKIE] = planted
    assert attacker.get(INSIDE).status_code == 302


@pytest.mark.attack(23)
def test_the_cookie_is_dead_after_signing_out(client: Client, through: Through, cast: Cast) -> None:
    through("idporten", "kari")
    old = client.cookies[COOKIE].value
    client.post("/logg-ut/")
    thief = Client()
    thief.cookies[COOKIE] = old
    assert thief.get(INSIDE).status_code == 302
    assert not SignInSession.objects.exists()


def test_signing_out_here_ends_the_session_at_the_provider_too(
    client: Client, through: Through, cast: Cast
) -> None:
    browser = requests.Session()
    through("idporten", "kari", browser=browser)
    page = browser.get(client.post("/logg-ut/")["Location"], timeout=10)
    assert f"{settings.BASE_URL}/logg-ut/ferdig/" in page.text
    sent = client.get("/logg-inn/idporten/")
    assert "/interaction/" in browser.get(sent["Location"], timeout=10).url


@pytest.mark.parametrize("provider", ["idporten", "helseid"])
@pytest.mark.attack(23)
def test_signing_out_at_the_provider_ends_the_session_here(
    client: Client, through: Through, cast: Cast, providers: Providers, provider: str
) -> None:
    browser = requests.Session()
    through(provider, {"idporten": "kari", "helseid": "berg"}[provider], browser=browser)
    asked = browser.get(f"{providers.issuer(provider)}/session/end", timeout=10).text
    secret = asked.split('name="xsrf" value="')[1].split('"')[0]
    framed = browser.post(
        f"{providers.issuer(provider)}/session/end/confirm",
        data={"xsrf": secret, "logout": "yes"},
        timeout=10,
    ).text
    address = framed.split('<iframe src="')[1].split('"')[0].replace("&#38;", "&")
    assert address.startswith(f"{settings.BASE_URL}/logg-ut/front/")
    # As the frame may: without any cookie.
    answer = Client().get(address.removeprefix(settings.BASE_URL))
    assert answer.status_code == 200
    assert "X-Frame-Options" not in answer
    assert (
        "'none'" not in answer["Content-Security-Policy"].split("frame-ancestors")[1].split(";")[0]
    )
    assert client.get(INSIDE).status_code == 302


@pytest.mark.parametrize(
    ("issuer", "sid"),
    [("", "test"), ("https://evil.example", "test"), (None, "other"), (None, "")],
)
def test_front_channel_logout_of_another_session_ends_nothing(
    client: Client, cast: Cast, providers: Providers, issuer: str | None, sid: str
) -> None:
    _signed_in(client, cast.kari)
    said = providers.issuer("idporten") if issuer is None else issuer
    Client().get("/logg-ut/front/", {"iss": said, "sid": sid})
    assert client.get(INSIDE).status_code == 200


def test_signing_out_needs_a_sent_form(client: Client, cast: Cast) -> None:
    _signed_in(client, cast.kari)
    assert client.get("/logg-ut/").status_code == 405
    assert client.get(INSIDE).status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/%09/evil.example"[:1] + "\t/evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "http:evil.example",
        "https:///evil.example",
        "/\n/evil.example",
        " //evil.example",
        "http://testserver@evil.example/",
        "//evil.example%2f..",
        "/logg-ut/",
        "evil.example",
        "/" + "a" * 2000,
    ],
)
def test_nobody_is_sent_on_to_another_site(
    client: Client, through: Through, cast: Cast, target: str
) -> None:
    answer = through("idporten", "kari", next_path=target)
    assert answer["Location"] == str(settings.LOGIN_REDIRECT_URL)


def test_whoever_was_stopped_on_the_way_comes_there_after_sign_in(client: Client, db: None) -> None:
    front = client.get(client.get("/innsyn/")["Location"])
    assert "/logg-inn/idporten/?next=%2Finnsyn%2F" in front.content.decode()


def test_sessions_that_are_over_leave_the_database(client: Client, cast: Cast) -> None:
    with time_machine.travel(START, tick=False) as now:
        _signed_in(client, cast.berg)
        clear_sessions()
        assert Session.objects.exists()
        now.shift(timedelta(seconds=settings.SESSION_COOKIE_AGE + 1))
        clear_sessions()
        assert not Session.objects.exists()
