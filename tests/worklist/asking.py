"""Owns what the tests of requests share: a document with a known owner, forms, and what is left."""

from __future__ import annotations

import uuid
from typing import Any

from django.test import Client

from access import gate, unit
from access.codes import Action, Kind
from access.grant import Grant
from common.references import local_id
from tests.cast import SOURCE, World, canary, document, import_resources
from tests.log_reading import rows_of
from worklist import selectors, services
from worklist.models import Task, TaskEvent

ORGANIZATIONS = "urn:oid:2.16.578.1.12.4.1.4.101"
NUMBER_OF_NOBODY = "999999999"


def owned_document(
    world: World, patient: str = "kari", codes: str = "N", *, number: str = "", name: str = "eid"
) -> uuid.UUID:
    """A document that the hospital of Vik and the secretary has written, or whom `number` names."""
    own_id = f"{patient}-{codes.lower().replace('_', '')}-{name}"
    resource = document(patient, codes, own_id=own_id)
    number = number or world.roles["vik"].legal_entity_number
    resource["contained"] = [
        {
            "resourceType": "Organization",
            "id": "legal",
            "identifier": [{"system": ORGANIZATIONS, "value": number}],
            "name": "Sykehuset som skrev",
        }
    ]
    resource["author"] = [{"reference": "#legal"}]
    resource["description"] = f"Notat {canary(f'title {patient} {name}')}"
    assert not import_resources([resource])
    return local_id(SOURCE, "DocumentReference", own_id)


def form_of(browser: Client, path: str) -> dict[str, Any]:
    """The form as a browser has it, with the key and the patient it was given."""
    page = browser.get(path)
    assert page.status_code == 200, page.status_code
    return {name: page.context["form"][name].value() for name in ("key", "patient")}


def send(browser: Client, path: str, **words: str) -> Any:
    return browser.post(path, form_of(browser, path) | words)


def tasks_of(world: World, patient: str = "kari") -> list[Task]:
    """Every task about the patient, the newest first."""
    with rows_of(world.patients[patient]):
        return list(Task.ungated.order_by("-authored_at"))


def task_of(world: World, task_id: uuid.UUID, patient: str = "kari") -> Task:
    with rows_of(world.patients[patient]):
        return Task.ungated.get(id=task_id)


def steps_of(world: World, task_id: uuid.UUID, patient: str = "kari") -> list[TaskEvent]:
    with rows_of(world.patients[patient]):
        return list(TaskEvent.ungated.filter(task_id=task_id).order_by("version"))


def own_grant(world: World, citizen: str = "kari", patient: str = "kari") -> Grant:
    actor = world.citizen(citizen)
    return gate.open_record(actor, world.patients[patient], Kind.TASK, action=Action.WRITE)


def staff_grant(world: World, slug: str, task_id: uuid.UUID) -> tuple[Grant, services.Worker]:
    """The Grant in which somebody works on a task, and who that is."""
    actor = world.worker(slug)
    assert actor.role
    lookup = selectors.Patients(actor.role.id, task_id=task_id)
    item = ("Task", task_id)
    grant = unit.open_queue_item(actor, Kind.TASK, lookup.only, item=item, action=Action.WRITE)
    return grant, services.Worker.of(actor)
