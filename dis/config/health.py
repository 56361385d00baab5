"""Answers whether the portal lives and whether each part it needs is ready, by name."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connections
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import RedisError

from access import retention, runs
from access.seals import heads
from common import heartbeat

_TIMEOUT_SECONDS = 2
UP, DOWN = "up", "down"


def _database() -> str:
    # A connection of its own: a pool that is busy is not a database that is down.
    parameters = connections["default"].get_connection_params()
    parameters["connect_timeout"] = _TIMEOUT_SECONDS
    try:
        with psycopg.connect(**parameters) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error:
        return DOWN
    return UP


def _redis() -> str:
    try:
        heartbeat.ping(settings.REDIS_URL)
    except RedisError:
        return DOWN
    return UP


def _worker() -> str:
    try:
        age = heartbeat.age(settings.REDIS_URL)
    except RedisError:
        return DOWN
    return UP if age is not None and age < heartbeat.STALE_AFTER else DOWN


def _warnings() -> list[str]:
    return [*runs.warnings(), *heads.warnings(), *retention.warnings()]


PARTS: dict[str, Callable[[], str]] = {"database": _database, "redis": _redis, "worker": _worker}


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Answer as long as the web process works at all."""
    return JsonResponse({"status": UP})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Name each part and its state; 503 when one of them is down. Warnings change no state: they
    are for whoever runs the portal."""
    parts = {name: look() for name, look in PARTS.items()}
    down = [name for name, state in parts.items() if state == DOWN]
    content = {"status": DOWN if down else UP, "down": down, **parts}
    warnings = _warnings() if parts["database"] == UP else []
    if warnings:
        content["warnings"] = warnings
    return JsonResponse(content, status=503 if down else 200)
