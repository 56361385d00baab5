"""The doors to many patients at once: who may search a unit or work through its queue, and what
the log says of those who were shown."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest

from access import log, selectors, unit
from access.actor import Actor
from access.codes import Action, Audience, Kind, Reason
from access.gate import Refused
from access.grant import Item, NotGranted
from access.models import AccessEvent
from journal.models import DocumentReference
from people.codes import RoleCode
from tests.cast import World
from tests.log_reading import events, items

pytestmark = pytest.mark.django_db

Door = Callable[[Actor], object]
DOORS: list[Door] = [
    lambda actor: unit.open_list(actor, Kind.DEMOGRAPHICS),
    lambda actor: unit.open_search(actor, Kind.JOURNAL),
    lambda actor: unit.open_queue(actor, Kind.TASK, lambda _entity: []),
]


def shown(patient_id: uuid.UUID) -> Item:
    return Item("DocumentReference", uuid.uuid4(), 1, patient_id, "listed")


def searches(patient_id: uuid.UUID) -> list[AccessEvent]:
    return [row for row in events(patient_id) if row.action == Action.SEARCH]


def test_a_search_reaches_the_patients_of_the_unit_only(world: World) -> None:
    with unit.open_search(world.worker("berg"), Kind.JOURNAL) as grant:
        found = set(DocumentReference.objects.under(grant).values_list("patient_id", flat=True))
        names = selectors.patients(grant)
    assert world.patients["kari"] in found
    assert set(names) == {world.patients["kari"]}


def test_a_search_leaves_out_who_has_blocked_the_doctor_or_closed_the_record(world: World) -> None:
    grant = unit.open_search(world.worker("berg"), Kind.JOURNAL)
    assert world.patients["tor-erik"] not in grant.patient_ids
    assert world.patients["synnove"] not in grant.patient_ids


def test_only_those_of_whom_something_is_shown_are_looked_at(world: World) -> None:
    kari = world.patients["kari"]
    with unit.open_search(world.worker("berg"), Kind.JOURNAL):
        pass
    assert searches(kari) == []
    item = shown(kari)
    with unit.open_search(world.worker("berg"), Kind.JOURNAL) as grant:
        grant.note([item])
    (event,) = searches(kari)
    assert (event.actor_name, event.basis, event.ground) == ("Ingrid Berg", "relation", "BEHANDLER")
    noted = [row.resource_id for row in items(kari) if row.event_id == event.id]
    assert noted == [item.resource_id]


def test_a_search_is_for_practitioners_in_a_role_that_is_valid(world: World) -> None:
    with pytest.raises(Refused) as refused:
        unit.open_search(world.worker("vik"), Kind.JOURNAL)
    assert refused.value.reason == Reason.NO_CLINICAL_ACCESS
    ended = world.worker("berg")
    assert ended.role
    with pytest.raises(Refused) as refused:
        unit.open_search(replace(ended, role=replace(ended.role, id=uuid.uuid4())), Kind.JOURNAL)
    assert refused.value.reason == Reason.ROLE_ENDED


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("reason", [Reason.NO_CLINICAL_ACCESS, Reason.ROLE_ENDED])
def test_every_refusal_is_in_the_log(
    world: World, door: Door, reason: Reason, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[AccessEvent] = []
    monkeypatch.setattr(log, "write_events", written.extend)
    actor = world.worker("berg")
    assert actor.role
    ended = replace(actor, role=replace(actor.role, id=uuid.uuid4()))
    with pytest.raises(Refused):
        door(ended if reason is Reason.ROLE_ENDED else replace(actor, role=None))
    (row,) = written
    assert (row.person_id, row.patient_id) == (actor.person_id, None)
    assert (row.is_permitted, row.reason) == (False, reason)


@pytest.mark.parametrize("slug", ["berg", "fastlege", "sykepleier", "lie", "strand"])
def test_a_queue_is_refused_to_others_and_asks_for_no_patients(world: World, slug: str) -> None:
    def asked(legal_entity_id: uuid.UUID) -> list[uuid.UUID]:
        raise AssertionError("asked before the decision")

    with pytest.raises(Refused) as refused:
        unit.open_queue(world.worker(slug), Kind.TASK, asked)
    assert refused.value.reason == Reason.NO_QUEUE


@pytest.mark.parametrize("slug", ["vik", "sekretar"])
def test_a_queue_opens_tasks_and_names_and_nothing_of_the_record(world: World, slug: str) -> None:
    kari = world.patients["kari"]
    actor = world.worker(slug)
    assert actor.role
    assert actor.role.code in {RoleCode.PRIVACY_OFFICER, RoleCode.HEALTH_SECRETARY}
    with unit.open_queue(actor, Kind.TASK, lambda _entity: [kari]) as grant:
        assert grant.audience is Audience.STAFF
        assert grant.legal_entity_id == actor.role.legal_entity_id
        assert selectors.patients(grant)[kari].name
        with pytest.raises(NotGranted):
            DocumentReference.objects.under(grant)


def test_one_thing_in_a_queue_is_named_by_the_event_and_by_no_other(world: World) -> None:
    kari, task = world.patients["kari"], uuid.uuid4()
    before = len(events(kari))
    grant = unit.open_queue_item(
        world.worker("vik"), Kind.TASK, lambda _entity: kari, item=("Task", task)
    )
    with grant:
        assert not grant.may_write
        grant.note([Item("Task", task, 1, kari, "not-shown")])
    (event,) = events(kari)[before:]
    assert (event.item_type, event.item_id, event.action) == ("Task", task, Action.READ)
    assert [row.outcome for row in items(kari) if row.event_id == event.id] == ["not-shown"]


def test_what_is_not_in_the_queue_of_ones_own_place_is_not_there(world: World) -> None:
    asked: list[uuid.UUID] = []
    actor = world.worker("sekretar")
    assert actor.role
    with pytest.raises(Refused) as refused:
        unit.open_queue_item(actor, Kind.TASK, asked.append, item=("Task", uuid.uuid4()))
    assert refused.value.reason == Reason.NOT_THERE
    assert asked == [actor.role.legal_entity_id]


@pytest.mark.parametrize("slug", ["berg", "fastlege", "lie", "strand"])
def test_one_thing_in_a_queue_is_refused_to_others(world: World, slug: str) -> None:
    kari = world.patients["kari"]
    with pytest.raises(Refused) as refused:
        unit.open_queue_item(
            world.worker(slug), Kind.TASK, lambda _entity: kari, item=("Task", uuid.uuid4())
        )
    assert refused.value.reason == Reason.NO_QUEUE
