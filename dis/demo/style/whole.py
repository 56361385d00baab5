"""The entries of the page with the whole patient: timeline, problems, newest results, menu."""

from __future__ import annotations

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from common.timeline import DOCUMENTS, RESULTS, VISITS, Entry
from demo.style import entries as style
from demo.style import results, samples
from demo.style.persons import NOW
from labresults.in_short import Line
from summary.problems import Problem


def timeline() -> list[Entry]:
    """One thing of each kind, one with everything, and one that is as long as can be."""
    unn, unit = "Universitetssykehuset Nord-Norge HF", "Hjertemedisinsk poliklinikk"
    found = [
        (VISITS, "Besøk", "", unn, unit, [("planlagt", "info")]),
        (DOCUMENTS, "Epikrise etter innleggelse", "Epikrise", unn, unit, []),
        (RESULTS, "Blodprøver, årskontroll", "Nyrer", "Fløyfjell legesenter", "", []),
        (
            DOCUMENTS,
            samples.LONG_UNIT * 2,
            "Journalnotat",
            samples.LONG_UNIT,
            samples.LONG_UNIT,
            [("erstattet av en nyere versjon", "neutral"), ("sperret av pasienten", "warning")],
        ),
        (VISITS, samples.HOSTILE, samples.HOSTILE, "", "", [("avlyst", "neutral")]),
    ]
    return [
        Entry(uuid.UUID(int=n), NOW - timedelta(40 * n), kind, title, "" if kind == VISITS else "#",
              more, place, part, tags)
        for n, (kind, title, more, place, part, tags) in enumerate(found)
    ]  # fmt: skip


def _problem(title: str, **more: Any) -> Problem:
    values = {"since": "2023", "place": "Universitetssykehuset Nord-Norge HF", "words": ""}
    return Problem(title, **{**values, "is_unsure": False, **more})


_HEART = _problem("Atrieflimmer", words="Hjertet slår ujevnt, og noen ganger for fort")
_LONG = _problem(samples.LONG_UNIT * 2, place=samples.LONG_UNIT, is_unsure=True)
_BELOW = [
    {"label": "Min helse", "url": "#"},
    {"label": "Tidslinje", "url": "#tid", "current": "page"},
    {"label": "Dokumenter", "url": "#dokumenter"},
]
_MENU = [
    {"label": "Hjem", "url": "#hjem"},
    {"label": "Min helse", "url": "#", "current": "true", "below": _BELOW},
]
_ALL = {"value": "", "label": "Alle", "selected": True}
_FILTERS = [{"name": name, "label": name.title(), "choices": [_ALL]} for name in ("hva", "hvor")]
_LINES = [Line(name, "#verdi", value) for name, value in results.IN_SHORT]
_LIST = ('<ul class="dis-rows dis-plain">', "</ul>")
ENTRIES = [
    style.Entry("components/navigation_below.html", {"en gruppe": {"links": _MENU}}),
    style.Entry("portal/_entries.html", lambda: {"alle slag": {"entries": timeline()}}),
    style.Entry(
        "portal/_newest.html",
        lambda: {
            "med mye": {"entries": timeline(), "timeline_url": "#alt"},
            "alt er sperret": {"entries": [], "access": {"withheld_count": 2}},
            "ingenting": {"entries": []},
        },
    ),
    style.Entry(
        "portal/_timeline.html",
        lambda: {
            "med mye": {"entries": timeline(), "older": "sted", "filters": _FILTERS},
            "ingenting passer": {"entries": [], "is_filtered": True, "filters": _FILTERS},
        },
    ),
    style.Entry(
        "portal/card_health.html", {"vanlig": {"health_url": "#helse", "whole_url": "#alt"}}
    ),
    style.Entry("summary/_problem.html", {"med langt navn": {"problem": _LONG}}, _LIST),
    style.Entry("summary/_own_problem.html", {"i klare ord": {"problem": _HEART}}, _LIST),
    style.Entry(
        "summary/_problems.html",
        {
            "noen": {"shown": [_HEART, _LONG], "others": [_HEART]},
            "alt er sperret": {"shown": [], "problems_withheld": 2},
            "ingenting": {"shown": []},
        },
    ),
    style.Entry(
        "summary/card_problems.html",
        {"noen": {"shown": [_HEART, _LONG], "others": [_HEART]}, "ingenting": {"shown": []}},
    ),
    style.Entry(
        "labresults/_newest.html",
        {
            "utenfor først": {"lines": _LINES, "out_count": 1, "list_url": "#svar"},
            "sperret": {"lines": [], "results_withheld": 1, "list_url": "#svar"},
            "ingenting": {"lines": [], "list_url": "#svar"},
        },
    ),
    style.Entry(
        "labresults/_documents.html",
        lambda: {
            "noen": {
                "documents": SimpleNamespace(entries=timeline()[2:4], has_more=True),
                "timeline_url": "#alt",
            }
        },
    ),
]
