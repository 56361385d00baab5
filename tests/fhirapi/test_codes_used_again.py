"""A code that comes a second time ends what its first use has given, however it was refreshed."""

from __future__ import annotations

import pytest
from django.test import Client

from fhirapi import tasks
from fhirapi.models import AccessToken, App, RefreshToken, UsedCode
from fhirapi.outcomes import Refusal
from tests.cast import World
from tests.fhirapi import asking_in
from tests.fhirapi.asking_in import exchange, let_in, refresh

pytestmark = [pytest.mark.django_db, pytest.mark.attack(25)]


@pytest.fixture
def app() -> App:
    return asking_in.app()


@pytest.fixture
def kari(world: World, app: App) -> Client:
    return world.sign_in("kari", as_citizen=True)


def is_dead(token: str) -> bool:
    try:
        asking_in.caller(token)
    except Refusal as refused:
        return refused.status == 401
    return False


def test_the_tokens_of_its_first_use_are_over(
    world: World, kari: Client, caplog: pytest.LogCaptureFixture
) -> None:
    code = let_in(kari, world.patients["kari"])["code"]
    found = exchange(code).json()
    assert not is_dead(found["access_token"])
    assert exchange(code).status_code == 400
    assert is_dead(found["access_token"])
    assert refresh(found["refresh_token"]).status_code == 400
    assert "api-token-refused: code-again" in caplog.text
    assert code not in caplog.text


def test_and_so_are_those_that_came_of_them(world: World, kari: Client) -> None:
    code = let_in(kari, world.patients["kari"])["code"]
    first = exchange(code).json()
    second = refresh(first["refresh_token"]).json()
    assert not is_dead(second["access_token"])
    assert exchange(code, code_verifier="w" * 64).status_code == 400
    assert is_dead(second["access_token"])
    assert refresh(second["refresh_token"]).status_code == 400


def test_another_app_ends_nothing_with_it(world: World, kari: Client) -> None:
    asking_in.app("other")
    code = let_in(kari, world.patients["kari"])["code"]
    found = exchange(code).json()
    assert exchange(code, client_id="other").status_code == 400
    assert not is_dead(found["access_token"])


def test_another_yes_to_the_same_app_goes_on(world: World, kari: Client) -> None:
    """What a child's code has given is not ended by the parent's own."""
    code = let_in(kari, world.patients["kari"])["code"]
    exchange(code)
    other = asking_in.tokens(kari, world.patients["lise"])
    exchange(code)
    assert not is_dead(other["access_token"])


def test_a_used_code_is_kept_as_its_checksum_for_as_long_as_its_tokens(
    world: World, kari: Client
) -> None:
    code = let_in(kari, world.patients["kari"])["code"]
    exchange(code)
    assert code not in str(list(UsedCode.objects.values()))
    tasks.forget_proofs()
    assert UsedCode.objects.count() == 1
    RefreshToken.objects.all().delete()
    AccessToken.objects.all().delete()
    tasks.forget_proofs()
    assert not UsedCode.objects.exists()
