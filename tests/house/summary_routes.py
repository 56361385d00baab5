"""Owns what the addresses of critical information and medicines answer to whom."""

from __future__ import annotations

from tests.house.routes import ROUTES, Answers, Case, _own, _records, _sent_empty

INSIDE, OUTSIDE = ("berg-inside", "dahl-inside"), ("berg", "fastlege", "sekretar")
TO_REASON = "access:open-record"
# Of one that there is: tests/summary/test_critical_pages.py.
_NOTHING: Answers = {OUTSIDE: TO_REASON}


def _forms() -> list[Case]:
    """As the record itself; an empty form comes back."""
    return [
        Case(each.patient, get=each.get, post={who: _sent(a) for who, a in each.get.items()})
        for each in _records()
    ]


def _sent(answer: int | str) -> int | str:
    return 422 if answer == 200 else answer


ROUTES.update(
    {
        "summary:own-critical": _own(),
        "summary:ask-correction": [Case()],
        "summary:critical": _records(),
        "summary:critical-add": _forms(),
        "summary:critical-item": [Case("kari", get=_NOTHING, post=_NOTHING), Case("nobody")],
        "summary:medicines": _records(),
        "summary:reconcile": _forms(),
        "summary:own-medicines": _own(),
        "summary:own-medicine-add": [
            Case(get=each.get, post=_sent_empty(each.get)) for each in _own()
        ],
        "summary:own-medicine-remove": [Case()],
        "summary:critical-correct": [Case("kari", get=_NOTHING, post=_NOTHING), Case("nobody")],
    }
)
