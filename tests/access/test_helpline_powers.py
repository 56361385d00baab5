"""The helpline writes down a power of attorney on paper or by phone, and takes it back."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from access import gate
from access.alerts import lookups
from access.codes import Action, Audience, Kind, Reason
from access.models import AccessClosure, PowerOfAttorney
from access.representation import services
from access.representation.codes import AskedHow
from access.representation.services import Asked
from common import clock
from demo.cast.persons import persons
from people.models import Patient, Person
from tests.access.settings import HELPLINE, browser, helpline, notices
from tests.cast import World, canary
from tests.journal.shelf import words
from tests.log_reading import last_event, rows_of

pytestmark = pytest.mark.django_db
HERE = "/hjelpetelefon/fullmakt/"
NEW = f"{HERE}ny/"
PHONE = {"how": "phone", "is_identified": "on"}


@pytest.fixture
def strand(world: World) -> Client:
    return helpline(world)


def number_of(slug: str) -> str:
    return persons(clock.today())[slug].national_id


def filled(world: World, to: str = "ola", **more: Any) -> dict[str, Any]:
    form = {"patient": world.patients["kari"], "name": "Ola Nordli", "number": number_of(to)}
    return {**form, "services": ["journal"], **PHONE, **more}


def power(world: World, slug: str = "kari") -> PowerOfAttorney:
    with rows_of(world.patients[slug]):
        return PowerOfAttorney.ungated.get(patient_id=world.patients[slug])


def none_is_given(world: World) -> bool:
    with rows_of(world.patients["kari"]):
        return not PowerOfAttorney.ungated.exists()


def refused(world: World) -> Reason:
    with pytest.raises(gate.Refused) as refusal:
        gate.open_record(world.citizen("ola"), world.patients["kari"], Kind.JOURNAL)
    return refusal.value.reason


def test_what_is_asked_for_on_paper_holds_at_once_and_says_so(world: World, strand: Client) -> None:
    signed = clock.today() - timedelta(days=3)
    sent = filled(world, how="paper", signed_on=signed.isoformat(), is_identified="")
    assert strand.post(NEW, sent)["Location"] == HERE
    ola, kari = world.citizen("ola"), world.patients["kari"]
    assert gate.open_record(ola, kari, Kind.JOURNAL).audience == Audience.PROXY
    row, name = power(world), world.roles["strand"].practitioner_name
    assert (row.set_as, row.set_by_name, row.set_by_id) == (
        "helpline",
        name,
        world.persons["strand"],
    )
    assert (row.asked_how, row.signed_on) == ("paper", signed)
    for page in (strand.get(HERE), browser(world).get("/fullmakt/")):
        said = words(page)
        assert "Done by the helpline, on paper signed" in said
        assert "Ola Nordli" in said
        assert number_of("ola") not in said


@pytest.mark.attack(87)
def test_the_patient_is_told_and_the_log_names_who_wrote_it(world: World, strand: Client) -> None:
    strand.post(NEW, filled(world))
    event = last_event(world.patients["kari"])
    assert (event.kind, event.action, event.ground) == ("representation", "write", "helpline")
    assert event.actor_name == world.roles["strand"].practitioner_name
    assert notices(world) == [("setting-made", "representation", "helpline")]
    row = power(world)
    sent = {"patient": world.patients["kari"], **PHONE}
    assert strand.post(f"{HERE}{row.id}/", sent)["Location"] == HERE
    row = power(world)
    assert (row.ended_as, row.ended_asked_how, row.ended_by_id) == (
        "helpline",
        "phone",
        world.persons["strand"],
    )
    assert notices(world)[1:] == [("setting-ended", "representation", "helpline")]
    assert refused(world) == Reason.NO_RELATION
    said = words(browser(world).get("/fullmakt/"))
    assert "Done by the helpline, by phone." in said
    assert strand.post(f"{HERE}{row.id}/", sent).status_code == 404


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"how": ""}, "how"),
        ({"how": "pigeon"}, "how"),
        ({"how": "paper"}, "signed_on"),
        ({"how": "paper", "signed_on": "2099-01-01"}, "signed_on"),
        ({"how": "paper", "signed_on": "2020-01-01"}, "signed_on"),
        ({"how": "paper", "signed_on": "x"}, "signed_on"),
        ({"is_identified": ""}, "is_identified"),
        ({"services": []}, "services"),
        ({"services": ["settings"]}, "services"),
        ({"number": "12345678901"}, "number"),
        ({"until": "2020-01-01"}, "until"),
    ],
)
def test_what_is_wrong_comes_back_in_words(
    world: World, strand: Client, more: dict[str, Any], field: str
) -> None:
    answer = strand.post(NEW, filled(world, **more))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert none_is_given(world)


@pytest.mark.attack(87)
@pytest.mark.parametrize("to", ["kari", "strand"])
def test_nobody_gets_it_from_the_patient_and_the_writer_gets_nothing(
    world: World, strand: Client, to: str
) -> None:
    answer = strand.post(NEW, filled(world, to))
    assert answer.status_code == 422
    assert answer.context["form"].errors["number"]
    asked = Asked(AskedHow.PHONE, None, world.persons["strand"], "S")
    actor, kari = world.worker("strand", "kari"), world.patients["kari"]
    opened = gate.open_record(actor, kari, Kind.REPRESENTATION, action=Action.WRITE)
    with opened as grant, pytest.raises(services.NotAllowed):
        services.give(
            grant,
            holder_id=world.persons[to],
            holder_name="N",
            services=["journal"],
            until=None,
            asked=asked,
        )
    assert none_is_given(world)


@pytest.mark.attack(28)
def test_the_helpline_tries_no_numbers_of_holders_out(
    world: World, strand: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "MOST", 2)
    known = Person.objects.count()
    codes = [strand.post(NEW, filled(world, to)).status_code for to in ("ola", "astrid", "nils")]
    assert codes == [302, 302, 429]
    assert Person.objects.count() == known


@pytest.mark.attack(17)
@pytest.mark.parametrize(
    "change",
    [
        {"address_confidentiality": "confidential"},
        {"address_confidentiality": "strictly-confidential"},
        {"deceased_on": clock.today()},
        {"birth_date": clock.today() - timedelta(days=365 * 15)},
        {"birth_date": None},
    ],
)
def test_the_limits_of_the_patient_hold_for_the_helpline_too(
    world: World, strand: Client, change: dict[str, Any]
) -> None:
    with rows_of(world.patients["kari"]):
        Patient.objects.filter(id=world.patients["kari"]).update(**change)
    assert not strand.get(NEW).context["can_give"]
    assert strand.post(NEW, filled(world)).status_code == 422
    assert none_is_given(world)


@pytest.mark.attack(18)
def test_of_who_has_closed_the_own_access_nothing_is_given(world: World, strand: Client) -> None:
    """Whoever calls may be the one whom the patient fears."""
    with rows_of(world.patients["kari"]):
        AccessClosure.ungated.create(patient_id=world.patients["kari"], start=clock.now())
    assert not strand.get(NEW).context["can_give"]
    assert strand.post(NEW, filled(world)).status_code == 422
    assert none_is_given(world)


@pytest.mark.attack(18)
def test_the_holder_must_be_grown_whoever_writes_it_down(world: World, strand: Client) -> None:
    assert strand.post(NEW, filled(world, "nils")).status_code == 302
    with pytest.raises(gate.Refused):
        gate.open_record(world.citizen("nils"), world.patients["kari"], Kind.JOURNAL)


@pytest.mark.attack(87)
def test_without_how_it_was_asked_for_the_helpline_does_nothing(world: World) -> None:
    actor, kari = world.worker("strand", "kari"), world.patients["kari"]
    opened = gate.open_record(actor, kari, Kind.REPRESENTATION, action=Action.WRITE)
    with opened as grant:
        ola = {"holder_id": world.persons["ola"], "holder_name": "Ola", "until": None}
        with pytest.raises(services.NotAllowed):
            services.give(grant, services=["journal"], **ola)  # type: ignore[arg-type]  # as named
        with pytest.raises(services.NotAllowed):
            services.take_back(grant, uuid.uuid4())
    assert none_is_given(world)


def test_the_database_keeps_no_paper_without_a_signature(world: World) -> None:
    kari = world.patients["kari"]
    values = {"holder_id": world.persons["ola"], "holder_name": "O", "services": ["log"]}
    with rows_of(kari), pytest.raises(DatabaseError), transaction.atomic():
        PowerOfAttorney.ungated.create(
            patient_id=kari, start=clock.now(), asked_how="paper", **values
        )


@pytest.mark.attack(63)
def test_a_form_from_another_call_changes_nothing(world: World, strand: Client) -> None:
    other = filled(world, patient=world.patients["ola"])
    assert strand.post(NEW, other).status_code == 409
    strand.post(NEW, filled(world))
    row, sent = power(world), {"patient": world.patients["ola"], **PHONE}
    assert strand.post(f"{HERE}{row.id}/", sent).status_code == 409
    assert power(world).end is None
    assert helpline(world, "ola").get(f"{HERE}{row.id}/").status_code == 404


@pytest.mark.attack(87)
def test_the_helpline_sees_no_document_and_nothing_without_looking_up(world: World) -> None:
    client = helpline(world)
    told = "".join(client.get(page).content.decode() for page in (HELPLINE, HERE, NEW))
    assert not any(canary(f"title {name}") in told for name in world.documents)
    assert browser(world, "strand").get(NEW)["Location"] == "/hjelpetelefon/"
    for slug in ("kari", "vik", "lie", "berg"):
        assert browser(world, slug).get(NEW).status_code == 404
