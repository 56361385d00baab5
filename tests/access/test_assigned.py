"""Next of kin for somebody who cannot consent: confirmed by a doctor who treats, for a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from access import gate
from access.alerts import lookups
from access.codes import Action, Audience, Kind, Reason
from access.models import AssignedProxy, PowerOfAttorney
from access.representation import selectors
from common import clock
from demo.cast.persons import persons
from tests.cast import DECLARED, World
from tests.log_reading import rows_of

pytestmark = pytest.mark.django_db


def page(world: World, patient: str = "kari") -> str:
    return f"/kliniker/pasient/{world.patients[patient]}/representasjon/"


def inside(world: World, slug: str) -> Client:
    browser = world.sign_in(slug)
    actor = world.attested(slug, "kari", DECLARED if slug == "dahl" else None)
    session = browser.session
    session["attestation"] = str(actor.attestation_id)
    session.save()
    return browser


def filled(world: World, **more: object) -> dict[str, object]:
    last_day = clock.today() + timedelta(days=30)
    return {
        "patient": world.patients["kari"],
        "name": "Ola Nordli",
        "number": persons(clock.today())["ola"].national_id,
        "until": last_day.isoformat(),
        "is_assessed": "on",
        **more,
    }


def test_a_doctor_who_treats_confirms_and_ends_it(world: World) -> None:
    berg = inside(world, "berg")
    assert berg.post(page(world), filled(world)).status_code == 302
    kari, ola = world.patients["kari"], world.citizen("ola")
    for kind in (Kind.JOURNAL, Kind.LOG, Kind.TASK, Kind.SETTINGS):
        assert gate.open_record(ola, kari, kind).audience == Audience.PROXY
    for action in (Action.READ, Action.WRITE):
        with pytest.raises(gate.Refused):
            gate.open_record(ola, kari, Kind.REPRESENTATION, action=action)
    (shown,) = world.sign_in("kari").get("/fullmakt/").context["overview"].assigned
    assert (shown.name, shown.set_by) == ("Ola Nordli", "Ingrid Berg")
    with time_machine.travel(clock.now() + timedelta(days=32)), pytest.raises(gate.Refused):
        gate.open_record(ola, kari, Kind.JOURNAL)
    ended = berg.post(page(world), {"do": "end", "id": shown.id})
    assert ended.status_code == 302
    with pytest.raises(gate.Refused) as refused:
        gate.open_record(ola, kari, Kind.JOURNAL)
    assert refused.value.reason == Reason.NO_RELATION


@pytest.mark.parametrize("slug", ["sekretar", "dahl"])
def test_who_is_no_doctor_or_does_not_treat_confirms_nothing(world: World, slug: str) -> None:
    browser = inside(world, slug)
    shown = browser.get(page(world))
    assert shown.status_code == 200
    assert not shown.context["may_assign"]
    browser.post(page(world), filled(world))
    with rows_of(world.patients["kari"]):
        assert not AssignedProxy.ungated.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"is_assessed": ""}, "is_assessed"),
        ({"until": ""}, "until"),
        ({"until": "2099-01-01"}, "until"),
        ({"number": persons(clock.today())["berg"].national_id}, "number"),
    ],
)
def test_a_doctor_must_have_assessed_it_for_a_time_and_another(
    world: World, more: dict[str, object], field: str
) -> None:
    answer = inside(world, "berg").post(page(world), filled(world, **more))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]


@pytest.mark.attack(28)
def test_a_doctor_tries_no_numbers_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "MOST", 2)
    browser = inside(world, "berg")
    codes = [browser.post(page(world), filled(world)).status_code for _ in range(3)]
    assert codes == [302, 302, 429]
    assert browser.get(page(world)).status_code == 200


def test_the_patient_can_end_it(world: World) -> None:
    inside(world, "berg").post(page(world), filled(world))
    kari = world.sign_in("kari")
    (shown,) = kari.get("/fullmakt/").context["overview"].assigned
    sent = {"do": "take-back", "id": shown.id, "patient": world.patients["kari"]}
    assert kari.post("/fullmakt/", sent).status_code == 302
    with pytest.raises(gate.Refused):
        gate.open_record(world.citizen("ola"), world.patients["kari"], Kind.JOURNAL)


def test_who_treats_does_not_see_what_people_agree_among_themselves(world: World) -> None:
    kari = world.patients["kari"]
    with rows_of(kari):
        PowerOfAttorney.ungated.create(
            patient_id=kari,
            holder_id=world.persons["ola"],
            holder_name="Ola",
            services=["log"],
            start=clock.now(),
        )
    berg = world.attested("berg", "kari")
    with gate.open_record(berg, kari, Kind.REPRESENTATION, action=Action.LIST) as grant:
        assert not selectors.powers(grant).exists()
