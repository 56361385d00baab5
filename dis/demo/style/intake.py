"""The entries of the parts about results on their way in."""

from __future__ import annotations

from datetime import UTC, datetime

from demo.style.entries import Entry

_OLDEST = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ENTRIES = [
    Entry(
        "intake/card_waiting.html",
        {
            "én venter": {"count": 1, "oldest": _OLDEST},
            "mange venter": {"count": 1204, "oldest": _OLDEST},
        },
    ),
]
