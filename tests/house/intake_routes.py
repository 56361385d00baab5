"""Owns what the addresses of results on their way in answer to whom."""

from __future__ import annotations

from tests.house.routes import EVERYBODY, ROUTES, Answers, Case

_KEEPERS = ("lie", "moe")
# Of a report that there is not; of one there is: tests/labresults/test_originals.py.
_OUTSIDE: Answers = {("berg", "fastlege", "sekretar"): "access:open-record"}

ROUTES.update(
    {
        "intake:waiting": [Case(get={_KEEPERS: 200})],
        "intake:codes": [Case(get={_KEEPERS: 200})],
        "intake:one": [Case()],  # Of one there is: tests/labresults/test_waiting_pages.py.
        "intake:original": [Case("kari", get=_OUTSIDE), Case("nobody")],
        # By token only; what is asked there, tests/labresults/test_sending.py asks.
        "messages-in:messages": [Case(get={EVERYBODY: 405}, post={EVERYBODY: 401})],
        "messages-in:original": [Case(get={EVERYBODY: 401}, post={EVERYBODY: 405})],
    }
)
