"""The entries of the parts about systems and apps that may call."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

from demo.style import samples
from demo.style.entries import Entry

_LINES = [
    ("Navn", [], ["Laboratoriets system"]),
    ("Hva det får sende", ["Prøvesvar"], ["Prøvesvar", samples.HOSTILE, "Dokumenter i journalen"]),
    ("Forespørsler i minuttet", ["600"], []),
]
_STOPPED = SimpleNamespace(
    name="Silje Moe", words=samples.HOSTILE, at=datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
)
_SECRET = SimpleNamespace(
    url="#forslag", title="App: Helsevenn", until=datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
)
ENTRIES = [
    Entry("systems/_lines.html", {"nytt, endret og tatt bort": {"lines": _LINES}}),
    Entry(
        "systems/card_systems.html",
        {
            "to venter, og én er stoppet": {
                "waiting_count": 2,
                "waiting_url": "#venter",
                "stopped": _STOPPED,
                "stopped_name": samples.LONG_UNIT,
                "systems_url": "#systemer",
            },
            "én venter": {"waiting_count": 1, "waiting_url": "#venter", "systems_url": "#systemer"},
            "en hemmelighet venter": {"to_fetch": [_SECRET], "systems_url": "#systemer"},
        },
    ),
]
