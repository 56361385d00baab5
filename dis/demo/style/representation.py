"""The entries of the parts that say who acts for whom."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

from django import forms

from access.representation.inputs import AskedInput
from demo.style import samples
from demo.style.entries import Entry, Values

_AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
_SERVICES = ["Dokumenter", "Hvem har sett", "Forespørsler og svar"]


def _consent() -> dict[str, Values]:
    frame = {"acting_for_name": "Vilde Nordgård"}
    given = SimpleNamespace(is_given=True, since=_AT, by=samples.LONG_NAME)
    missing = SimpleNamespace(is_given=False, since=None, by="")
    return {
        "gitt, for en forelder": {"frame": frame, "is_parent": True, "consent": given},
        "ikke gitt, for en forelder": {"frame": frame, "is_parent": True, "consent": missing},
        "for ungdommen selv": {"frame": {}, "is_parent": False, "consent": given},
    }


def _row(**more: object) -> Values:
    base = {
        "version": 2,
        "valid_from": date(2027, 1, 1),
        "note": "Etter ny veileder fra Helsedirektoratet",
        "proposed_by_name": "Andreas Lie",
        "proposed_at": _AT,
    }
    return {"row": SimpleNamespace(**{**base, **more})}


def _table() -> Values:
    closed, read = ["Stengt"] * 3, ["Lese", "Lese, når en forelder samtykker", "Lese og gjøre"]
    bands = [
        SimpleNamespace(ages="0–12 år", rights=list(zip(_SERVICES, closed, strict=True))),
        SimpleNamespace(ages="13 år og eldre", rights=list(zip(_SERVICES, read, strict=True))),
    ]
    lines = [("Personen selv", ""), ("Foreldre", ", ".join(_SERVICES))]
    return {
        "role_tables": [SimpleNamespace(role="eksempel", label="Personen selv", bands=bands)],
        "services": _SERVICES,
        "options": [("Adresse", "Begge foreldre, hvis én av dem bor med barnet")],
        "examples": [SimpleNamespace(age=11, lines=lines)],
    }


def _registered(**more: object) -> Values:
    base = {
        "appointed": "Pårørende",
        "services": _SERVICES,
        "is_told": False,
        "set_by": "Ingrid Berg",
        "last_day": date(2027, 5, 14),
    }
    return {"power": SimpleNamespace(**{**base, **more})}


class _HowInput(forms.Form):
    """The fields of how a patient has asked the helpline, with ids of their own."""

    how, signed_on, is_identified = (
        AskedInput.base_fields[name] for name in ("how", "signed_on", "is_identified")
    )
    prefix = "how"


ENTRIES = [
    Entry("access/representation/_consent.html", _consent()),
    Entry(
        "access/representation/_asked.html",
        {
            "på papir": {"asked": SimpleNamespace(how="paper", signed_on=date(2026, 11, 12))},
            "på telefon": {"asked": SimpleNamespace(how="phone", signed_on=None)},
        },
    ),
    Entry("access/representation/_how_asked.html", {"tomt": {"form": _HowInput()}}),
    Entry(
        "access/representation/_registered.html",
        {
            "av lege": _registered(),
            "fra et register": _registered(appointed="Verge", is_told=True),
        },
    ),
    Entry(
        "access/representation/_policy_row.html",
        {
            "venter": _row(),
            "godkjent": _row(approved_by_name=samples.LONG_NAME, approved_at=_AT),
            "lagt bort": _row(closed_by_name="Silje Moe", closed_at=_AT),
            "på sin egen side": _row() | {"is_own_page": True},
        },
        around=('<ul class="dis-rows dis-plain">', "</ul>"),
    ),
    Entry("access/representation/_policy_table.html", {"liten tabell": _table()}),
]
