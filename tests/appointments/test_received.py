"""Appointments as record systems send them: stored, changed, called off, and sent again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from access import describing, erasing, gate
from access.codes import Kind
from access.models import FormerVersion
from appointments.models import Appointment, AppointmentEvent
from tests.appointments.booking import (
    at,
    cancelled,
    changed,
    events,
    number_of,
    plain,
    post,
    profiled,
    stored,
)
from tests.cast import CONSENT, World, import_resources
from tests.fhirapi.calling import call
from tests.log_reading import items, rows_of

pytestmark = pytest.mark.django_db
LATER, LAST = "2026-02-01T08:00:00Z", "2026-02-02T08:00:00Z"


def test_it_is_kept_with_its_national_id_sealed(world: World) -> None:
    answer = post(world, profiled())
    assert answer.status == 201, answer.text
    (row,) = stored(world)
    assert number_of("kari") not in row.wire + json.dumps(row.shown)
    assert answer.headers["Location"].endswith(f"Appointment/{row.id}/_history/1")
    again = json.loads(call(world, "system", "GET", f"Appointment/{row.id}").text)
    assert again["participant"][0]["actor"]["identifier"]["value"] == number_of("kari")
    assert (row.status, row.title) == ("booked", "Ortopedisk poliklinikk, Universitetssykehuset")


@pytest.mark.parametrize(
    "query",
    [
        "patient={kari}",
        "patient={kari}&date=ge2020-01-01&status=booked",
        "patient={kari}&identifier=urn:example:booking|b-1",
        "patient={kari}&service-category=27",
        "patient={kari}&actor=Patient/{kari}",
        "patient={kari}&appointment-type=Poliklinisktime&_sort=-date",
    ],
)
def test_it_is_found(world: World, query: str) -> None:
    post(world, profiled())
    asked = query.format(kari=world.patients["kari"])
    form = call(world, "system", "POST", "Appointment/_search", form=asked)
    assert json.loads(form.text)["total"] == 1, form.text


def test_who_sends_the_same_again_changes_nothing_and_tells_nobody(world: World) -> None:
    first = post(world, profiled())
    again = post(world, profiled())
    later = post(world, profiled(told=LATER))
    assert [each.status for each in (first, again, later)] == [201] * 3
    assert {each.headers["Location"] for each in (again, later)} == {first.headers["Location"]}
    assert [row.version for row in stored(world)] == [1]
    assert events(world) == ["booked"]


def test_an_import_and_the_api_mean_the_same_appointment(world: World) -> None:
    post(world, profiled())
    assert not import_resources([profiled(told=LATER, status="fulfilled")])
    assert [(row.version, row.status) for row in stored(world)] == [(2, "fulfilled")]


def test_what_is_older_does_not_replace_what_is_newer(world: World) -> None:
    post(world, profiled(told=LATER))
    late = post(world, profiled(told="2026-01-01T00:00:00Z", patientInstruction="Gammelt"))
    assert late.status == 412
    assert "newer" in late.text
    assert not import_resources(
        [profiled(told="2026-01-01T00:00:00Z", patientInstruction="Gammelt")]
    )
    (row,) = stored(world)
    assert (row.version, row.shown["prepare"]) == (1, "Møt fastende.")


def test_a_repetition_counts_as_the_newest_that_was_said(world: World) -> None:
    post(world, profiled())
    post(world, profiled(told=LAST))
    assert post(world, profiled(told=LATER, patientInstruction="Imellom")).status == 412


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"start": at(8).isoformat(), "end": at(8, 10).isoformat()}, ["booked", "moved"]),
        ({"end": at(7, 11).isoformat()}, ["booked"]),
        ({"patientInstruction": "Ta med brillene."}, ["booked"]),
        ({"status": "fulfilled"}, ["booked"]),
    ],
)
def test_only_what_matters_is_told(world: World, change: dict[str, Any], told: list[str]) -> None:
    post(world, profiled())
    assert post(world, profiled(told=LATER, **change)).status == 200
    assert stored(world)[0].version == 2
    assert events(world) == told


def test_a_new_place_is_told_as_a_move(world: World) -> None:
    post(world, profiled())
    post(world, changed(profiled(told=LATER), "contained.0.name", "Kirurgisk poliklinikk"))
    assert events(world) == ["booked", "moved"]


def test_a_cancellation_is_told_once(world: World) -> None:
    post(world, profiled())
    for told in (LATER, LATER, LAST):
        assert post(world, cancelled(profiled(), told)).status == 200
    assert events(world) == ["booked", "cancelled"]


def test_nothing_is_told_of_what_is_over(world: World) -> None:
    over = {"start": at(-3).isoformat(), "end": at(-3, 10).isoformat()}
    post(world, profiled(**over))
    post(world, cancelled(profiled(**over), LATER))
    assert len(stored(world)) == 1
    assert not events(world)


def test_one_that_is_first_heard_of_as_cancelled_is_told_to_nobody(world: World) -> None:
    post(world, cancelled(profiled(), LATER))
    assert stored(world)[0].status == "cancelled"
    assert not events(world)


def test_a_sender_can_ask_for_silence(world: World) -> None:
    tag = {"system": "http://helsenorge.no/fhir/varsling", "code": "1"}
    post(world, changed(profiled(), "meta.tag", [tag]))
    with rows_of(world.patients["kari"]):
        assert [each.is_silent for each in AppointmentEvent.ungated.all()] == [True]


def test_an_update_names_the_version_it_replaces(world: World) -> None:
    post(world, profiled())
    (row,) = stored(world)
    name = f"Appointment/{row.id}"
    body = {**profiled(told=LATER, patientInstruction="Ny"), "id": str(row.id)}
    assert call(world, "system", "PUT", name, body=body).status == 428
    assert call(world, "system", "PUT", name, body=body, if_match='W/"2"').status == 412
    assert call(world, "system", "PUT", name, body=body, if_match='W/"1"').status == 200
    with rows_of(world.patients["kari"]):
        (former,) = FormerVersion.ungated.filter(resource_type="Appointment")
    assert "fastende" in former.wire
    assert call(world, "system", "GET", f"{name}/_history/1").status == 200


def test_an_appointment_keeps_its_identifier(world: World) -> None:
    post(world, profiled())
    (row,) = stored(world)
    other = changed({**profiled(told=LATER), "id": str(row.id)}, "identifier.0.value", "b-2")
    name = f"Appointment/{row.id}"
    answer = call(world, "system", "PUT", name, body=other, if_match='W/"1"')
    assert answer.status == 422
    assert "Appointment.identifier" in answer.text


def test_a_deleted_one_is_marked_and_called_off(world: World) -> None:
    post(world, profiled())
    (row,) = stored(world)
    assert call(world, "system", "DELETE", f"Appointment/{row.id}").status == 204
    assert stored(world)[0].is_mistake
    assert events(world) == ["booked", "cancelled"]


def test_two_in_one_bundle_stay_two(world: World) -> None:
    others = [changed(profiled(), "identifier.0.value", value) for value in ("x", "y")]
    entry = [
        {"resource": each, "request": {"method": "POST", "url": "Appointment"}} for each in others
    ]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entry}
    assert call(world, "system", "POST", "", body=bundle).status == 200
    assert len(stored(world)) == 2
    twice = {**bundle, "entry": [entry[0], entry[0]]}
    assert call(world, "system", "POST", "", body=twice).status == 400


@pytest.mark.attack(5)
def test_another_sender_makes_one_of_its_own(world: World) -> None:
    post(world, profiled())
    assert post(world, cancelled(profiled(), LATER), who="stranger").status == 201
    assert sorted(row.status for row in stored(world)) == ["booked", "cancelled"]


@pytest.mark.attack(5)
def test_an_appointment_never_moves_to_another_patient(world: World) -> None:
    post(world, profiled())
    answer = post(world, profiled("ola", told=LATER))
    assert answer.status == 422
    assert (len(stored(world)), len(stored(world, "ola"))) == (1, 0)


@pytest.mark.parametrize("codes", ["N", "NORN_FORANS", "NORN_UNGDOM", "NORS", "NORN_FFL"])
def test_codes_hide_it_as_they_hide_documents(world: World, codes: str) -> None:
    label = {"system": "urn:oid:2.16.578.1.12.4.1.1.9603", "code": codes}
    assert not import_resources([plain(meta={"security": [label]})])
    kari = world.patients["kari"]
    found = {}
    for who, actor in (
        ("self", world.citizen("kari")),
        ("berg", world.attested("berg", "kari")),
        ("with consent", world.attested("berg", "kari", CONSENT)),
    ):
        with gate.open_record(actor, kari, Kind.APPOINTMENTS) as grant:
            found[who] = Appointment.objects.under(grant).exists()
    assert found == {
        "self": codes not in {"NORN_FFL"},
        "berg": codes != "NORS",
        "with consent": True,
    }


@pytest.mark.attack(85)
def test_a_reservation_erases_it_with_its_events(world: World) -> None:
    post(world, profiled())
    kari = world.patients["kari"]
    counts = erasing.erase_shared(kari)
    assert counts["appointments_appointment"] == counts["appointments_appointmentevent"] == 1
    assert not stored(world)


def test_the_log_names_it(world: World) -> None:
    post(world, profiled())
    (row,) = stored(world)
    kari = world.patients["kari"]
    with gate.open_record(world.citizen("kari"), kari, Kind.LOG) as grant:
        assert describing.names(grant, "Appointment", [row.id]) == {row.id: row.title}
    assert any(each.resource_type == "Appointment" for each in items(kari))


def test_times_are_instants_whatever_the_zone(world: World) -> None:
    start = at(7)
    in_utc = (start - start.utcoffset()).replace(tzinfo=None).isoformat() + "Z"  # type: ignore[operator]
    assert post(world, profiled(start=in_utc)).status == 201
    (row,) = stored(world)
    assert row.start == start
    assert row.end == start + timedelta(minutes=30)
