"""Owns what the addresses of what is measured already answer to whom."""

from __future__ import annotations

from tests.house.routes import EVERYBODY, ROUTES, Case, _records

_KEEPERS, _CHANGE = ("lie", "moe", "vik"), ("lie", "moe")

ROUTES.update(
    {
        "measured:check": _records(),
        # Of a result that there is not: whose record it is comes back to the page.
        "measured:use": [
            Case(
                each.patient,
                get=each.get,
                post={who: "measured:check" if a == 200 else a for who, a in each.get.items()},
            )
            for each in _records()
        ],
        "measured:periods": [Case(get={_KEEPERS: 200})],
        "measured:figures": [Case(get={_KEEPERS: 200})],
        "measured:period": [Case(get={_CHANGE: 200}, post={_CHANGE: 422})],
        "hooks:discovery": [Case(get={EVERYBODY: 200}, post={EVERYBODY: 405})],
        # By token only; what is asked there, tests/fhirapi/test_hooks.py asks.
        **{
            f"hooks:{name}": [Case(get={EVERYBODY: 405}, post={EVERYBODY: 401})]
            for name in ("service", "feedback")
        },
    }
)
