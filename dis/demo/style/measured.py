"""The entries of hints that something is measured already."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from demo.style import samples
from demo.style.entries import Entry
from demo.style.results import _AT, _HIGH, _PLAIN
from labresults.measured.presenters import Line, Newer

_LINE = Line(
    key="hb",
    name="Hemoglobin",
    value=_PLAIN,
    ago="for 3 dager siden",
    until=date(2026, 11, 26),
    days=7,
    source="Laboratoriemedisin, UNN, 2026",
    source_url="",
    url="#utvikling",
    is_used=False,
    use_url="#bruk",
)
_LONG = replace(
    _LINE,
    name=samples.LONG_UNIT,
    value=replace(_HIGH, laboratory=samples.LONG_UNIT, converted_from="161 g/L"),
    source_url="https://www.example.no/",
)
_HINTS: dict[str, Any] = {
    "til den som rekvirerer": {"line": _LINE, "back": "#", "named": True},
    "brukt i dag": {"line": replace(_LINE, is_used=True, use_url=""), "back": "#"},
    "bare til opplysning": {"line": replace(_LINE, use_url=""), "back": "#", "named": True},
    "nyere svar, ikke endelig": {
        "line": replace(_LINE, newer=Newer("11,9 g/dL", _AT)),
        "back": "#",
        "named": True,
    },
    "lange navn": {"line": _LONG, "back": "#", "named": True},
}
_PAST = SimpleNamespace(recorded_at=_AT, author_name="Lie", days=7, source="UNN, 2026")
ENTRIES = [
    Entry("measured/_hint.html", _HINTS),
    Entry(
        "measured/_history.html",
        {
            "endret": {"history": [{"row": _PAST, "name": "Hemoglobin"}]},
            "ingenting": {"history": []},
        },
    ),
]
