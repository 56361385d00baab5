"""A summary from abroad that somebody has as a file: kept whole, or refused with a reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from access import gate
from access.codes import Kind
from access.models import Reservation
from common import clock
from demo.cast.persons import persons
from journal import attached, selectors
from summary.ips.foreign.inputs import WORDS
from summary.ips.foreign.judging import Fault
from summary.models import AllergyIntolerance
from tests.cast import World
from tests.log_reading import events, rows_of
from tests.summary.test_foreign import foreign

pytestmark = pytest.mark.django_db
OWN = "/oppsummering/fra-utlandet/"
Change = Callable[[dict[str, Any]], object]


def of_kari(change: Change = lambda bundle: None) -> dict[str, Any]:
    made = foreign()
    _patient(made)["birthDate"] = persons(clock.today())["kari"].birth_date.isoformat()
    change(made)
    return made


def data_of(change: Change = lambda bundle: None) -> bytes:
    # Written as nobody here would: what is kept is the file itself.
    return json.dumps(of_kari(change), indent=7, ensure_ascii=True).encode()


def send(world: World, client: Client, data: bytes, path: str = OWN, **more: Any) -> Any:
    file = SimpleUploadedFile("ips.json", data, "application/json")
    sent = {"patient": str(world.patients["kari"]), "file": file, "confirm": "on", **more}
    return client.post(path, sent)


def kept(world: World) -> list[Any]:
    kari = world.patients["kari"]
    with gate.open_record(world.citizen("kari"), kari, Kind.JOURNAL) as grant:
        found = selectors.documents(grant, selectors.Filters())
        return [
            (each, attached.first(grant, each))
            for each in found
            if each.content_type == "application/fhir+json"
        ]


def test_the_patient_puts_it_in_and_not_a_byte_is_lost(world: World) -> None:
    kari, data = world.sign_in("kari"), data_of()
    assert kari.get(OWN).status_code == 200
    answer = send(world, kari, data)
    assert answer.status_code == 302
    ((document, found),) = kept(world)
    assert found == (data, "application/fhir+json")
    assert answer.url == f"/journal/{document.id}/"
    page = kari.get(answer.url).content.decode()
    for words in ("Resumen del paciente", "Alergias", "Penicilina: anafilaxia", "Hospital Cl"):
        assert words in page
    assert "dis-tag" in kari.get("/journal/").content.decode()
    with rows_of(world.patients["kari"]):
        assert not AllergyIntolerance.ungated.exists()


def test_the_same_file_again_is_the_same_document(world: World) -> None:
    kari = world.sign_in("kari")
    first, again = (send(world, kari, data_of()) for _ in range(2))
    assert first.url == again.url
    assert len(kept(world)) == 1


def test_who_treats_puts_it_in_and_the_log_says_who(world: World) -> None:
    berg, patient = world.sign_in("berg"), world.patients["kari"]
    record = f"/kliniker/pasient/{patient}/"
    path = f"{record}oppsummering/fra-utlandet/"
    assert berg.get(path).status_code == 302
    berg.post(f"{record}apne/", {"basis": "relation", "patient": str(patient)})
    assert berg.get(path).status_code == 200
    answer = send(world, berg, data_of(), path)
    assert answer.url.startswith(f"{record}dokumenter/")
    told = [(each.actor_kind, each.action) for each in events(patient)]
    assert ("practitioner", "write") in told
    assert "Penicilina" in berg.get(answer.url).content.decode()


def _patient(bundle: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = bundle["entry"][1]["resource"]
    return found


_FNR = "urn:oid:2.16.578.1.12.4.1.4.1"
REFUSED: dict[str, tuple[bytes | Change, Fault]] = {
    "empty": (b"  ", Fault.EMPTY),
    "no JSON": (b"%PDF-1.7 abc", Fault.NO_JSON),
    "XML": (b"<Bundle xmlns='http://hl7.org/fhir'/>", Fault.NO_JSON),
    "not UTF-8": (b'{"resourceType": "\xff"}', Fault.NO_JSON),
    "too deep": (b"[" * 200_000, Fault.NO_JSON),
    "a long number": (b"9" * 100_000, Fault.NO_JSON),
    "a list": (b"[]", Fault.NO_DOCUMENT),
    "a collection": (lambda b: b.update(type="collection"), Fault.NO_DOCUMENT),
    "no Composition": (lambda b: b["entry"].pop(0), Fault.NO_DOCUMENT),
    "entries that are none": (lambda b: b.update(entry={"a": 7}), Fault.NO_DOCUMENT),
    "nobody": (lambda b: b["entry"].pop(1), Fault.NO_PATIENT),
    "two people": (lambda b: b["entry"].append(b["entry"][1]), Fault.NO_PATIENT),
    "no birth date": (lambda b: _patient(b).pop("birthDate"), Fault.NO_PATIENT),
    "another birth date": (
        lambda b: _patient(b).update(birthDate="1901-01-01"),
        Fault.OTHER_BIRTH_DATE,
    ),
    "a birth date cut short": (
        lambda b: _patient(b).update(birthDate="1"),
        Fault.OTHER_BIRTH_DATE,
    ),
    "another name": (
        lambda b: _patient(b).update(name=[{"family": "Jordana", "given": ["Patricia"]}]),
        Fault.OTHER_NAME,
    ),
    "no name": (lambda b: _patient(b).pop("name"), Fault.OTHER_NAME),
    "another number": (
        lambda b: _patient(b).update(
            identifier=[{"system": _FNR, "value": persons(clock.today())["ola"].national_id}]
        ),
        Fault.OTHER_NUMBER,
    ),
}


@pytest.mark.attack(30)
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_summary_of_the_patient_is_refused_with_the_reason(
    world: World, name: str
) -> None:
    made, fault = REFUSED[name]
    answer = send(world, world.sign_in("kari"), data_of(made) if callable(made) else made)
    assert answer.status_code == 422
    assert _words(fault) in answer.content.decode()
    assert not kept(world)


def _words(fault: Fault) -> str:
    with translation.override("nb"):
        return escape(str(WORDS[fault]))


@pytest.mark.attack(88)
def test_what_is_too_large_is_not_read_and_told_so(world: World) -> None:
    answer = send(world, world.sign_in("kari"), data_of() + b" " * 6 * 1024 * 1024)
    assert answer.status_code == 422
    assert _words(Fault.LARGE) in answer.content.decode()
    assert not kept(world)


@pytest.mark.attack(36)
def test_hostile_words_are_kept_in_the_file_and_run_nowhere(world: World) -> None:
    number = persons(clock.today())["ola"].national_id

    def change(bundle: dict[str, Any]) -> None:
        composition = bundle["entry"][0]["resource"]
        composition["title"] = f"\u0000\ud800 {number} <script>alert(1)</script>"
        composition["section"][0]["text"]["div"] = "<div><script>alert(2)</script>Ord</div>"
        composition["meta"] = {"security": [7, {"code": ["N"]}, {"code": "N"}]}
        composition["author"] = [{"reference": 7}, "x"]

    kari = world.sign_in("kari")
    answer = send(world, kari, data_of(change))
    assert answer.status_code == 302
    page = kari.get(answer.url).content.decode()
    assert number not in page
    for bad in ("<script>alert", "alert(2)"):
        assert bad not in page
    assert "Ord" in page


def test_it_is_not_kept_before_somebody_has_looked_whom_it_is_about(world: World) -> None:
    assert send(world, world.sign_in("kari"), data_of(), confirm="").status_code == 422
    assert not kept(world)


@pytest.mark.attack(8)
def test_a_form_about_somebody_else_keeps_nothing(world: World) -> None:
    other = str(world.patients["ola"])
    assert send(world, world.sign_in("kari"), data_of(), patient=other).status_code == 409
    assert not kept(world)


@pytest.mark.attack(14)
def test_of_who_has_left_sharing_nothing_is_kept(world: World) -> None:
    patient = world.patients["kari"]
    with rows_of(patient):
        long_ago = clock.now() - timedelta(days=400)
        Reservation.ungated.create(patient_id=patient, start=long_ago)
    assert send(world, world.sign_in("kari"), data_of()).status_code == 422
    assert not kept(world)
