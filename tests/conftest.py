"""Owns what every test shares: both database aliases, and the small world of tests.cast."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from tests import cast

_FIRST_POLICY = import_module("access.migrations.0021_appointments").make_first


@receiver(post_migrate)
def _keep_the_policy(sender: AppConfig, using: str, **_: object) -> None:
    """A flush after a test that commits empties the policy table too, and nobody would get in."""
    if sender.label == "access":
        _FIRST_POLICY(apps, connections[using].schema_editor())


_COMMITTING = {"transactional_db", "django_db_reset_sequences", "live_server"}


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asks = bool(marker and marker.kwargs.get("transaction"))
    return asks or bool(_COMMITTING & set(getattr(item, "fixturenames", ())))


def _uses_database(item: pytest.Item) -> bool:
    fixtures = {"db", *_COMMITTING} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


def _refuse_mixed_modules(items: list[pytest.Item]) -> None:
    """A test that commits empties the tables afterwards, and would wait for `world` for ever."""
    holding = {item.path for item in items if "world" in getattr(item, "fixturenames", ())}
    for item in items:
        if item.path in holding and _commits(item):
            raise pytest.UsageError(f"{item.nodeid} commits: move it away from users of `world`")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every test of the database name both aliases: `default` mirrors `owner`.

    pytest-django makes test databases only of aliases that are named, and Django empties only what
    is no mirror: with `default` alone, tests would run on the real database or leave rows behind.
    """
    _refuse_mixed_modules(items)
    for item in items:
        marker = item.get_closest_marker("django_db")
        if _uses_database(item) and not (marker and "databases" in marker.kwargs):
            kwargs = dict(marker.kwargs) if marker else {}
            if _commits(item):
                kwargs["transaction"] = True
            item.add_marker(
                pytest.mark.django_db(**kwargs, databases=["default", "owner"]), append=False
            )


@pytest.fixture(autouse=True)
def _first_language() -> Iterator[None]:
    """Leave no page's language to the next test."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Leave the test database before it is dropped: the application role has a connection too."""
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[cast.World]:
    """Build the world once for the tests of a module; each of them undoes its own changes."""
    with django_db_blocker.unblock(), cast.kept_for_a_while() as made:
        yield made


@pytest.fixture
def committed_world(transactional_db: None) -> cast.World:
    """Build the world for one test that needs real commits."""
    return cast.build()
