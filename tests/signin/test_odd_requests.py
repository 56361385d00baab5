"""Requests that no browser sends are answered in words, never with a fault."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from people.signin.national import PROVIDERS

pytestmark = pytest.mark.django_db


def test_a_session_cookie_with_a_nul_is_no_session(client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "aaaaaaaaaaaa\0"

    assert client.get("/").status_code == 200


def test_a_front_channel_logout_of_an_odd_session_is_refused(client: Client) -> None:
    issuer = PROVIDERS["idporten"].issuer

    assert client.get("/logg-ut/front/", {"iss": issuer, "sid": "\0"}).status_code == 400


@pytest.mark.parametrize("target", ["foo", "?a", "portal:home", "//elsewhere.example", "http://["])
def test_a_language_is_chosen_wherever_the_form_came_from(client: Client, target: str) -> None:
    answer = client.post("/sprak/", {"language": "nn", "next": target})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
