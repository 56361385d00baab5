"""The entries of the parts that say what a patient has decided, and what he is told."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms

from access.settings.inputs import ConfirmInput, FindPartyInput, PatientInput
from demo.style import samples
from demo.style.entries import Entry, Values
from people.finding import Party

_ID = uuid.UUID(int=14)
_AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
_DESK = SimpleNamespace(patient_id=_ID, is_helpline=False)
_HELPLINE = SimpleNamespace(patient_id=_ID, is_helpline=True)
_PATIENT = {"name": samples.LONG_NAME, "birth_date": date(1984, 3, 14)}
_URLS = {"settings": "#innstillinger"}
_PARTIES = [
    Party(uuid.UUID(int=1), False, "Ingrid Berg", "lege, Hjertemedisinsk poliklinikk"),
    Party(uuid.UUID(int=2), True, samples.LONG_NAME, "Behandlingssted, UNN Tromsø"),
]


def _line(**more: Any) -> SimpleNamespace:
    base = {"id": _ID, "title": "Ingrid Berg", "since": _AT, "by": "Deg", "url": "", "until": None}
    return SimpleNamespace(**{**base, **more})


def _lines() -> dict[str, Values]:
    base = {"desk": _DESK, "action": "#her", "undo": "Opphev"}
    return {
        "kan oppheves": {**base, "line": _line()},
        "med lenke og slutt": {
            **base,
            "line": _line(title=samples.LONG_NAME, url="#dokument", until=_AT),
        },
        "kan ikke oppheves": {**base, "undo": "", "line": _line(title="")},
    }


def _understood() -> dict[str, Values]:
    unsaid = ConfirmInput(_ID, _data(patient=str(_ID)))
    unsaid.full_clean()
    return {"vanlig": {"form": ConfirmInput(_ID)}, "ikke krysset av": {"form": unsaid}}


def _data(**values: str) -> Any:
    return values


def _finding() -> dict[str, Values]:
    base: Values = {"desk": _DESK, "action": "#her", "choose": "Blokker", "suggested": []}
    typed = FindPartyInput(_ID, _data(patient=str(_ID), name=samples.HOSTILE))
    short = FindPartyInput(_ID, _data(patient=str(_ID), name="a"))
    for form in (typed, short):
        form.full_clean()
    found = {"has_searched": True, "found": _PARTIES, "has_more": True, "suggested": _PARTIES}
    return {
        "før søket": {**base, "finder": FindPartyInput(_ID)},
        "med treff": {**base, **found, "finder": typed},
        "ingen treff": {**base, "finder": typed, "has_searched": True, "found": []},
        "for kort": {**base, "finder": short},
        "for mange søk": {**base, "finder": typed, "must_wait": True},
    }


def _top() -> dict[str, Values]:
    base: Values = {"desk": _DESK, "urls": _URLS, "patient": _PATIENT, "form": forms.Form()}
    return {
        "pasienten": base,
        "hjelpetelefonen": {**base, "desk": _HELPLINE, "back_url": "#a", "back_label": "Tilbake"},
        "om noen andre": {**base, "is_about_another": True, "form": PatientInput(_ID)},
    }


_NOTICE = SimpleNamespace(title="Nødtilgang til journalen din", at=_AT)
ENTRIES = [
    Entry("access/settings/_find_party.html", _finding),
    Entry("access/settings/_form.html", {"skjult": {"desk": _DESK}}, ("<form>", "</form>")),
    Entry("access/settings/_line.html", _lines),
    Entry(
        "access/settings/_parties.html",
        {"to": {"desk": _DESK, "parties": _PARTIES, "choose": "Blokker", "action": "#her"}},
    ),
    Entry("access/settings/_top.html", _top),
    Entry("access/settings/_understood.html", _understood),
    Entry("access/settings/_whose.html", {"vanlig": {"patient": _PATIENT}}),
    Entry("access/settings/card_helpline.html", {"vanlig": {"helpline_url": "#finn"}}),
    Entry(
        "access/settings/card_notices.html",
        {"to nye": {"rows": [_NOTICE, _NOTICE], "unread_count": 2, "list_url": "#varsler"}},
    ),
]
