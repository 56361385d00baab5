"""What stands on the style page and in the gallery of the tests: invented documents and looks."""

import base64
import uuid
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import lazy
from django.utils.safestring import SafeString

from people.codes import ActingAs

LONG_NAME = (
    "Áilu Ánde Heaika-Máhtte Guhkesnamma-Nordlandsfjordstrand Čáhcesuolu Ŋuorggut Đorvi-Žearru"
)
HOSTILE = '<script>alert("x")</script> "onmouseover=alert(1) {{ 7|add:7 }} ' + "a" * 90
LONG_UNIT = (
    "Avdeling for fysikalsk medisin, rehabilitering og habilitering, poliklinikk for barn og unge"
)
LISE_BORN, INFANT_BORN = date(2020, 5, 4), date(2026, 10, 4)
TEXT = """Årsak til innleggelse
42 år gammel kvinne med kjent atrieflimmer, innlagt med tiltakende tungpust gjennom to uker.

Vurdering og behandling
Ekkokardiografi viser lett nedsatt pumpefunksjon, EF 45 %. Startet opp med ramipril. Kontroll av \
nyrefunksjon og kalium om to uker hos fastlege.

Avtaler videre
Time ved hjertepoliklinikken 8. desember. Pasienten fyller ut helseopplysninger før timen."""
_SHEET = """<svg xmlns="http://www.w3.org/2000/svg" width="600" height="848" viewBox="0 0 600 848">
<rect width="600" height="848" fill="#fff"/><g fill="#222" font-family="serif" font-size="22">
<text x="60" y="90" font-size="30">Epikrise</text>
<text x="60" y="150">Innlagt 3. november 2026.</text>
<text x="60" y="190">Utskrevet 12. november 2026.</text></g></svg>"""
SHEET = "data:image/svg+xml;base64," + base64.b64encode(_SHEET.encode()).decode()


def document(**changes: Any) -> SimpleNamespace:
    values = {
        "id": uuid.UUID(int=1),
        "url": "/journal/1/",
        "title": "Epikrise, hjertemedisin",
        "type_text": "Epikrise",
        "organisation": "Universitetssykehuset Nord-Norge HF",
        "unit": "Hjertemedisinsk avdeling, Tromsø",
        "author_name": "Unni Haugland",
        "author_role": "lege",
        "date": datetime(2026, 11, 12, 13, 30, tzinfo=UTC),
        "period_start": date(2026, 11, 3),
        "period_end": date(2026, 11, 12),
        "is_replaced": False,
        "replaced_by_url": "",
        "is_mistake": False,
        "status_text": "Signert",
        "language": "nb",
        "size": 184_320,
        "media_text": "PDF",
        "is_restricted": False,
        "responsible": "",
    }
    return SimpleNamespace(**{**values, **changes})


def rows() -> list[SimpleNamespace]:
    day = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
    return [
        document(),
        document(
            id=uuid.UUID(int=2),
            title="Akuttmottak, vurdert og reist hjem",
            type_text="Poliklinisk notat",
            organisation="Nordlandssykehuset HF",
            unit="Akuttmottaket, Bodø",
            date=day,
            is_replaced=True,
        ),
        document(
            id=uuid.UUID(int=3),
            title="",
            type_text="Røntgen thorax",
            unit="",
            author_name="",
            date=day,
        ),
        document(
            id=uuid.UUID(int=4),
            title="Čoahkkáigeassu: dikšunplána ja čuovvoleapmi, "
            "tverrfaglig behandlingsplan for habiliteringsopphold",
            organisation="Kárášjoga gielda / Karasjok kommune",
            unit=LONG_UNIT,
            author_name=LONG_NAME,
            date=day - timedelta(days=3000),
            is_restricted=True,
        ),
        document(
            id=uuid.UUID(int=5),
            title=HOSTILE,
            type_text=HOSTILE,
            organisation=HOSTILE,
            author_name=HOSTILE,
        ),
    ]


def contents() -> dict[str, SimpleNamespace]:
    sheet = {"src": SHEET, "text": "", "width": 600, "height": 848, "lines": []}
    line = {"x": 60, "y": 150, "width": 240, "size": 22, "text": "Innlagt 3. november 2026."}
    sheets = [
        {**sheet, "number": 1, "alt": "Side 1 av dokumentet", "text": TEXT, "lines": [line]},
        {**sheet, "number": 2, "alt": "Side 2 av dokumentet"},
    ]
    picture = {**sheet, "number": 1, "alt": "Bilde: epikrise, hjertemedisin"}
    html = f"<h1>Epikrise</h1><p>{TEXT}</p><table><tr><th>Kalium</th><td>4,4</td></tr></table>"
    return {
        "text": SimpleNamespace(kind="text", text=f"{TEXT}\n\n{HOSTILE}"),
        "html": SimpleNamespace(kind="html", html=html, framed=SafeString(html)),
        "pages": SimpleNamespace(kind="pages", pages=sheets, page_count=2),
        "image": SimpleNamespace(kind="image", pages=[picture], page_count=1),
        "none": SimpleNamespace(
            kind="none", reason="Filen er av en type vi ikke kan vise trygt (application/zip)."
        ),
    }


