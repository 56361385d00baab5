"""An app beside the record sees what the clinician sees: that patient, in that session, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from access import gate
from access.actor import ActorKind
from access.codes import Kind, Reason
from common import clock
from fhirapi.models import App
from tests.access.doors import refusal
from tests.cast import World
from tests.fhirapi import asking_in
from tests.fhirapi.asking_in import answer, exchange, wish

pytestmark = pytest.mark.django_db
START = "https://app.example/launch"
SCOPE = "launch patient/*.rs"


@pytest.fixture
def app() -> App:
    return asking_in.app(launch_url=START, scopes=SCOPE.split())


@pytest.fixture
def berg(world: World, app: App) -> Client:
    """Dr Berg, who has opened Kari's record."""
    return _inside(world, "berg")


def _inside(world: World, slug: str) -> Client:
    client = world.sign_in(slug)
    session = client.session
    session["attestation"] = str(world.attested(slug, "kari").attestation_id)
    session.save()
    return client


def launched(client: Client, world: World, patient: str = "kari") -> str:
    """The word with which the app is opened."""
    page = reverse("smart:beside-record", args=[world.patients[patient]])
    response: Any = client.post(page, {"app": "friend"})
    assert response.status_code == 302
    assert response["Location"].startswith(f"{START}?")
    told: dict[str, str] = dict(parse_qsl(urlsplit(response["Location"]).query))
    assert told["iss"].endswith("/fhir/R4")
    return told["launch"]


def asked(client: Client, word: str, **more: str) -> Any:
    return client.get(wish(scope=SCOPE, launch=word, **more))


def test_an_app_opens_with_the_patient_whose_record_is_open(world: World, berg: Client) -> None:
    code = answer(asked(berg, launched(berg, world)))["code"]
    told = exchange(code).json()
    assert told["patient"] == str(world.patients["kari"])
    caller = asking_in.caller(told["access_token"])
    assert caller.actor.kind is ActorKind.PRACTITIONER
    assert caller.actor.role == world.roles["berg"]
    with gate.open_record(caller.actor, world.patients["kari"], Kind.JOURNAL):
        pass
    assert refusal(caller.actor, world.patients["ola"]) == Reason.NO_ATTESTATION


def test_what_the_app_sees_ends_with_the_attestation(world: World, berg: Client) -> None:
    code = answer(asked(berg, launched(berg, world)))["code"]
    caller = asking_in.caller(exchange(code).json()["access_token"])
    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=False):
        assert refusal(caller.actor, world.patients["kari"]) == Reason.NO_ATTESTATION


@pytest.mark.attack(25)
def test_the_word_counts_once(world: World, berg: Client) -> None:
    word = launched(berg, world)
    answer(asked(berg, word))
    assert answer(asked(berg, word))["error"] == "access_denied"


@pytest.mark.attack(25)
def test_the_word_counts_in_the_session_that_it_was_made_in(world: World, berg: Client) -> None:
    word = launched(berg, world)
    other = _inside(world, "fastlege")
    assert answer(asked(other, word))["error"] == "access_denied"


@pytest.mark.parametrize("word", ["", "guessed"])
def test_without_a_word_nothing_opens(berg: Client, word: str) -> None:
    assert answer(asked(berg, word))["error"] == "access_denied"


def test_the_word_is_for_the_app_that_was_opened(world: World, berg: Client) -> None:
    asking_in.app("other", scopes=SCOPE.split())
    word = launched(berg, world)
    assert answer(asked(berg, word, client_id="other"))["error"] == "access_denied"


def test_the_word_is_over_after_five_minutes(world: World, berg: Client) -> None:
    word = launched(berg, world)
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        assert answer(asked(berg, word))["error"] == "access_denied"


def test_no_app_opens_beside_a_record_that_is_not_open(world: World, berg: Client) -> None:
    page = reverse("smart:beside-record", args=[world.patients["ola"]])
    assert berg.post(page, {"app": "friend"}).status_code in {302, 404}
    assert "launch=" not in berg.post(page, {"app": "friend"}).headers.get("Location", "")


def test_only_what_administrators_have_let_in_can_be_opened(world: World, berg: Client) -> None:
    page = reverse("smart:beside-record", args=[world.patients["kari"]])
    assert "Helsevenn" in berg.get(page).content.decode()
    assert berg.post(page, {"app": "unknown"}).status_code == 404
    App.objects.update(is_active=False)
    assert berg.post(page, {"app": "friend"}).status_code == 404
