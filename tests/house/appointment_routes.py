"""Owns what the addresses of appointments answer to whom."""

from __future__ import annotations

from tests.house.routes import ROUTES, Case, _own, _records

ROUTES.update(
    {
        "appointments:own": _own(),
        # Of one that there is: tests/appointments/test_pages.py.
        "appointments:own-calendar": [Case()],
        "appointments:record": _records(),
    }
)
