"""Whose requests a colleague must answer: about oneself, and of one's own children."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from access.models import AccessEvent
from common import clock
from people.models import PractitionerRole, RelatedPerson
from tests import cast
from tests.cast import World
from tests.house import sweeping
from tests.log_reading import events, rows_of
from tests.worklist.asking import send, staff_grant, steps_of, tasks_of
from worklist import selectors, services
from worklist.models import Task, TaskEvent

pytestmark = pytest.mark.django_db


def look_of(world: World, slug: str) -> AccessEvent:
    """A row of Kari's log: that somebody who answers patients has looked."""
    world.sign_in(slug).get(f"/oppgaver/{world.tasks['kari']}/")
    found = events(world.patients["kari"])
    return next(each for each in reversed(found) if each.person_id == world.persons[slug])


def question_about(world: World, slug: str) -> Task:
    event = look_of(world, slug)
    answer = send(world.sign_in("kari"), f"/innsyn/spor/{event.id}/", words="Hvorfor?")
    assert answer.status_code == 302
    return tasks_of(world)[0]


def shown_to(browser: Client) -> set[uuid.UUID]:
    return {row.summary.id for row in browser.get("/oppgaver/").context["page"].object_list}


def is_shut_to(world: World, slug: str, task_id: uuid.UUID) -> bool:
    """Neither in the queue nor there when one knows its address, to read or to take."""
    browser, path = world.sign_in(slug), f"/oppgaver/{task_id}/"
    answers = [browser.get(path), browser.post(path, {"do": "take", "version": 1})]
    return {each.status_code for each in answers} == {404} and task_id not in shown_to(browser)


@pytest.mark.attack(1)
@pytest.mark.parametrize(("snooper", "other"), [("sekretar", "vik"), ("vik", "sekretar")])
def test_who_is_asked_about_neither_sees_nor_answers(
    world: World, snooper: str, other: str
) -> None:
    task = question_about(world, snooper)
    assert task.about_person_id == world.persons[snooper]
    assert is_shut_to(world, snooper, task.id)
    assert world.sign_in(snooper).get("/oppgaver/").context["withheld_count"] == 1
    # What Kari asked before is theirs as before, and does not open the question.
    assert world.tasks["kari"] in shown_to(world.sign_in(snooper))
    grant, worker = staff_grant(world, snooper, world.tasks["kari"])
    with grant, pytest.raises(services.NotThere):
        services.take(grant, worker, task_id=task.id, version=1)
    grant, worker = staff_grant(world, snooper, world.tasks["kari"])
    with grant:
        assert not TaskEvent.objects.under(grant).filter(task_id=task.id).exists()
    assert not is_shut_to(world, other, task.id)
    assert [step.to_status for step in steps_of(world, task.id)] == ["requested", "in-progress"]


def test_who_is_asked_about_is_not_told_by_the_count_on_the_front_page(world: World) -> None:
    entity = world.roles["vik"].legal_entity_id
    before = {slug: count(world, slug, entity) for slug in ("sekretar", "vik")}
    question_about(world, "sekretar")
    assert count(world, "sekretar", entity) == before["sekretar"]
    assert count(world, "vik", entity) == before["vik"] + 1


def count(world: World, slug: str, entity: uuid.UUID) -> int:
    open_count, _overdue = selectors.counts(entity, world.roles[slug].id)
    return open_count


def test_where_nobody_else_can_answer_the_form_says_so_and_takes_nothing(world: World) -> None:
    event = look_of(world, "sekretar")
    kari, path = world.sign_in("kari"), f"/innsyn/spor/{event.id}/"
    assert kari.get(path).context["can_ask"]
    form = {"key": str(uuid.uuid4()), "patient": world.patients["kari"]}
    PractitionerRole.objects.filter(id=world.roles["vik"].id).delete()
    before = len(tasks_of(world))
    for page, status in ((kari.get(path), 200), (kari.post(path, form), 422)):
        assert page.status_code == status
        text = page.content.decode()
        assert "<textarea" not in text
        assert world.roles["vik"].legal_entity_name in text
        assert page.context["helpline_phone"] in text
    assert len(tasks_of(world)) == before


@pytest.mark.attack(3)
def test_a_parent_at_work_does_not_see_what_is_asked_about_the_child(world: World) -> None:
    """The other parent has asked, and this one works where it is answered."""
    task_id, patient_id = world.tasks["lise"], world.patients["lise"]
    secretary = world.sign_in("sekretar")
    assert task_id in shown_to(secretary)
    entity = world.roles["vik"].legal_entity_id
    before = count(world, "sekretar", entity)
    with rows_of(patient_id):
        RelatedPerson.objects.create(
            patient_id=patient_id,
            person_id=world.persons["sekretar"],
            relationship="MTH",
            has_responsibility=True,
            source=cast.SOURCE,
            source_id="lise-sekretar",
            version=1,
            received_at=clock.now(),
        )
    assert is_shut_to(world, "sekretar", task_id)
    assert secretary.get("/oppgaver/").context["withheld_count"] == 1
    assert count(world, "sekretar", entity) == before - 1
    assert not is_shut_to(world, "vik", task_id)


def missing_form(browser: Client, world: World) -> dict[str, Any]:
    page = browser.get(MISSING)
    return {
        "key": page.context["form"]["key"].value(),
        "patient": str(page.context["form"]["patient"].value()),
        "organization": str(world.roles["vik"].legal_entity_id),
        "words": "Det om foten i 2001",
    }


MISSING = "/journal/be-om-innsyn/"


def counted(world: World) -> list[int]:
    return [len(tasks_of(world, slug)) for slug in ("kari", "lise")]


@pytest.mark.attack(3)
def test_a_form_is_not_filed_about_whom_one_has_changed_to_since(world: World) -> None:
    browser = sweeping.browser(world, "kari-for-lise")
    form = missing_form(browser, world)
    before = counted(world)
    browser.post("/handle-for/", {"patient": ""})
    late = browser.post(MISSING, form)
    assert late.status_code == 409
    assert "Det om foten i 2001" in late.content.decode()
    assert counted(world) == before
    # It stays a form about Lise, however often it is sent; a new one is about Kari herself.
    assert late.context["form"]["patient"].value() == str(world.patients["lise"])
    assert missing_form(browser, world)["patient"] == str(world.patients["kari"])
    browser.post("/handle-for/", {"patient": world.patients["lise"]})
    assert browser.post(MISSING, form).status_code == 302
    assert counted(world) == [before[0], before[1] + 1]


def test_a_form_that_does_not_say_about_whom_is_not_taken(world: World) -> None:
    browser = world.sign_in("kari")
    form = missing_form(browser, world)
    before = counted(world)
    for patient, status in (("", 422), ("x", 409), (str(uuid.uuid4()), 409)):
        assert browser.post(MISSING, form | {"patient": patient}).status_code == status
    assert counted(world) == before


@pytest.mark.attack(63)
def test_the_same_key_about_two_patients_makes_one_request_of_each(world: World) -> None:
    browser = sweeping.browser(world, "kari-for-lise")
    form = missing_form(browser, world)
    before = counted(world)
    assert browser.post(MISSING, form).status_code == 302
    browser.post("/handle-for/", {"patient": ""})
    form |= {"patient": str(world.patients["kari"])}
    for _again in range(2):
        assert browser.post(MISSING, form).status_code == 302
    assert counted(world) == [before[0] + 1, before[1] + 1]
