"""What parents are told of who has looked at their child, and what is kept from them; searches."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest

from access import explaining, gate, patient_views
from access.codes import SEARCH_IN_RECORD, Action, Kind
from common import clock
from tests.cast import World, canary
from tests.log_writing import event, item, write

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
PAGE = "/innsyn/"


@pytest.mark.attack(58)
def test_a_parent_learns_nothing_of_what_is_kept_from_parents(world: World) -> None:
    lise = world.patients["lise"]
    secret, before = uuid.uuid4(), clock.now()
    read = event(lise, before, item_type="DocumentReference", item_id=secret)
    noted = event(lise, before, person_id=uuid.UUID(int=2), actor_name="Per Ås", action="download")
    write([read, noted], [item(noted, "shown", secret), item(read, "unblocked", secret)])
    browser = world.sign_in("kari")
    browser.post("/handle-for/", {"patient": lise})

    for query in ({}, {"gruppe": "person"}):
        page = browser.get(PAGE, query)
        rows = [row for day in page.context.get("days", []) for row in day.rows]
        rows += [r for each in page.context.get("persons", []) for r in each["person"].rows]
        assert {row.name for row in rows} == {"Ingrid Berg", "Per Ås"}
        for row in rows:
            assert (row.actions, list(row.items), row.more_count) == ({"open"}, [], 0)
            assert not row.opened_restricted
            assert str(explaining._BY_STAFF["read"]) not in row.why
    for done in ("lest", "lastet-ned"):
        assert not browser.get(PAGE, {"gjort": done}).context["days"]
    assert not browser.get(PAGE, {"grunn": "sperret"}).context["days"]
    assert len(browser.get(PAGE, {"gjort": "apnet"}).context["days"][0].rows) == 2
    systems = browser.get(PAGE, {"gruppe": "system"}).context
    assert systems["system_words"]
    assert "system_days" not in systems
    assert browser.get(f"/innsyn/dokument/{secret}/").status_code == 404
    for ending in ("csv", "pdf"):
        assert str(secret).encode() not in browser.get(f"/innsyn/last-ned.{ending}").content


@pytest.mark.attack(58)
def test_a_parent_does_not_learn_that_a_search_of_the_unit_found_what_is_hidden(
    world: World,
) -> None:
    lise, secret = world.patients["lise"], uuid.uuid4()
    found = event(lise, clock.now(), action="search")
    both = event(lise, clock.now(), action="search", person_id=uuid.UUID(int=2), actor_name="Per")
    listed = [(found, secret), (both, secret), (both, world.documents["lise N"])]
    write(
        [found, both],
        [item(each, "listed", thing) for each, thing in listed],
    )
    browser = world.sign_in("kari")
    browser.post("/handle-for/", {"patient": lise})

    (day,) = browser.get(PAGE).context["days"]
    assert {row.name: row.actions for row in day.rows} == {
        "Ingrid Berg": {"identify"},
        "Per": {"search"},
    }
    (hidden,) = [row for row in day.rows if row.name == "Ingrid Berg"]
    assert str(explaining._BY_STAFF["search"]) not in hidden.why
    for query in ({"gjort": "sok"}, {"grunn": "sok"}, {"gjort": "sok", "gruppe": "person"}):
        assert browser.get(PAGE, query).context["page"].paginator.count == 1
    told = browser.get("/innsyn/last-ned.csv", {"gjort": "sok"}).content.decode()
    assert ("Ingrid Berg" in told, "Per" in told) == (False, True)


def test_a_search_in_the_record_is_told_from_one_of_the_unit(world: World) -> None:
    kari = world.patients["kari"]
    of_parent = {"actor_kind": "citizen", "person_id": None, "ground": "parent"}
    in_record = {"attestation_id": uuid.uuid4(), "person_id": uuid.UUID(int=2)}
    write([event(kari, NOW, action="search", **more) for more in ({}, in_record, of_parent)])
    with gate.open_record(world.citizen("kari"), kari, Kind.LOG, action=Action.LIST) as grant:
        rows = {row.person_id: row for row in patient_views.looks(grant, None)}
    by_staff = explaining._BY_STAFF
    assert rows[uuid.UUID(int=1)].actions == {"search"}
    assert str(by_staff["search"]) in rows[uuid.UUID(int=1)].why
    for person_id in (uuid.UUID(int=2), None):
        assert rows[person_id].actions == {SEARCH_IN_RECORD}
        assert str(by_staff["search"]) not in rows[person_id].why
    assert str(by_staff[SEARCH_IN_RECORD]) in rows[uuid.UUID(int=2)].why
    page = world.sign_in("kari").get(PAGE, {"gjort": "sok", "periode": "alt"})
    assert page.context["page"].paginator.count == 3


def test_a_parent_sees_what_is_not_kept_from_parents(world: World) -> None:
    lise, shown = world.patients["lise"], world.documents["lise N"]
    write([event(lise, clock.now(), item_type="DocumentReference", item_id=shown)])
    ola = world.citizen("ola")
    with gate.open_record(ola, lise, Kind.LOG, action=Action.LIST) as grant:
        (row,) = [row for row in patient_views.looks(grant, None) if row.name == "Ingrid Berg"]
    assert row.actions == {"read"}
    assert canary("title lise N") in row.items[0]