def filters(kind: str = "", period: str = "") -> list[SimpleNamespace]:
    def one(name: str, label: str, choices: list[tuple[str, str]], value: str) -> SimpleNamespace:
        made = [SimpleNamespace(value=v, label=text, selected=v == value) for v, text in choices]
        return SimpleNamespace(name=name, label=label, choices=made)

    types = [
        ("", "Alle typer"),
        ("A00-1", "Epikriser og sammenfatninger"),
        ("E00-1", "Bildeundersøkelser"),
    ]
    periods = [("", "Hele perioden"), ("1", "Siste år"), ("5", "Siste 5 år")]
    places = [("", "Alle steder"), ("unn", "Universitetssykehuset Nord-Norge HF"), ("k", LONG_UNIT)]
    return [
        one("type", "Type", types, kind),
        one("period", "Periode", periods, period),
        one("organisation", "Sted", places, ""),
    ]


def periods() -> list[SimpleNamespace]:
    labels = ["Siste 30 dager", "Siste år", "Alt"]
    return [SimpleNamespace(label=x, url=f"?p={x}", is_current=x == labels[0]) for x in labels]


def look(**changes: Any) -> SimpleNamespace:
    values = {
        "at": datetime(2026, 11, 19, 13, 2, tzinfo=UTC),
        "name": "Unni Haugland",
        "role": "lege",
        "workplace": "Hjertepoliklinikken, UNN Tromsø",
        "organisation": "Universitetssykehuset Nord-Norge HF",
        "action_text": "Leste",
        "items": ["Epikrise, hjertemedisin (12. november)"],
        "more_count": 0,
        "ground_text": "Du er til behandling her",
        "ground_tone": "success",
        "is_emergency": False,
        "is_self_declared": False,
        "opened_restricted": False,
        "was_refused": False,
        "on_behalf_of": "",
        "ask_url": "/spor/",
    }
    return SimpleNamespace(**{**values, **changes})


def log_days() -> list[SimpleNamespace]:
    first = [
        look(
            name="Petter Vollan",
            workplace="Akuttmottaket, Nordlandssykehuset Bodø",
            organisation="Nordlandssykehuset Bodø",
            is_emergency=True,
            is_self_declared=True,
            opened_restricted=True,
            ground_text="",
            items=["Epikrise (12. november)", "Kritisk informasjon"],
            more_count=2,
        ),
        look(items=[f"Poliklinisk notat nr. {n}" for n in range(1, 40)]),
        look(name="Petter Vollan", was_refused=True, ground_text="", items=[]),
        look(
            name=LONG_NAME,
            workplace=f"{LONG_UNIT}, {HOSTILE}",
            items=[HOSTILE],
            role="helsesekretær",
        ),
    ]
    later = [
        look(
            name="", role="", items=[], action_text="Så listen over dokumenter", on_behalf_of="Lise"
        )
    ]
    return [
        SimpleNamespace(date=date(2026, 11, 19), rows=first),
        SimpleNamespace(date=date(2025, 12, 31), rows=later),
    ]


def unit_rows() -> list[SimpleNamespace]:
    def one(**changes: Any) -> SimpleNamespace:
        values = {
            "patient_id": uuid.UUID(int=1),
            "name": "Randi Nordgård",
            "birth_date": date(1984, 3, 14),
            "gender_text": "Kvinne",
            "relation_text": "Innlagt",
            "since": date(2026, 11, 3),
            "until": None,
            "hour": None,
            "is_today": False,
            "opened_at": datetime(2026, 11, 19, 13, 2, tzinfo=UTC),
            "is_restricted": False,
            "open_url": "/kliniker/pasient/1/apne/",
        }
        return SimpleNamespace(**{**values, **changes})

    return [
        one(),
        one(
            name=LONG_NAME,
            birth_date=date(2026, 10, 1),
            relation_text="Til oppfølging etter poliklinisk time",
            hour=datetime(2026, 11, 19, 9, 30, tzinfo=UTC),
            opened_at=None,
            is_restricted=True,
        ),
        one(name="", birth_date=None, gender_text="", relation_text=HOSTILE),
    ]


_part = lazy(render_to_string, SafeString)


def part(template: str, values: dict[str, Any]) -> str:
    """A rendered part of a page: its texts are looked up when it is shown, as on the real page."""
    return _part(template, values)


def people() -> list[dict[str, Any]]:
    """Those for whom somebody may act."""
    as_parent, as_proxy = ActingAs.PARENT.label, ActingAs.PROXY.label
    return [
        {"name": "Vilde Nordgård", "birth_date": LISE_BORN, "acting_as": as_parent},
        {"name": LONG_NAME, "birth_date": INFANT_BORN, "acting_as": as_proxy},
    ]


def citizen_cards() -> list[str]:
    emergency = look(name="Petter Vollan", is_emergency=True)
    looked = {
        "people_count": 3,
        "emergencies": [emergency],
        "self_declared_count": 1,
        "log_url": "/i/",
    }
    return [
        part("journal/card_latest.html", {"rows": rows()[:3], "list_url": "/journal/"}),
        part("access/card_looked.html", looked),
        part("access/card_family.html", {"people": people(), "has_page": True}),
        part("components/card_failed.html", {}),
    ]


def clinician_cards(form: Any) -> list[str]:
    unit = {"unit_name": "Hjertepoliklinikken, UNN Tromsø", "unit_url": "/kliniker/enhet/"}
    find = {"form": form, "find_url": "/kliniker/pasient/finn/"}
    return [part("access/card_find.html", find), part("access/card_unit.html", unit)]
