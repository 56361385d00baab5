"""Apps are let in with whole https addresses and reading scopes; systems, for known places."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from fhirapi.models import ApiClient, App
from tests.cast import World

pytestmark = pytest.mark.django_db
BACK = "https://app.example/callback"


def register(
    *more: str, redirect: str = BACK, scope: str = "patient/*.rs", launch: str = ""
) -> dict[str, str]:
    out = io.StringIO()
    words = ["--name", "Helsevenn", "--publisher", "Helsevenn AS", "--redirect", redirect]
    words += ["--scope", "launch/patient", "--scope", scope, "--launch", launch]
    call_command("register_app", *words, *more, stdout=out)
    return dict(json.loads(out.getvalue()))


def test_an_app_is_let_in_with_what_it_said() -> None:
    told = register()
    app = App.objects.get(client_id=told["client_id"])
    assert "client_secret" not in told
    assert (app.client_type, app.redirect_uris) == ("public", "https://app.example/callback")
    assert app.scopes == ["launch/patient", "patient/*.rs"]


def test_a_secret_is_told_once_and_kept_hashed() -> None:
    told = register("--confidential")
    assert told["client_secret"] not in App.objects.get().client_secret


@pytest.mark.attack(41)
@pytest.mark.parametrize(
    "address",
    [
        *("http://app.example/", "https://", "app.example", "javascript:alert(1)", "https://a b/"),
        *("https://user@app.example/", "https://app.example/#x", "https://*.example/", "//x.no/"),
        *("https://app.example/\\x", "https://æ.example/", "myapp://callback", "https://[::1/"),
        *("https://app.example:99999/", "https://app.example:x/", "https://app.example;sandbox/"),
    ],
)
def test_an_address_that_is_not_whole_https_is_not_taken(address: str) -> None:
    with pytest.raises(CommandError):
        register(redirect=address)
    with pytest.raises(CommandError):
        register(launch=address)
    assert not App.objects.exists()


def test_the_own_machine_is_for_trying_out_only() -> None:
    register(redirect="http://127.0.0.1:8765/callback")
    with override_settings(IS_PRODUCTION=True), pytest.raises(CommandError):
        register(redirect="http://127.0.0.1:8765/callback")


@pytest.mark.attack(20)
@pytest.mark.parametrize("scope", ["system/*.rs", "patient/*.cruds", "patient/*", "everything"])
def test_apps_of_people_are_registered_for_reading_only(scope: str) -> None:
    with pytest.raises(CommandError):
        register(scope=scope)


def test_a_system_is_registered_for_one_legal_entity(world: World) -> None:
    role = world.roles["berg"]
    for kind in ("journal", "results"):
        _client(role.legal_entity_number, kind)
    assert ApiClient.objects.get().kinds == ["results"]
    for number, kind in ((role.point_of_care_number, "journal"), ("1", "journal")):
        with pytest.raises(CommandError):
            _client(number, kind)
    with pytest.raises(CommandError):
        _client(role.legal_entity_number, "settings")


def _client(number: str, kind: str) -> None:
    words = ["ehr", "--organization", number, "--name", "EHR", "--kind", kind]
    call_command("register_client", *words, stdout=io.StringIO())
