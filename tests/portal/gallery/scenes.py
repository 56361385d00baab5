"""Every page of this room with invented content: ordinary, empty, huge, hostile and in error."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from access import presenters
from access.inputs import FindInUnitInput, UnitFilterInput
from access.unit_patients import View, Wanted
from demo.style import samples as content
from demo.style import whole
from demo.style.persons import (
    EMERGENCY,
    LONG,
    NOBODY,
    FindForm,
    OpenForm,
    access,
    page,
    patient,
)
from portal.context import Frame
from portal.registry import Link


@dataclass(frozen=True)
class Scene:
    name: str
    template: str
    context: dict[str, Any]
    frame: Frame
    path: str = "/"
    data: dict[str, str] = field(default_factory=dict)


def citizen(**changes: Any) -> Frame:
    links = [
        Link(_("Home"), "/hjem/", "page"),
        Link(_("Journal"), "/journal/"),
        Link(_("Who has looked"), "/innsyn/"),
    ]
    values = {
        "home_url": "/hjem/",
        "is_signed_in": True,
        "links": links,
        "person_name": "Kari Nordli",
    }
    return Frame(**{**values, **changes})


def clinician(**changes: Any) -> Frame:
    links = [Link(_("My day"), "/kliniker/"), Link(_("Find a patient"), "/kliniker/pasient/finn/")]
    values = {
        "product": "DIS",
        "home_url": "/kliniker/",
        "size": "sm",
        "width": "wide",
        "is_signed_in": True,
        "links": links,
        "person_name": "Ingrid Berg",
        "role_name": "lege",
        "workplace": "Hjertepoliklinikken, UNN Tromsø",
        "may_change_hat": True,
    }
    return Frame(**{**values, **changes})


def frame_scenes() -> Iterator[Scene]:
    ways_in = {"citizen_url": "/logg-inn/idporten/", "clinician_url": "/logg-inn/helseid/"}
    yield Scene("landing", "portal/landing.html", ways_in, Frame())
    cards = {"cards": content.citizen_cards(), "greeting_name": "Kari"}
    yield Scene("home-citizen", "portal/home_citizen.html", cards, citizen(), "/hjem/")
    young = {"cards": [], "refusal": "Mellom 12 og 16 år kan du ikke lese journalen din her ennå."}
    yield Scene("home-refused", "portal/home_citizen.html", young, citizen(), "/hjem/")
    lise = citizen(acting_for_name=f"Lise {content.LONG_NAME}", may_change_hat=True)
    yield Scene("home-acting", "portal/home_citizen.html", {"cards": []}, lise, "/hjem/")
    day = {"cards": content.clinician_cards(FindForm())}
    yield Scene("home-clinician", "portal/home_practitioner.html", day, clinician(), "/kliniker/")
    office = clinician(
        product="DIS administrasjon", person_name="Grete Lie", role_name="administrator"
    )
    entries = {"entries": [Link("Enheter", "/x/", description="Navn, telefon og innstillinger.")]}
    yield Scene("home-admin", "portal/home_administrator.html", entries, office)
    yield Scene("home-admin-empty", "portal/home_administrator.html", {}, office)
    for status in (400, 403, 404, 405, 413, 429, 500, 503):
        yield Scene(f"error-{status}", "portal/error.html", {"status": status}, clinician())
    for name in ("help", "privacy", "accessibility"):
        yield Scene(name, f"portal/{name}.html", {}, Frame())


def journal_scenes() -> Iterator[Scene]:
    rows = content.rows()
    lists = {"filters": content.filters(), "page": page(rows), "is_filtered": False}
    mine = citizen()
    yield Scene("patient-list", "journal/patient_list.html", lists, mine, "/journal/")
    narrow = {
        **lists,
        "filters": content.filters("A00-1", "5"),
        "page": page([]),
        "is_filtered": True,
    }
    chosen = {"type": "A00-1", "period": "5"}
    yield Scene("patient-list-none", "journal/patient_list.html", narrow, mine, "/journal/", chosen)
    empty = {**lists, "page": page([]), "missing": ["Finnmarkssykehuset", "Tromsø kommune"]}
    yield Scene("patient-list-empty", "journal/patient_list.html", empty, mine, "/journal/")
    huge = {**lists, "page": page(rows * 400, 57)}
    yield Scene("patient-list-huge", "journal/patient_list.html", huge, mine, "/journal/")
    around = {
        "back_url": "/journal/",
        "previous_url": "/x/",
        "next_url": "/y/",
        "position": 1,
        "total": 4,
        "download_url": "/x/last-ned/",
        "look_url": "/innsyn/",
    }
    for kind, shown in content.contents().items():
        for_patient = {**around, "document": content.document(), "content": shown}
        yield Scene(f"patient-document-{kind}", "journal/patient_document.html", for_patient, mine)
    both = {**lists, **around, "patient": patient(), "access": access()}
    reader = {**both, "document": content.document(), "content": content.contents()["text"]}
    hers = clinician()
    yield Scene("clinician-list", "journal/clinician_documents.html", both, hers)
    yield Scene("clinician-reader", "journal/clinician_documents.html", reader, hers)
    hostile = {
        **reader,
        "patient": LONG,
        "access": EMERGENCY,
        "page": page(rows * 40, 3),
        "document": content.document(
            title=content.HOSTILE, is_replaced=True, replaced_by_url="/x/", is_restricted=True
        ),
        "content": content.contents()["pages"],
    }
    yield Scene("clinician-reader-hostile", "journal/clinician_document.html", hostile, hers)
    none = {**both, "patient": NOBODY, "page": page([])}
    yield Scene("clinician-list-withheld", "journal/clinician_documents.html", none, hers)


def access_scenes() -> Iterator[Scene]:
    looks = {
        "days": content.log_days(),
        "page": page(list(range(57)), 2, 25),
        "periods": content.periods(),
        "block_url": "/sperring/",
    }
    yield Scene("who-looked", "access/who_looked.html", looks, citizen(), "/innsyn/")
    nobody = {"days": [], "page": page([]), "periods": content.periods(), "is_filtered": True}
    yield Scene("who-looked-none", "access/who_looked.html", nobody, citizen(), "/innsyn/")
    hers = clinician()
    find = {"form": FindForm(), "unit_form": FindInUnitInput(), "unit_url": "/kliniker/enhet/"}
    yield Scene("find", "access/find_patient.html", find, hers)
    wrong = FindForm({"national_id": "1234"})
    wrong.full_clean()
    wrong.add_error("national_id", "Nummeret har 11 sifre. Du skrev 4.")
    yield Scene("find-error", "access/find_patient.html", {**find, "form": wrong}, hers)
    yield Scene("find-nobody", "access/find_patient.html", {**find, "not_found": True}, hers)
    in_unit = {**find, "has_searched": True}
    some = {**in_unit, "rows": content.unit_rows(), "more_count": 12}
    yield Scene("find-in-unit", "access/find_patient.html", some, hers)
    yield Scene("find-nobody-in-unit", "access/find_patient.html", {**in_unit, "rows": []}, hers)
    wanted = Wanted(view=View.TODAY)
    unit = {
        "unit_name": "Hjertepoliklinikken, UNN Tromsø",
        "find_url": "/f/",
        "tabs": presenters.tabs(wanted),
        "tab": presenters.tabs(wanted)[0],
        "columns": presenters.columns(wanted),
        "match_form": UnitFilterInput(),
    }
    patients = {**unit, "page": page(content.unit_rows()), "withheld_count": 1}
    yield Scene("unit", "access/unit_list.html", patients, hers)
    yield Scene("unit-empty", "access/unit_list.html", {**unit, "page": page([])}, hers)
    row = {"patient": patient(), "relation": {"ground_text": "Innlagt"}, "open_url": "/o/"}
    closed = {**row, "patient": LONG, "is_restricted": True}
    opened = {"back_url": "/f/", "rows": [{**row, "is_open": True, "record_url": "/r/"}, closed]}
    yield Scene("last-opened", "access/last_opened.html", opened, hers)
    yield Scene("last-opened-none", "access/last_opened.html", {"back_url": "/f/"}, hers)
    yield from open_scenes(hers)
    yield from record_scenes(hers)
    refused = {
        "title": "Du er for ung til å se journalen her",
        "text": "Du kan se journalen din selv fra du fyller 16 år.",
        "steps": [("Gå til forsiden", "/")],
    }
    yield Scene("refused", "access/refused.html", refused, citizen())


def record_scenes(frame: Frame) -> Iterator[Scene]:
    full = {
        "patient": patient(),
        "access": access(open_blocked_url="/a/"),
        "missing": ["Finnmarkssykehuset"],
        "sections": [],
        "entries": whole.timeline(),
        "timeline_url": "/t/",
    }
    yield Scene("overview", "portal/record.html", full, frame)
    bare = {"patient": NOBODY, "access": EMERGENCY, "sections": [], "entries": []}
    yield Scene("overview-empty", "portal/record.html", bare, frame)


def open_scenes(frame: Frame) -> Iterator[Scene]:
    codes = ["BEHANDLER", "TILSYN", "VURDHENV", "MELDT", "BLAALYS", "PASADM", "KVAL"]
    who = patient(critical=[])
    base = {
        "patient": who,
        "grounds": codes,
        "form": OpenForm(),
        "back_url": "/f/",
        "relation": None,
        "grounds_in_care": codes[:5],
        "givers": [("patient", "Pasienten"), ("next-of-kin", "Pårørende"), ("guardian", "Verge")],
        "days": [("today", "I dag"), ("yesterday", "I går")],
        "time_now": "14:05",
    }
    yield Scene("open", "access/open_record.html", base, frame)
    relation = SimpleNamespace(ground_text="Innlagt her", since=date(2026, 11, 12), until=None)
    yield Scene("open-relation", "access/open_record.html", {**base, "relation": relation}, frame)
    yield Scene(
        "open-restricted", "access/open_record.html", {**base, "is_restricted": True}, frame
    )
    closed = {"relation": relation, "is_closed": True, "has_digital_consent": True}
    yield Scene("open-closed-parts", "access/open_record.html", {**base, **closed}, frame)
    yield Scene("open-reserved", "access/open_record.html", {**base, "is_reserved": True}, frame)
    ended = {**base, "refusal": "Behandlingsrelasjonen er avsluttet. Oppgi en annen grunn."}
    yield Scene("open-refused", "access/open_record.html", ended, frame)
    short = OpenForm({"basis": "emergency", "text": "haster"})
    short.full_clean()
    short.add_error("text", "Skriv minst 15 tegn, så den som går gjennom etterpå forstår.")
    yield Scene("open-emergency-short", "access/open_record.html", {**base, "form": short}, frame)
    unsaid = OpenForm({"basis": "declared", "text": content.HOSTILE})
    unsaid.full_clean()
    unsaid.add_error("ground", "Velg hvorfor du åpner journalen.")
    yield Scene("open-no-ground", "access/open_record.html", {**base, "form": unsaid}, frame)


def scenes() -> list[Scene]:
    return [*frame_scenes(), *journal_scenes(), *access_scenes()]
