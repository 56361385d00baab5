"""The health pages name what is down, without signing in."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.conf import settings as portal_settings
from django.db import connections
from django.test import Client
from pytest_django import Settings
from redis import Redis

from common import clock, heartbeat
from tests import log_writing


@pytest.fixture
def beating() -> None:
    """A worker that worked just now."""
    heartbeat.beat(portal_settings.REDIS_URL)


def test_live_answers_without_any_other_part(client: Client) -> None:
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (200, {"status": "up"})


@pytest.mark.django_db
@pytest.mark.usefixtures("beating")
def test_ready_names_each_part(client: Client) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "up",
        "down": [],
        "database": "up",
        "redis": "up",
        "worker": "up",
    }
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_stale_heartbeat_means_the_worker_is_down(client: Client) -> None:
    with Redis.from_url(portal_settings.REDIS_URL) as redis:
        redis.set("dis:heartbeat", "1")
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["down"] == ["worker"]


@pytest.mark.django_db
def test_redis_that_is_away_is_named(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["down"] == ["redis", "worker"]


@pytest.mark.usefixtures("beating")
def test_database_that_is_away_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections["default"].settings_dict, "HOST", "/nowhere")
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["down"] == ["database"]


@pytest.mark.usefixtures("beating")
def test_a_sealer_that_is_lost_is_named_and_the_portal_serves(
    client: Client, transactional_db: None
) -> None:
    def warnings() -> list[str]:
        answer = client.get("/health/ready")
        assert (answer.status_code, answer.json()["status"]) == (200, "up")
        return list(answer.json().get("warnings", []))

    def sealed(minutes: int) -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute("DELETE FROM access_seal")
            cursor.execute(
                "INSERT INTO access_seal (number, sealed_at, statement, hash, signature, erased)"
                " VALUES (1, now() - make_interval(mins => %s), '', '', '', '{}')",
                [minutes],
            )

    log_writing.write([log_writing.event(uuid.uuid4(), clock.now() - timedelta(minutes=4))])
    assert warnings() == []
    log_writing.write([log_writing.event(uuid.uuid4(), clock.now() - timedelta(minutes=6))])
    assert warnings() == ["access-log-not-sealed ever"]
    sealed(minutes=4)
    assert warnings() == []
    sealed(minutes=6)
    assert re.fullmatch(r"access-log-not-sealed since [-0-9]+ [:0-9]+ UTC", warnings()[0])
