"""Owns what the addresses of results, appointments and the pages for the whole patient answer."""

from __future__ import annotations

from tests.house.routes import ROUTES, Answers, Case, _own, _records

_OUTSIDE, _KEEPERS = ("berg", "fastlege", "sekretar"), ("lie", "moe", "vik")
_CHANGE = ("lie", "moe")
# Of one that there is: tests/labresults/test_pages.py and test_release.py.
_NOTHING: Answers = {_OUTSIDE: "access:open-record"}
_NONE = [Case("kari", get=_NOTHING), Case("nobody")]

ROUTES.update(
    {
        "labresults:own-results": _own(),
        "labresults:own-trend": [Case()],
        "labresults:own-category": _own(),
        "labresults:own-report": [Case()],
        "labresults:own-file": [Case()],
        "labresults:own-file-download": [Case()],
        "appointments:own": _own(),
        # Of one that there is: tests/appointments/test_pages.py.
        "appointments:own-calendar": [Case()],
        "appointments:record": _records(),
        "portal:own-health": _own(),
        "portal:own-timeline": _own(),
        "portal:record-timeline": _records(),
        "labresults:record-table": _records(),
        "labresults:record-trend": _NONE,
        "labresults:record-reports": _records(),
        "labresults:record-report": _NONE,
        "labresults:record-file": _NONE,
        "labresults:record-file-download": _NONE,
        "labresults:record-versions": _NONE,
        "labresults:record-version": _NONE,
        "labresults:record-release": [Case("kari", get=_NOTHING, post=_NOTHING), Case("nobody")],
        "labresults:rules": [Case(get={_KEEPERS: 200})],
        "labresults:rule": [Case(get={_CHANGE: 200}, post={_CHANGE: 422})],
        "labresults:texts": [Case(get={_KEEPERS: 200})],
        "labresults:text": [Case(get={_CHANGE: 200}, post={_CHANGE: 422})],
    }
)
