"""Finding a patient by number, and the patients of a unit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from access import gate, unit
from access.codes import Action, Kind, Reason
from access.models import CareRelationship
from common import clock
from demo.cast.numbers import synthetic_national_id
from demo.cast.persons import persons
from people.models import PractitionerRole
from tests.cast import BLOCKING, RESTRICTED, World
from tests.house.sweeping import plain
from tests.log_reading import last_event, rows_of

pytestmark = pytest.mark.django_db
FIND = "/kliniker/pasient/finn/"
UNKNOWN = synthetic_national_id("nobody", clock.today().replace(year=1950, day=1), female=True)


def number(slug: str) -> str:
    return persons(clock.today())[slug].national_id


def test_a_number_leads_to_the_patient_and_is_logged(world: World) -> None:
    found = gate.find_patient(world.worker("dahl"), number("kari"))
    assert found == world.patients["kari"]
    event = last_event(world.patients["kari"])
    assert (event.action, event.is_permitted) == (Action.IDENTIFY, True)
    spaced = f"{number('kari')[:6]} {number('kari')[6:]}"
    assert gate.find_patient(world.worker("dahl"), spaced) == found


def test_who_looked_a_number_up_may_state_a_ground_and_no_more(world: World) -> None:
    browser, kari = world.sign_in("dahl"), world.patients["kari"]
    reason, record = f"/kliniker/pasient/{kari}/apne/", f"/kliniker/pasient/{kari}/"
    assert browser.get(reason).status_code == 404
    answer = browser.post(FIND, {"national_id": number("kari")})
    assert (answer.status_code, answer["Location"]) == (302, reason)
    assert "Kari Nordli" in browser.get(reason).content.decode()
    assert browser.get(record)["Location"] == reason
    other = world.patients["ola"]
    assert browser.get(f"/kliniker/pasient/{other}/apne/").status_code == 404


@pytest.mark.parametrize(
    ("slug", "whose", "reason"),
    [
        ("berg", BLOCKING, Reason.BLOCKED),
        ("berg", "berg", Reason.OWN_RECORD),
    ],
)
def test_blocked_and_own_numbers_look_like_unknown_ones(
    world: World, slug: str, whose: str, reason: Reason
) -> None:
    browser = world.sign_in(slug)
    unknown = _answer(browser, UNKNOWN)
    assert _answer(browser, number(whose)) == unknown
    assert _answer(browser, number("dahl")) == unknown  # A person, but nobody's record.
    assert gate.find_patient(world.worker(slug), number(whose)) is None
    assert last_event(world.patients[whose]).reason == reason


def _answer(browser: Client, national_id: str) -> tuple[int, bytes]:
    answer = browser.post(FIND, {"national_id": national_id})
    return answer.status_code, plain(answer.content, national_id)


def test_a_number_in_the_address_finds_nobody(world: World) -> None:
    browser = world.sign_in("dahl")
    page = browser.get(FIND, {"national_id": number("kari")})
    assert "Kari" not in page.content.decode()


def test_only_practitioners_look_numbers_up(world: World) -> None:
    for actor in (world.citizen("ola"), world.worker("lie")):
        with pytest.raises(gate.Refused):
            gate.find_patient(actor, number("kari"))
        with pytest.raises(gate.Refused):
            unit.open_list(actor, Kind.DEMOGRAPHICS)


def on_list(world: World, slug: str) -> tuple[set[str], int]:
    """The patients of the unit that somebody sees, and how many are withheld."""
    page = unit.open_list(world.worker(slug), Kind.DEMOGRAPHICS)
    names = {patient_id: name for name, patient_id in world.patients.items()}
    return {names[each] for each in page.patients}, page.withheld


def test_the_list_of_a_unit_holds_who_is_treated_there_now(world: World) -> None:
    assert on_list(world, "sekretar") == ({"kari", RESTRICTED, BLOCKING}, 0)
    assert on_list(world, "sykepleier") == ({"astrid"}, 0)
    assert on_list(world, "dahl") == (set(), 0)


def test_who_has_blocked_the_reader_is_counted_and_not_named(world: World) -> None:
    assert on_list(world, "berg") == ({"kari", RESTRICTED}, 1)
    page = world.sign_in("berg").get("/kliniker/enhet/").content.decode()
    assert persons(clock.today())[BLOCKING].name not in page


def test_who_is_not_treated_any_more_leaves_the_list(world: World) -> None:
    kari = world.patients["kari"]
    with rows_of(kari):
        CareRelationship.ungated.filter(patient_id=kari).update(end=clock.now())
    assert on_list(world, "sekretar") == ({RESTRICTED, BLOCKING}, 0)


def test_a_role_that_has_ended_has_no_list(world: World) -> None:
    PractitionerRole.objects.filter(id=world.roles["berg"].id).update(
        end=clock.today() - timedelta(days=1)
    )
    with pytest.raises(gate.Refused) as refused:
        unit.open_list(world.worker("berg"), Kind.DEMOGRAPHICS)
    assert refused.value.reason == Reason.ROLE_ENDED
