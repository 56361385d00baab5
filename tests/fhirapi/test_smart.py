"""An app sees what somebody has ticked, for whom it was said, and until that is taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from access import gate
from access.actor import ActorKind
from access.codes import Instrument, Kind, Reason
from access.models import AccessClosure, PatientNotice
from common import clock
from common.rest import Interaction
from fhirapi.models import AccessToken, App, AuthorizationCode, GivenAccess, RefreshToken
from fhirapi.outcomes import Refusal
from tests.access.doors import refusal
from tests.cast import World
from tests.fhirapi import asking_in
from tests.fhirapi.asking_in import answer, exchange, let_in, refresh, tokens, wish
from tests.log_reading import rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def app() -> App:
    return asking_in.app()


@pytest.fixture
def kari(world: World, app: App) -> Client:
    return world.sign_in("kari", as_citizen=True)


def is_dead(token: str) -> bool:
    with pytest.raises(Refusal) as found:
        asking_in.caller(token)
    return found.value.status == 401


def take_back(client: Client, patient_id: object, given: object) -> Any:
    form = {"patient": str(patient_id), "setting": str(given)}
    return client.post(reverse("smart:apps"), form)


def given(patient_id: Any) -> list[GivenAccess]:
    with rows_of(patient_id):
        return list(GivenAccess.ungated.filter(patient_id=patient_id, end=None))


def test_an_app_reads_what_was_ticked_and_nothing_else(world: World, kari: Client) -> None:
    found = tokens(kari, world.patients["kari"], groups=("documents", "person"))
    assert found["patient"] == str(world.patients["kari"])
    assert found["token_type"] == "Bearer"
    caller = asking_in.caller(found["access_token"])
    assert caller.actor.kind is ActorKind.CITIZEN
    assert caller.actor.person_id == world.persons["kari"]
    assert caller.patient_id == world.patients["kari"]
    assert caller.may("DocumentReference", Interaction.SEARCH)
    assert caller.may("Patient", Interaction.READ)
    assert not caller.may("Observation", Interaction.READ)
    assert not caller.may("DocumentReference", Interaction.CREATE)
    with gate.open_record(caller.actor, world.patients["kari"], Kind.JOURNAL):
        pass


def test_the_page_names_the_app_and_ticks_nothing(kari: Client) -> None:
    page = kari.get(wish())
    text = page.content.decode()
    assert page.status_code == 200
    assert "Helsevenn" in text
    assert 'type="checkbox"' in text
    assert "checked" not in text.split('name="groups"', 1)[1]
    assert "form-action 'self' " in page.headers["Content-Security-Policy"]
    assert "https://app.example" in page.headers["Content-Security-Policy"]


def test_only_what_the_app_asks_for_can_be_ticked(world: World, kari: Client) -> None:
    asked = "launch/patient patient/Observation.rs"
    assert 'value="documents"' not in kari.get(wish(scope=asked)).content.decode()
    form = {"patient": str(world.patients["kari"]), "groups": ["documents"], "do": "allow"}
    assert kari.post(wish(scope=asked), form).status_code == 422
    assert not AuthorizationCode.objects.exists()


@pytest.mark.parametrize("left_out", ["patient", "groups"])
def test_who_has_chosen_nothing_is_asked_again(world: World, kari: Client, left_out: str) -> None:
    form = {"patient": str(world.patients["kari"]), "groups": ["documents"], "do": "allow"}
    page = kari.post(wish(), {**form, left_out: ""})
    assert page.status_code == 422
    assert not given(world.patients["kari"])


def test_no_is_told_to_the_app(world: World, kari: Client) -> None:
    found = answer(kari.post(wish(), {"do": "refuse"}))
    assert found == {"error": "access_denied", "state": "a-state"}
    assert not given(world.patients["kari"])


def test_a_parent_lets_an_app_see_the_record_of_a_child(world: World, kari: Client) -> None:
    assert str(world.patients["lise"]) in kari.get(wish()).content.decode()
    found = tokens(kari, world.patients["lise"])
    assert found["patient"] == str(world.patients["lise"])
    caller = asking_in.caller(found["access_token"])
    assert refusal(caller.actor, world.patients["astrid"]) == Reason.NO_RELATION


@pytest.mark.attack(1)
def test_nobody_lets_an_app_into_anothers_record(world: World, kari: Client) -> None:
    form = {"patient": str(world.patients["astrid"]), "groups": ["documents"], "do": "allow"}
    assert kari.post(wish(), form).status_code == 422
    assert not given(world.patients["astrid"])


def test_at_work_nobody_lets_an_app_in(world: World, app: App) -> None:
    assert world.sign_in("berg").get(wish()).status_code == 403
    assert Client().get(wish()).status_code == 302


@pytest.mark.attack(18)
def test_what_is_taken_back_is_dead_at_the_next_request(world: World, kari: Client) -> None:
    patient_id = world.patients["kari"]
    found = tokens(kari, patient_id)
    asking_in.caller(found["access_token"])
    (row,) = given(patient_id)
    assert "Helsevenn" in kari.get(reverse("smart:apps")).content.decode()
    assert take_back(kari, patient_id, row.id).status_code == 302
    assert is_dead(found["access_token"])
    assert refresh(found["refresh_token"]).status_code == 400
    assert not given(patient_id)
    with rows_of(patient_id):
        told = PatientNotice.ungated.filter(instrument=Instrument.APP)
        assert sorted(told.values_list("code", flat=True)) == ["setting-ended", "setting-made"]


@pytest.mark.attack(18)
def test_a_token_whose_access_is_over_is_dead_even_if_it_was_forgotten(
    world: World, kari: Client
) -> None:
    """The look-up asks for the access itself, not only whether somebody has tidied up."""
    found = tokens(kari, world.patients["kari"])
    with rows_of(world.patients["kari"]):
        GivenAccess.ungated.update(end=clock.now())
    assert AccessToken.objects.exists()
    assert is_dead(found["access_token"])


@pytest.mark.attack(1)
def test_nobody_takes_anothers_access_back(world: World, kari: Client) -> None:
    tokens(kari, world.patients["kari"])
    (row,) = given(world.patients["kari"])
    ola = world.sign_in("ola", as_citizen=True)
    take_back(ola, world.patients["ola"], row.id)
    assert take_back(ola, world.patients["kari"], row.id).status_code == 409
    assert given(world.patients["kari"])


@pytest.mark.attack(14)
def test_closed_own_access_shuts_the_apps_out_too(world: World, kari: Client) -> None:
    patient_id = world.patients["kari"]
    caller = asking_in.caller(tokens(kari, patient_id)["access_token"])
    with gate.open_record(caller.actor, patient_id, Kind.JOURNAL):
        AccessClosure.ungated.create(patient_id=patient_id, start=clock.now())
    assert refusal(caller.actor, patient_id) == Reason.ACCESS_CLOSED


@pytest.mark.attack(16)
def test_an_app_loses_a_child_on_the_day_the_parent_does(world: World, kari: Client) -> None:
    caller = asking_in.caller(tokens(kari, world.patients["lise"])["access_token"])
    with time_machine.travel(clock.now() + timedelta(days=366 * 10), tick=False):
        assert refusal(caller.actor, world.patients["lise"]) != Reason.NONE


def test_an_app_that_is_shut_is_nobody(world: World, kari: Client) -> None:
    found = tokens(kari, world.patients["kari"])
    App.objects.update(is_active=False)
    assert is_dead(found["access_token"])
    assert refresh(found["refresh_token"]).status_code in {400, 401}
    assert kari.get(wish()).status_code == 400


def test_a_token_is_over_after_its_hour(world: World, kari: Client) -> None:
    token = tokens(kari, world.patients["kari"])["access_token"]
    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=False):
        assert is_dead(token)


def test_without_lasting_access_there_is_no_refresh_token(world: World, kari: Client) -> None:
    found = tokens(kari, world.patients["kari"], scope="launch/patient patient/*.rs")
    assert "refresh_token" not in found
    assert not RefreshToken.objects.exists()


def test_a_refreshed_pair_is_for_the_same_and_the_former_is_over(
    world: World, kari: Client
) -> None:
    first = tokens(kari, world.patients["kari"])
    second = refresh(first["refresh_token"]).json()
    assert second["patient"] == first["patient"]
    assert sorted(second["scope"].split()) == sorted(first["scope"].split())
    assert asking_in.caller(second["access_token"]).patient_id == world.patients["kari"]
    assert is_dead(first["access_token"])


@pytest.mark.attack(25)
def test_a_refresh_token_that_comes_twice_ends_all_of_its_family(
    world: World, kari: Client
) -> None:
    first = tokens(kari, world.patients["kari"])
    second = refresh(first["refresh_token"]).json()
    assert refresh(first["refresh_token"]).status_code == 400
    assert is_dead(second["access_token"])
    assert refresh(second["refresh_token"]).status_code == 400


def test_no_token_is_kept_in_clear(world: World, kari: Client) -> None:
    found = tokens(kari, world.patients["kari"])
    rows = [*AccessToken.objects.values(), *RefreshToken.objects.values()]
    assert len(rows) == 2
    for name in ("access_token", "refresh_token"):
        assert found[name] not in str(rows)


def test_the_way_in_is_told_to_every_app() -> None:
    found = Client().get("/fhir/R4/.well-known/smart-configuration")
    assert found.status_code == 200
    told = found.json()
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["token_endpoint"] == f"{settings.BASE_URL}{asking_in.TOKEN}"
    assert {"launch-standalone", "permission-v2"} <= set(told["capabilities"])


def test_a_new_yes_takes_the_place_of_the_former(world: World, kari: Client) -> None:
    first = tokens(kari, world.patients["kari"])
    second = tokens(kari, world.patients["kari"], groups=("results",))
    assert is_dead(first["access_token"])
    assert asking_in.caller(second["access_token"]).may("Observation", Interaction.READ)
    assert len(given(world.patients["kari"])) == 1


def test_a_code_is_for_one_exchange(world: World, kari: Client) -> None:
    code = let_in(kari, world.patients["kari"])["code"]
    assert exchange(code).status_code == 200
    assert exchange(code).status_code == 400
