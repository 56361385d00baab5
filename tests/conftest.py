"""Owns what every test shares: both database aliases for tests that commit."""

from __future__ import annotations

import pytest

_COMMITTING = {"transactional_db", "django_db_reset_sequences", "live_server"}


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asks = bool(marker and marker.kwargs.get("transaction"))
    return asks or bool(_COMMITTING & set(getattr(item, "fixturenames", ())))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let committing tests name both aliases: `default` mirrors `owner`, and Django empties
    only what is no mirror, so with `default` alone their rows would stay behind.
    """
    for item in items:
        marker = item.get_closest_marker("django_db")
        if _commits(item) and not (marker and "databases" in marker.kwargs):
            kwargs = {**(marker.kwargs if marker else {}), "transaction": True}
            item.add_marker(
                pytest.mark.django_db(**kwargs, databases=["default", "owner"]), append=False
            )
