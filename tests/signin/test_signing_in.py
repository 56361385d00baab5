"""Signing in at the real local providers: what opens the door and what does not."""

from __future__ import annotations

import pytest
import requests
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from people.models import User
from people.signin import discovery
from people.signin.models import SignInSession
from tests.signin.conftest import Providers, Through, at_provider, path_of
from tests.signin.people import BERG, KARI, Cast

HOME = str(settings.LOGIN_REDIRECT_URL)


def test_a_citizen_signs_in_with_id_porten(client: Client, through: Through, cast: Cast) -> None:
    answer = through("idporten", "kari")
    assert (answer.status_code, answer["Location"]) == (302, HOME)
    session = SignInSession.objects.get()
    assert (session.user.person_id, session.name) == (cast.kari.id, "Kari Nordli")


def test_a_clinician_signs_in_with_helseid_bound_to_a_key(
    client: Client, through: Through, cast: Cast
) -> None:
    assert through("helseid", "berg")["Location"] == HOME
    assert SignInSession.objects.get().hpr_number == "990000042"


def test_who_signs_in_again_has_the_same_account(through: Through, cast: Cast) -> None:
    through("idporten", "berg")
    through("idporten", "berg")
    through("helseid", "berg")
    assert User.objects.filter(person=cast.berg).count() == 1


def test_after_sign_in_one_is_back_where_one_wanted_to_go(through: Through, cast: Cast) -> None:
    assert through("idporten", "kari", next_path="/innsyn/?side=2")["Location"] == "/innsyn/?side=2"


@pytest.mark.attack(21)
@pytest.mark.parametrize(
    ("provider", "person", "level"),
    [("idporten", "kari", "idporten-loa-substantial"), ("helseid", "berg", "3")],
)
def test_below_level_high_is_refused_and_explained(
    through: Through, cast: Cast, provider: str, person: str, level: str
) -> None:
    answer = through(provider, person, level)
    assert answer.status_code == 403
    assert "BankID" in answer.content.decode()
    assert not SignInSession.objects.exists()


def test_after_a_refused_level_the_provider_asks_again(
    client: Client, through: Through, cast: Cast
) -> None:
    browser = requests.Session()
    through("idporten", "kari", "idporten-loa-substantial", browser=browser)
    sent = client.get("/logg-inn/idporten/?ny=1")
    form = {"action": "sign-in", "person": "kari", "level": "idporten-loa-high"}
    back = at_provider(sent["Location"], form, browser)
    assert client.get(path_of(back))["Location"] == HOME


@pytest.mark.parametrize("provider", ["idporten", "helseid"])
def test_a_person_the_portal_does_not_know_gets_an_explanation(
    through: Through, cast: Cast, provider: str
) -> None:
    answer = through(provider, "ukjent")
    assert answer.status_code == 403
    assert not SignInSession.objects.exists()
    assert not User.objects.exists()


def test_a_health_worker_whose_roles_have_ended_is_a_citizen_only(
    client: Client, through: Through, cast: Cast
) -> None:
    cast.doctor.end = cast.doctor.start
    cast.doctor.save(update_fields=["end"])
    through("helseid", "berg")
    assert [hat.key for hat in client.get("/rolle/").context["hats"]] == ["citizen"]


def test_who_cancels_at_the_provider_is_told_so(
    client: Client, providers: Providers, cast: Cast
) -> None:
    sent = client.get("/logg-inn/idporten/")
    back = at_provider(sent["Location"], {"action": "cancel"}, requests.Session())
    answer = client.get(path_of(back))
    assert answer.status_code == 200
    assert "people/signin/cancelled.html" in {t.name for t in answer.templates}


def test_the_same_answer_from_the_provider_opens_once(
    client: Client, providers: Providers, cast: Cast
) -> None:
    sent = client.get("/logg-inn/idporten/")
    form = {"action": "sign-in", "person": "kari", "level": "idporten-loa-high"}
    back = path_of(at_provider(sent["Location"], form, requests.Session()))
    assert client.get(back)["Location"] == HOME
    assert client.get(back).status_code == 400


@pytest.mark.attack(24)
def test_an_answer_brought_to_another_browser_is_refused(
    client: Client, providers: Providers, cast: Cast
) -> None:
    sent = client.get("/logg-inn/idporten/")
    form = {"action": "sign-in", "person": "kari", "level": "idporten-loa-high"}
    back = path_of(at_provider(sent["Location"], form, requests.Session()))
    assert Client().get(back).status_code == 400
    assert not SignInSession.objects.exists()


def test_nothing_of_the_national_id_is_left_in_the_session(through: Through, cast: Cast) -> None:
    through("idporten", "kari")
    kept = [str(session.get_decoded()) for session in Session.objects.all()]
    kept.append(repr(bytes(SignInSession.objects.get().id_token or b"")))
    assert not any(number in text for number in (KARI, BERG) for text in kept)


def test_without_the_provider_one_is_told_and_running_sessions_live_on(
    client: Client, through: Through, cast: Cast, settings: object
) -> None:
    through("idporten", "kari")
    discovery.forget()
    nowhere = "http://127.0.0.1:1"
    oidc = settings.OIDC  # type: ignore[attr-defined]  # the fixture's settings
    settings.OIDC = {  # type: ignore[attr-defined]  # the fixture's settings
        name: {**each, "issuer": f"{nowhere}/{name}"} for name, each in oidc.items()
    }
    down = Client().get("/logg-inn/idporten/")
    assert down.status_code == 503
    assert "ID-porten" in down.content.decode()
    assert client.get("/rolle/").status_code == 200


def test_a_restart_of_the_provider_signs_nobody_out_of_it(
    client: Client, through: Through, cast: Cast, providers: Providers
) -> None:
    browser = requests.Session()
    through("idporten", "kari", browser=browser)
    providers.stop()
    providers.start()
    sent = Client().get("/logg-inn/idporten/")
    answer = browser.get(sent["Location"], timeout=10, allow_redirects=False)
    assert answer.headers["Location"].startswith(settings.BASE_URL)


@pytest.mark.parametrize(
    "path", ["/accounts/signup/", "/accounts/login/", "/accounts/password/reset/"]
)
def test_there_is_no_way_in_with_a_password(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code in {302, 404}
    assert "signup" not in client.get(path).get("Location", "").split("?")[0]
