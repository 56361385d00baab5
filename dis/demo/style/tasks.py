"""The entries of what patients ask: cards, rows, histories and what happens then."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from demo.style import samples
from demo.style.entries import Entry, Values

_ID = uuid.UUID(int=3)
_AT = datetime(2026, 11, 19, 13, 2, tzinfo=UTC)
_WORDS = "Det står at jeg røyker. Jeg sluttet i 2015, og det har jeg sagt flere ganger."


def _task(**changes: Any) -> SimpleNamespace:
    values = {
        "id": _ID,
        "url": "#henvendelse",
        "code_text": "Retting i et dokument",
        "status_text": "Sendt",
        "status_tone": "neutral",
        "focus_text": "Epikrise, hjertemedisin (12. november)",
        "owner_name": "Universitetssykehuset Nord-Norge HF",
        "authored_at": _AT,
        "due_on": date(2026, 12, 19),
        "is_open": True,
        "is_overdue": False,
        "is_unread": False,
    }
    return SimpleNamespace(**{**values, **changes})


_ANSWERED = {"status_text": "Besvart", "status_tone": "success", "is_open": False}
_ROWS: dict[str, Values] = {
    "sendt": {"row": _task()},
    "svaret er sent": {"row": _task(is_overdue=True)},
    "nytt svar": {"row": _task(**_ANSWERED, is_unread=True)},
    "lang og fiendtlig tekst": {
        "row": _task(code_text=samples.HOSTILE, focus_text=samples.LONG_UNIT)
    },
}


def _step(who: str, text: str, words: str = "", *, is_internal: bool = False) -> SimpleNamespace:
    return SimpleNamespace(at=_AT, who=who, text=text, words=words, is_internal=is_internal)


_STEPS = [
    _step("Randi Nordgård", "Sendte henvendelsen", _WORDS),
    _step("Unni Haugland", "Skrev et notat", "Ringt legen.", is_internal=True),
    _step(samples.LONG_NAME, "Svarte", samples.HOSTILE),
]


def _queue(open_count: int, overdue_count: int, owner: str) -> Values:
    return {
        "owner_name": owner,
        "open_count": open_count,
        "overdue_count": overdue_count,
        "queue_url": "#oppgaver",
    }


ENTRIES = [
    Entry("worklist/_another.html", {"vanlig": {"form": {"patient": {"value": str(_ID)}}}}),
    Entry("worklist/_asked.html", {"spurt før": {"asked": _ID}}),
    Entry("worklist/_complain.html", {"vanlig": {}}),
    Entry("worklist/_history.html", {"tre steg, ett internt": {"steps": _STEPS}}),
    Entry(
        "worklist/_late.html",
        {"vanlig": {"owner": samples.LONG_UNIT, "due_on": date(2026, 10, 19)}},
    ),
    Entry(
        "worklist/_not_here.html",
        {
            "med navn og telefon": {"place": samples.LONG_UNIT, "phone": "77 00 00 00"},
            "uten": {"place": "", "phone": ""},
        },
    ),
    Entry(
        "worklist/_only_themselves.html",
        {"med telefon": {"place": samples.LONG_UNIT, "phone": "77 00 00 00"}},
    ),
    Entry("worklist/_row.html", _ROWS),
    Entry(
        "worklist/_then.html",
        {
            "når den som svarer er kjent": {
                "owner": "Universitetssykehuset Nord-Norge HF",
                "due_on": date(2026, 12, 19),
            },
            "når den skal velges": {"owner": "", "due_on": date(2026, 12, 19)},
        },
    ),
    Entry(
        "worklist/card_queue.html",
        {
            "noe over fristen": _queue(12, 1, "Universitetssykehuset Nord-Norge HF"),
            "ingenting": _queue(0, 0, samples.LONG_UNIT),
        },
    ),
    Entry(
        "worklist/card_requests.html",
        {
            "ett nytt svar": {
                "rows": [_task(**_ANSWERED, is_unread=True), _task()],
                "unread_count": 1,
                "list_url": "#alle",
            },
            "alt besvart": {"rows": [], "unread_count": 0, "list_url": "#alle"},
        },
    ),
]
