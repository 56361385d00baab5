"""Parts of appointments in every state."""

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from appointments.presenters import MODES, STATES, Row
from common.lists import tabs
from demo.style import samples
from demo.style.entries import Entry
from demo.style.persons import NOW

_PLACES = (
    {"name": "Ortopedisk poliklinikk", "owner": "UNN HF"},
    {"name": "Universitetssykehuset", "address": "Sykehusvegen 38, 9019 Tromsø"},
)


def _row(**changes: Any) -> Row:
    values: dict[str, Any] = {
        "id": uuid.UUID(int=1),
        "start": NOW + timedelta(days=1),
        "end": NOW + timedelta(days=1, minutes=30),
        "between": None,
        "state": "",
        "tone": "",
        "mode": MODES["there"],
        "is_off": False,
        "is_ahead": True,
        "heading": "Ortopedisk poliklinikk",
        "places": _PLACES,
        "people": ("Ingrid Berg",),
        "organisation": "UNN HF",
        "about": "Kontroll etter operasjon.",
        "prepare": "Møt fastende.\nTa med legemidlene dine.",
        "link": "",
        "link_host": "",
        "has_bad_link": False,
        "phone": "",
        "phone_url": "",
        "reason": "",
        "missing": (),
        "is_blocked": False,
        "calendar_url": "#kalender",
    }
    return Row(**{**values, **changes})


def _cancelled(reason: str = "Behandlingen er i gang.") -> Row:
    state, tone = STATES["cancelled"]
    return _row(state=state, tone=tone, is_off=True, reason=reason, prepare="", calendar_url="")


def _states() -> dict[str, Any]:
    link = {"link": "https://join.nhn.no/webapp2/home", "link_host": "join.nhn.no"}
    found = {
        "oppmøte": _row(),
        "video": _row(mode=MODES["video"], places=(), **link),
        "video uten trygg lenke": _row(mode=MODES["video"], has_bad_link=True),
        "telefon": _row(mode=MODES["phone"], phone="909 64 159", phone_url="90964159"),
        "avlyst": _cancelled(),
        "avlyst uten grunn": _cancelled(""),
        "uten tid": _row(start=None, end=None, between=(NOW, NOW + timedelta(days=9))),
        "nesten tom": _row(
            end=None,
            places=(),
            people=(),
            about="",
            prepare="",
            missing=("Stedet er ikke oppgitt.",),
        ),
        "lange navn": _row(
            heading=samples.LONG_UNIT, places=({"name": samples.LONG_UNIT},), is_blocked=True
        ),
    }
    return {name: {"row": row, "level": 3, "is_own": True} for name, row in found.items()}


def _lists() -> dict[str, Any]:
    links = tabs("#", {"kommende": "Kommende", "tidligere": "Tidligere"}, "kommende")
    page = SimpleNamespace(paginator=SimpleNamespace(count=0))
    empty = {"rows": [], "links": links, "page": page}
    return {
        "vanlig": {**empty, "rows": [_row(), _cancelled()], "is_own": True},
        "ingen kommende": empty,
        "ingen tidligere": {**empty, "is_past": True},
        "sperret": {**empty, "access": {"withheld_count": 2}},
    }


ENTRIES = [
    Entry("appointments/_appointment.html", _states),
    Entry("appointments/_list.html", _lists),
    Entry(
        "appointments/card_next.html",
        lambda: {
            "oppmøte": {"row": _row(), "list_url": "#alle"},
            "video": {"row": _row(mode=MODES["video"]), "list_url": "#alle"},
        },
    ),
]
