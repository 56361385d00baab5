"""The gate: the log first, then a Grant, which opens what it says and only inside its block."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from access import gate, looking, selectors, unit
from access.actor import Actor
from access.codes import Action, Audience, Kind, Reason
from access.facts import Facts
from access.grant import Grant, Item, NotGranted
from access.looking import Choice
from access.models import AccessEvent, AccessItem
from access.records import PatientRecord, UngatedRead
from common import clock
from journal.models import DocumentReference
from people.models import Patient
from tests.cast import World
from tests.log_reading import events, items, last_event

pytestmark = pytest.mark.django_db
MODELS = [model for model in apps.get_models() if issubclass(model, PatientRecord)]


def test_a_grant_is_made_by_the_gate_only() -> None:
    facts = Facts(now=clock.now(), today=clock.today())
    for key in (None, object(), "GATE", True):
        with pytest.raises(TypeError):
            Grant(
                key,
                patient_ids=[uuid.uuid4()],
                kinds=frozenset(Kind),
                audience=Audience.SYSTEM,
                write_items=lambda items: None,
                facts=facts,
            )


def test_a_refusal_is_logged_with_its_reason(world: World) -> None:
    kari = world.patients["kari"]
    with pytest.raises(gate.Refused):
        gate.open_record(world.citizen("ola"), kari, Kind.JOURNAL)
    event = last_event(kari)
    assert (event.is_permitted, event.reason) == (False, Reason.NO_RELATION)
    assert event.person_id == world.persons["ola"]
    assert (event.kind, event.action) == (Kind.JOURNAL, Action.READ)


def test_the_event_says_who_where_why_and_what(world: World) -> None:
    kari, document = world.patients["kari"], world.documents["kari N"]
    actor = world.attested("berg", "kari")
    gate.open_record(actor, kari, Kind.JOURNAL, item=("DocumentReference", document))
    event, role = last_event(kari), world.roles["berg"]
    assert event.is_permitted
    assert (event.actor_name, event.role_code) == ("Ingrid Berg", "LE")
    assert (event.practitioner_id, event.role_id) == (role.practitioner_id, role.id)
    assert (event.unit_name, event.point_of_care_name, event.legal_entity_name) == (
        "Hjertemedisinsk poliklinikk",
        "UNN Tromsø",
        "Universitetssykehuset Nord-Norge HF",
    )
    assert (event.basis, event.ground, event.purpose_of_use) == ("relation", "BEHANDLER", "TREAT")
    assert event.attestation_id == actor.attestation_id
    assert event.toa is not None
    assert event.is_user_selected is False
    assert (event.item_type, event.item_id) == ("DocumentReference", document)


def test_what_was_shown_is_in_the_log_when_the_block_has_ended(world: World) -> None:
    kari, shown = world.patients["kari"], uuid.uuid4()
    before = len(items(kari))
    with gate.open_record(world.citizen("kari"), kari, Kind.JOURNAL) as grant:
        grant.note([Item("DocumentReference", shown, 3, kari)])
    item = items(kari)[-1]
    assert len(items(kari)) == before + 1
    assert (item.resource_id, item.version, item.outcome) == (shown, 3, "shown")
    assert item.event_id == last_event(kari).id


def test_an_item_of_another_patient_cannot_be_noted(world: World) -> None:
    kari, ola = world.patients["kari"], world.patients["ola"]
    grant = gate.open_record(world.citizen("kari"), kari, Kind.JOURNAL)
    with pytest.raises(KeyError), grant:
        grant.note([Item("DocumentReference", uuid.uuid4(), 1, ola)])


def test_a_grant_is_used_inside_its_block_only(world: World) -> None:
    grant = gate.open_record(world.citizen("kari"), world.patients["kari"], Kind.JOURNAL)
    with pytest.raises(NotGranted):
        DocumentReference.objects.under(grant)
    with grant:
        assert DocumentReference.objects.under(grant).exists()
        lazy = DocumentReference.objects.under(grant)
    with pytest.raises(NotGranted):
        DocumentReference.objects.under(grant)
    with pytest.raises(NotGranted):
        selectors.patient(grant)
    with pytest.raises(Exception, match=r"uuid|array"), transaction.atomic():
        list(lazy)


def test_a_grant_opens_its_own_kind_only(world: World) -> None:
    kari = world.patients["kari"]
    actor = world.attested("berg", "kari")
    with gate.open_record(actor, kari, Kind.DEMOGRAPHICS, action=Action.IDENTIFY) as grant:
        assert selectors.patient(grant).given == "Kari"
        for model in MODELS:
            with pytest.raises(NotGranted):
                model.objects.under(grant)
        with pytest.raises(NotGranted):
            looking.groups(grant, Choice())
    with gate.open_record(actor, kari, Kind.JOURNAL) as grant:
        with pytest.raises(NotGranted):
            looking.groups(grant, Choice())
        with pytest.raises(NotGranted):
            grant.check(Kind.JOURNAL, write=True)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: str(model.__name__))
@pytest.mark.parametrize("call", ["all", "get", "filter", "count", "first", "exists", "values"])
def test_patient_data_is_not_asked_for_without_a_grant(model: Any, call: str) -> None:
    with pytest.raises(UngatedRead):
        getattr(model.objects, call)()


def test_a_patient_has_no_way_back_to_the_rows() -> None:
    assert Patient._meta.related_objects == ()
    assert not [name for name in vars(Patient) if name.endswith("_set")]


@pytest.mark.parametrize("model", [AccessEvent, AccessItem])
def test_the_log_has_no_save_and_no_delete(model: Any) -> None:
    with pytest.raises(TypeError):
        model().save()
    with pytest.raises(TypeError):
        model().delete()


def test_one_event_for_each_patient_of_a_list(world: World) -> None:
    before = {slug: len(events(world.patients[slug])) for slug in world.patients}
    page = unit.open_list(world.worker("berg"), Kind.DEMOGRAPHICS)
    after = {slug: len(events(world.patients[slug])) for slug in world.patients}
    written = {slug for slug in after if after[slug] == before[slug] + 1}
    assert {world.patients[slug] for slug in written} == set(page.patients)
    assert sum(after.values()) == sum(before.values()) + len(page.patients)


@pytest.mark.parametrize("name", ["", "letters.dispatch", "IMPORT"])
def test_a_system_without_a_rule_by_its_name_is_refused(world: World, name: str) -> None:
    with pytest.raises(gate.Refused):
        gate.open_batch(Actor.system(name), [world.patients["kari"]], Kind.JOURNAL)
    with pytest.raises(gate.Refused):
        gate.open_record(Actor.system(name), world.patients["kari"], Kind.JOURNAL)


@pytest.mark.parametrize("slug", ["kari", "berg", "lie"])
def test_people_do_not_write_in_batches(world: World, slug: str) -> None:
    actor = world.worker(slug) if slug in world.roles else world.citizen(slug)
    with pytest.raises(gate.Refused):
        gate.open_batch(actor, [world.patients["kari"]], Kind.JOURNAL)
