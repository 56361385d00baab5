"""The entries of the journal: rows and lists, search and filters, the document and its life."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from demo.style import samples
from demo.style.entries import Entry, Values
from demo.style.persons import page, patient
from journal.presenters.life import Attachment, Life, Link, VersionRow
from journal.presenters.printing import Place, Printed
from journal.presenters.timelines import timeline

_ID = uuid.UUID(int=4)
_FIRST = Place(1)
_AT = datetime(2026, 11, 19, 13, 2, tzinfo=UTC)
_LINK = Link(samples.LONG_UNIT, "#annet", _AT, "Nordlandssykehuset HF", is_mistake=False)
_WRONG = Link("Notat på feil pasient", "#feil", _AT, "", is_mistake=True)
_ATTACHED = Attachment(1, "EKG 19. november", "PDF", 184_320, "#vis", "#last-ned")
_BARE = Attachment(2, samples.LONG_UNIT, "ZIP", None, "", "")
_PLACE = "Universitetssykehuset Nord-Norge HF"
_MISTAKE = Life(is_mistake=True, withdrawn_at=_AT, withdrawn_by=_PLACE, reason="Feil pasient")
LIVES = {
    "registrert ved en feil": _MISTAKE,
    "og innholdet vises ikke": Life(is_mistake=True, is_withheld=True),
    "ikke signert": Life(is_draft=True),
    "utsatt, kom sent, endret, hører til": Life(
        is_delayed=True,
        delayed_until=_AT,
        arrived_late_at=_AT,
        written_at=_AT,
        is_amended=True,
        parents=[_LINK],
        older=[_LINK],
    ),
    "vedlegg, tillegg og versjoner": Life(
        attachments=[_ATTACHED, _BARE],
        addenda=[_LINK, _WRONG],
        versions_url="#versjoner",
        version_count=2,
    ),
}
_VERSION = VersionRow(None, "#versjon", "Epikrise", _AT, samples.LONG_NAME, "Signert", _AT)
_ROW = {
    "is_unread": True,
    "marked_title": "",
    "place": "… startet opp med ramipril. Kontroll av nyrefunksjon …",
    "is_draft": True,
    "is_late": True,
    "is_delayed": True,
    "is_delayed_until": _AT,
    "is_elsewhere": True,
    "attachment_count": 3,
}
_BUSY = samples.document(id=_ID, is_mistake=True, is_replaced=True, is_restricted=True)
_BUSY.__dict__.update(_ROW)
_MONTHS = ((2026, 11, 12), (2026, 3, 3), (2024, 2, 5), (2019, 5, 1))
_YEARS = [(date(year, month, 1), count) for year, month, count in _MONTHS]


def _lives(*names: str) -> dict[str, Values]:
    return {name: {"life": LIVES[name], "document": samples.document(id=_ID)} for name in names}


def _documents() -> dict[str, Values]:
    def one(kind: str, **changes: object) -> Values:
        values = {"life": Life(), "document": samples.document(id=_ID, **changes)}
        return {**values, "content": samples.contents()[kind], "download_url": "#last-ned"}

    return {
        "tekst, også lang og fiendtlig": one("text"),
        "melding i egen ramme": one("html"),
        "sider av en PDF, én uten tekst": one("pages"),
        "bilde": one("image"),
        "kan ikke vises her": one("none"),
        "sperret, lange navn": one(
            "text", is_restricted=True, title=samples.HOSTILE, author_name=samples.LONG_NAME
        ),
    }


def _filter(name: str, label: str, kind: str) -> SimpleNamespace:
    choice = SimpleNamespace(value="1", label="Epikriser", selected=True, count=12)
    value = "2026-11-19" if kind == "date" else ""
    return SimpleNamespace(name=name, label=label, kind=kind, choices=[choice], value=value)


_KINDS = [
    _filter("type", "Type", "select"),
    _filter("fra", "Fra dag", "date"),
    _filter("ulest", "Bare uleste", "flag"),
]
_SORTS = [SimpleNamespace(value="", label="Nyeste først", selected=True)]


def _printed(kind: str, place: Place = _FIRST, **changes: Any) -> Values:
    shown: Any = (samples.document(id=_ID), samples.contents()[kind])
    return {"each": Printed(place, 2, *shown, **changes), "patient": patient()}


def _prints() -> dict[str, Values]:
    attachment = replace(_FIRST, attached=2)
    return {
        "tekst, med flere vedlegg enn som skrives ut": _printed("text", attached=20, left_out=3),
        "kan ikke skrives ut": {**_printed("none"), "alone_url": "#alene"},
        "vedlegg": _printed("none", attachment, attached=3, attachment_title=samples.LONG_UNIT),
    }


READING = [
    Entry("journal/_ask.html", {"vanlig": {"document": samples.document(id=_ID)}}),
    Entry("journal/_ask_missing.html", {"vanlig": {}}),
    Entry("journal/_blocked.html", {"vanlig": {}}),
    Entry(
        "journal/_content.html",
        lambda: {
            kind: {"content": content, "document": samples.document(id=_ID)}
            for kind, content in samples.contents().items()
        },
        around=('<div id="document-title">Epikrise</div>', ""),
    ),
    Entry(
        "journal/_content_pages.html",
        lambda: {"to sider": {"content": samples.contents()["pages"], "document": _BUSY}},
    ),
    Entry(
        "journal/_content_ranges.html",
        {
            "mange sider": {
                "content": {
                    "ranges": [
                        {"first": 1, "last": 20, "is_current": True},
                        {"first": 21, "last": 31, "is_current": False},
                    ]
                }
            }
        },
    ),
    Entry("journal/_document.html", _documents),
    Entry(
        "journal/_elsewhere.html",
        {
            "papir": {"life": Life(is_paper=True, place=_PLACE), "document": _BUSY},
            "ukjent arkiv": {"life": Life(), "document": _BUSY},
        },
    ),
    Entry(
        "journal/_life.html",
        lambda: {
            **_lives("registrert ved en feil", "og innholdet vises ikke", "ikke signert"),
            "erstattet": {
                "life": Life(),
                "document": samples.document(is_replaced=True, replaced_by_url="#ny"),
            },
        },
    ),
    Entry("journal/_life_facts.html", lambda: _lives("utsatt, kom sent, endret, hører til")),
    Entry("journal/_life_more.html", lambda: _lives("vedlegg, tillegg og versjoner")),
    Entry(
        "journal/_no_longer.html",
        {
            "innbygger": {"version": _VERSION, "document_url": "#i-dag"},
            "kliniker": {"version": replace(_VERSION, number=3), "document_url": "#i-dag"},
        },
    ),
    Entry(
        "journal/_neighbours.html",
        {
            "midt i listen": {
                "previous_url": "#forrige",
                "next_url": "#neste",
                "position": 2,
                "total": 4,
            },
            "den første": {"next_url": "#neste", "position": 1, "total": 4},
        },
    ),
    Entry("journal/_print_button.html", {"pasient": {"document": _BUSY}}),
    Entry("journal/_print_document.html", _prints),
    Entry("journal/_print_next.html", {"henter": {"next_number": 2, "total": 7}}),
    Entry(
        "journal/_print_part.html",
        {
            "borte": {"each": None, "number": 2, "total": 7, "ready": 2},
            "vedlegg borte": {"each": None, "is_attached": True, "total": 7, "ready": 2},
        },
    ),
    Entry(
        "journal/_print_state.html",
        {"henter": {"ready": 2, "total": 7}, "ferdig": {"ready": 7, "total": 7}},
    ),
]
LISTS = [
    Entry(
        "journal/_choose.html",
        lambda: {"mange": {"page": page(samples.rows() * 20)}, "ingen": {"page": page([])}},
    ),
    Entry("journal/_choose_box.html", {"vanlig": {"row": _BUSY}}),
    Entry(
        "journal/_chosen.html",
        {"søk og valg": {"words": "nyre ramipril", "filters": _KINDS, "kept": {}}},
    ),
    Entry(
        "journal/_delayed.html",
        {"med og uten dag": {"delayed": [(date(2026, 12, 3), 1), (None, 2)]}, "ingen": {}},
    ),
    Entry(
        "journal/_filter.html",
        {
            "valg": {"filter": _KINDS[0]},
            "dag": {"filter": _KINDS[1]},
            "av/på": {"filter": _KINDS[2]},
        },
    ),
    Entry(
        "journal/_filters.html",
        {"åpnet": {"filters": _KINDS, "sorts": _SORTS, "kept": {}, "more_open": True}},
    ),
    Entry(
        "journal/_nothing.html",
        {"etter søk": {"words": "nyre", "is_filtered": True}, "etter valg": {"is_filtered": True}},
    ),
    Entry(
        "journal/_picks.html",
        lambda: {"vanlig, lange navn": {"rows": [_BUSY, *samples.rows()], "document": _BUSY}},
    ),
    Entry(
        "journal/_place.html",
        {
            "i dokumentet": {"row": _BUSY},
            "i et vedlegg": {"row": {"place": _ROW["place"], "place_in": samples.LONG_UNIT}},
        },
    ),
    Entry("journal/_row_tags.html", {"alle merker": {"row": _BUSY}}),
    Entry("journal/_rows.html", lambda: {"vanlig": {"rows": [_BUSY, *samples.rows()]}}),
    Entry(
        "journal/_said.html",
        {"vanlige ord": {"is_too_common": True}, "ikke lest inn": {"unsearchable_count": 3}},
    ),
    Entry(
        "journal/_saved.html",
        {
            "to lagret, ett til": {
                "saved": [{"id": _ID, "name": "Hjerte siste år"}, {"id": _ID, "name": "Nyre"}],
                "kept": {"type": "A00-1"},
                "is_filtered": True,
                "patient": patient(),
            },
            "ingen": {"saved": [], "patient": patient()},
        },
    ),
    Entry(
        "journal/_search.html",
        {
            "tomt": {"label": "Søk i dokumentene"},
            "feil, med det som ble skrevet": {
                "label": "Søk i dokumentene til pasienten",
                "refusal": {"reason": "Skriv minst to bokstaver.", "typed": "a"},
                "is_lost": True,
            },
        },
    ),
    Entry("journal/_shortcuts.html", {"lukket": {}}),
    Entry("journal/_title.html", {"ulest": {"row": _BUSY}}),
    Entry("journal/_unread.html", {"vanlig": {"unread_url": "#ulest"}}),
    Entry("journal/_year_links.html", {"begge sider": {"timeline": timeline(_YEARS, 2024)}}),
    Entry(
        "journal/_years.html",
        {
            "tre år": {"timeline": timeline(_YEARS, None)},
            "et år er valgt": {"timeline": timeline(_YEARS, 2024)},
        },
    ),
    Entry(
        "journal/card_latest.html",
        lambda: {
            "tre siste": {"rows": samples.rows()[:3], "list_url": "#alle"},
            "ingenting": {"rows": []},
        },
    ),
]
ENTRIES = [*READING, *LISTS]
