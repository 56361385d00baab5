"""Power of attorney: given for a time and some services, used, taken back at once, given up."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from access import gate
from access.codes import Action, Audience, Kind, NoticeCode, Reason
from access.grant import Grant
from access.models import AccessClosure, Block, PatientNotice, PowerOfAttorney
from access.representation import services
from common import clock
from demo.cast.numbers import synthetic_national_id
from demo.cast.persons import persons
from people.models import Patient, Person
from tests.cast import World, canary
from tests.log_reading import events, last_event, rows_of

pytestmark = pytest.mark.django_db
HERE, GIVE, LET_GO = "/fullmakt/", "/fullmakt/gi/", "/fullmakt/si-fra/"
ALL = ("journal", "log", "task")


def writing(world: World, slug: str = "kari") -> Grant:
    actor, patient_id = world.citizen(slug), world.patients[slug]
    return gate.open_record(actor, patient_id, Kind.REPRESENTATION, action=Action.WRITE)


def given(
    world: World, services_: Sequence[str] = ALL, *, to: str = "ola", until: datetime | None = None
) -> uuid.UUID:
    with writing(world) as grant:
        return services.give(
            grant, holder_id=world.persons[to], holder_name=to, services=services_, until=until
        ).id


def acting(world: World, slug: str = "ola", patient: str = "kari") -> Client:
    browser = world.sign_in(slug, as_citizen=True)
    browser.post("/handle-for/", {"patient": world.patients[patient]})
    return browser


def filled(world: World, national_id: str, **more: object) -> dict[str, object]:
    form = {"patient": world.patients["kari"], "name": "Ola Nordli", "number": national_id}
    return {**form, "services": ["journal"], **more}


def test_the_holder_reads_what_was_given_and_is_refused_elsewhere(world: World) -> None:
    given(world, ["journal"])
    browser = acting(world)
    page = browser.get("/journal/")
    assert canary("title kari N") in page.content.decode()
    event = last_event(world.patients["kari"])
    assert (event.ground, event.actor_name) == ("proxy", "Ola Nordli")
    for path in ("/innsyn/", "/henvendelser/", HERE):
        answer = browser.get(path)
        assert answer.status_code == 403, path
        assert canary("title kari N") not in answer.content.decode()
    home = browser.get("/hjem/")
    assert "Kari Nordli" in home.content.decode()


@pytest.mark.attack(18)
def test_what_is_taken_back_is_refused_at_the_next_click(world: World) -> None:
    power = given(world)
    ola, kari = acting(world), world.sign_in("kari")
    assert ola.get("/journal/").status_code == 200
    sent = {"do": "take-back", "id": power, "patient": world.patients["kari"]}
    assert kari.post(HERE, sent).status_code == 302
    answer = ola.get("/journal/")
    assert answer.status_code == 404
    assert last_event(world.patients["kari"]).reason == Reason.NO_RELATION
    # Not a page of Ola's own, which would be about somebody else than he believes.
    assert canary("title ola N") not in answer.content.decode()
    assert ola.get("/hjem/").context["frame"].acting_has_ended
    ola.post("/handle-for/", {"patient": ""})
    assert canary("title ola N") in ola.get("/journal/").content.decode()


@pytest.mark.attack(18)
def test_it_ends_to_the_second(world: World) -> None:
    now = clock.now()
    given(world, until=now + timedelta(hours=1))
    kari, ola = world.patients["kari"], world.citizen("ola")
    with time_machine.travel(now + timedelta(minutes=59, seconds=59), tick=False):
        assert gate.open_record(ola, kari, Kind.JOURNAL).audience == Audience.PROXY
    with time_machine.travel(now + timedelta(hours=1), tick=False), pytest.raises(gate.Refused):
        gate.open_record(ola, kari, Kind.JOURNAL)


@pytest.mark.attack(18)
@pytest.mark.parametrize("kind", [Kind.SETTINGS, Kind.REPRESENTATION, Kind.JOURNAL])
def test_a_holder_writes_nothing_but_requests(world: World, kind: Kind) -> None:
    given(world)
    ola, kari = world.citizen("ola"), world.patients["kari"]
    with pytest.raises(gate.Refused):
        gate.open_record(ola, kari, kind, action=Action.WRITE)
    with gate.open_record(ola, kari, Kind.TASK, action=Action.WRITE) as grant:
        assert grant.kinds == {Kind.TASK, Kind.DEMOGRAPHICS}


def test_a_holder_cannot_hand_it_on_or_take_it_back(world: World) -> None:
    power = given(world)
    browser = acting(world)
    number = persons(clock.today())["astrid"].national_id
    assert browser.get(GIVE).status_code == 403
    assert browser.post(GIVE, filled(world, number)).status_code == 403
    sent = {"do": "take-back", "id": power, "patient": world.patients["kari"]}
    assert browser.post(HERE, sent).status_code == 403
    with rows_of(world.patients["kari"]):
        assert PowerOfAttorney.ungated.filter(end=None).count() == 1


@pytest.mark.attack(28)
def test_the_answer_is_the_same_whoever_the_number_belongs_to(world: World) -> None:
    known = persons(clock.today())["synnove"].national_id
    unknown = synthetic_national_id("nobody here", date(1999, 7, 8), female=True)
    browser = world.sign_in("kari")
    pages = []
    for number in (known, unknown):
        assert browser.post(GIVE, filled(world, number)).status_code == 302
        page = browser.get(HERE).content.decode()
        assert number not in page
        assert "Synnøve" not in page
        pages.append(page.count("Ola Nordli"))
    assert pages[1] == 2 * pages[0]
    assert Person.objects.filter(national_id_index__isnull=False).exists()


@pytest.mark.attack(28)
def test_nobody_tries_numbers_out(world: World) -> None:
    browser = world.sign_in("kari")
    for each in range(services.MOST_A_DAY):
        given(world, ["log"], to="ola" if each % 2 else "astrid")
    number = persons(clock.today())["synnove"].national_id
    answer = browser.post(GIVE, filled(world, number))
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"services": []}, "services"),
        ({"services": ["settings"]}, "services"),
        ({"services": ["representation", "journal"]}, "services"),
        ({"number": "12345678901"}, "number"),
        ({"name": ""}, "name"),
        ({"until": "2020-01-01"}, "until"),
    ],
)
def test_what_is_wrong_comes_back_in_words(
    world: World, more: dict[str, object], field: str
) -> None:
    number = persons(clock.today())["ola"].national_id
    answer = world.sign_in("kari").post(GIVE, filled(world, number, **more))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]


def test_nobody_gives_to_oneself(world: World) -> None:
    number = persons(clock.today())["kari"].national_id
    answer = world.sign_in("kari").post(GIVE, filled(world, number))
    assert answer.status_code == 422
    assert answer.context["form"].errors["number"]


def test_given_again_it_stands_once(world: World) -> None:
    given(world, ALL)
    given(world, ["log"])
    with rows_of(world.patients["kari"]):
        rows = PowerOfAttorney.ungated.filter(end=None)
        assert [row.services for row in rows] == [["log"]]
        assert PowerOfAttorney.ungated.count() == 2


def test_a_form_of_another_tab_changes_nothing(world: World) -> None:
    """Kari gives for herself in one tab, and acts for Lise in another."""
    power = given(world)
    browser = world.sign_in("kari")
    browser.post("/handle-for/", {"patient": world.patients["lise"]})
    number = persons(clock.today())["astrid"].national_id
    assert browser.post(GIVE, filled(world, number)).status_code == 409
    sent = {"do": "take-back", "id": power, "patient": world.patients["kari"]}
    browser.post(HERE, sent)
    for slug in ("kari", "lise"):
        with rows_of(world.patients[slug]):
            found = PowerOfAttorney.ungated.filter(end=None, patient_id=world.patients[slug])
            assert found.count() == (1 if slug == "kari" else 0)


def test_a_parent_gives_nothing_on_behalf_of_a_child(world: World) -> None:
    kari, lise = world.citizen("kari"), world.patients["lise"]
    ola = {"holder_id": world.persons["ola"], "holder_name": "Ola", "until": None}
    opened = gate.open_record(kari, lise, Kind.REPRESENTATION, action=Action.WRITE)
    with opened as grant, pytest.raises(services.NotAllowed):
        services.give(grant, services=["journal"], **ola)  # type: ignore[arg-type]  # as named


def test_the_holder_can_give_it_up(world: World) -> None:
    given(world)
    browser = world.sign_in("ola")
    (held,) = [each for each in browser.get(HERE).context["held"] if each.may_let_go]
    assert held.name == "Kari Nordli"
    assert browser.post(LET_GO, {"patient": held.patient_id}).status_code == 302
    assert not [each for each in browser.get(HERE).context["held"] if each.may_let_go]
    with rows_of(world.patients["kari"]):
        row = PowerOfAttorney.ungated.get()
        assert (row.ended_by_id, row.ended_as) == (world.persons["ola"], "proxy")
    before = len(events(world.patients["kari"]))
    assert browser.post(LET_GO, {"patient": held.patient_id}).status_code == 404
    assert browser.post(LET_GO, {"patient": "x"}).status_code == 404
    assert len(events(world.patients["kari"])) == before


def test_who_shuts_the_own_access_shuts_out_whom_a_thief_gave_power(world: World) -> None:
    given(world)
    kari = world.patients["kari"]
    with rows_of(kari):
        AccessClosure.ungated.create(patient_id=kari, start=clock.now())
    with pytest.raises(gate.Refused) as refused:
        gate.open_record(world.citizen("ola"), kari, Kind.JOURNAL)
    assert refused.value.reason == Reason.NOT_IN_POLICY


def test_the_giver_is_told_of_every_change(world: World) -> None:
    power = given(world)
    with writing(world) as grant:
        services.take_back(grant, power)
    with rows_of(world.patients["kari"]):
        rows = PatientNotice.ungated.filter(patient_id=world.patients["kari"])
        told = list(rows.order_by("recorded_at").values_list("code", "instrument", "done_as"))
    assert told == [
        ("setting-made", "representation", "self"),
        ("setting-ended", "representation", "self"),
    ]
    page = world.sign_in("kari").get("/hjem/").content.decode()
    assert str(NoticeCode.SETTING_ENDED.label) in page


def test_a_power_of_attorney_touches_no_block(world: World) -> None:
    kari = world.patients["kari"]
    with rows_of(kari):
        Block.ungated.create(
            patient_id=kari,
            practitioner_id=world.roles["dahl"].practitioner_id,
            start=clock.now(),
        )
    power = given(world)
    with writing(world) as grant:
        services.take_back(grant, power)
    with rows_of(kari):
        assert Block.ungated.filter(end=None).count() == 1


@pytest.mark.attack(17)
@pytest.mark.parametrize("secret", ["kari", "ola"])
def test_with_a_confidential_address_nobody_represents(world: World, secret: str) -> None:
    given(world)
    with rows_of(world.patients[secret]):
        Patient.objects.filter(id=world.patients[secret]).update(
            address_confidentiality="confidential"
        )
    browser = acting(world)
    assert browser.get("/hjem/").context["frame"].acting_for_name == ""
    with pytest.raises(gate.Refused) as refused:
        gate.open_record(world.citizen("ola"), world.patients["kari"], Kind.JOURNAL)
    assert refused.value.reason == Reason.CONFIDENTIAL_ADDRESS
    if secret == "kari":
        assert not world.sign_in("kari").get(GIVE).context["can_give"]


def test_the_power_ends_with_the_life_of_the_giver(world: World) -> None:
    given(world)
    kari = world.patients["kari"]
    with rows_of(kari):
        Patient.objects.filter(id=kari).update(deceased_on=clock.today())
    with pytest.raises(gate.Refused):
        gate.open_record(world.citizen("ola"), kari, Kind.JOURNAL)


def test_a_proxy_learns_of_the_log_no_more_than_is_given(world: World) -> None:
    given(world, ["log"])
    browser = acting(world)
    item = ("DocumentReference", world.documents["kari N"])
    berg = world.attested("berg", "kari")
    with gate.open_record(berg, world.patients["kari"], Kind.JOURNAL, item=item):
        pass
    page = browser.get("/innsyn/").content.decode()
    assert "Ingrid Berg" in page
    assert canary("title kari N") not in page
