"""Owns what the addresses of critical information and medicines answer to whom."""

from __future__ import annotations

from tests.house.routes import ROUTES, Answers, Case, _own, _records, _sent_empty

INSIDE, OUTSIDE = ("berg-inside", "dahl-inside"), ("berg", "fastlege", "sekretar")
TO_REASON = "access:open-record"
# Of one that there is: tests/summary/test_critical_pages.py.
_NOTHING: Answers = {OUTSIDE: TO_REASON}


def _forms(sent: int = 422) -> list[Case]:
    """As the record itself; an empty form comes back."""

    def answered(answer: int | str) -> int | str:
        return sent if answer == 200 else answer

    return [
        Case(each.patient, get=each.get, post={who: answered(a) for who, a in each.get.items()})
        for each in _records()
    ]


ROUTES.update(
    {
        "summary:own-critical": _own(),
        "summary:ask-correction": [Case()],
        "summary:critical": _records(),
        "summary:critical-add": _forms(),
        "summary:critical-item": [Case("kari", get=_NOTHING, post=_NOTHING), Case("nobody")],
        "summary:medicines": _records(),
        # What was shown of the list stands in the form: an empty one is of no list that there is.
        "summary:reconcile": _forms(409),
        "summary:own-medicines": _own(),
        "summary:own-medicine-add": [
            Case(get=each.get, post=_sent_empty(each.get)) for each in _own()
        ],
        "summary:own-medicine-remove": [Case()],
        "summary:critical-correct": [Case("kari", get=_NOTHING, post=_NOTHING), Case("nobody")],
    }
)
