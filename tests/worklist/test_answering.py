"""How an organisation works on a request: take, note, answer, turn down; and who may not."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from access import gate, unit
from access.codes import Kind
from access.gate import Refused
from common import clock
from tests import cast
from tests.cast import World, canary
from tests.house import sweeping
from tests.log_reading import events, rows_of
from tests.worklist.asking import steps_of, task_of
from worklist import selectors
from worklist.codes import TaskStatus
from worklist.models import Task

pytestmark = pytest.mark.django_db
ANSWER = "Vi har rettet det nå."


def press(browser: Client, task_id: uuid.UUID, do: str, **more: Any) -> Any:
    """A press on the page as it is now, or as it was in the version given."""
    path = f"/oppgaver/{task_id}/"
    version = more.pop("version", None) or browser.get(path).context["page"].version
    return browser.post(path, {"do": do, "version": version, **more})


@pytest.mark.parametrize("slug", ["sekretar", "vik"])
def test_a_request_is_taken_and_answered_and_the_patient_reads_it(world: World, slug: str) -> None:
    staff, kari, task_id = world.sign_in(slug), world.sign_in("kari"), world.tasks["kari"]
    assert press(staff, task_id, "take").status_code == 302
    page = kari.get(f"/henvendelser/{task_id}/").context["page"]
    assert page.summary.is_open
    assert not page.may_cancel
    answer = press(staff, task_id, "answer", result="complete", words=ANSWER)
    assert (answer.status_code, answer["Location"]) == (302, "/oppgaver/")
    assert task_of(world, task_id).status == TaskStatus.COMPLETED
    home = kari.get("/hjem/").content.decode()
    assert "/henvendelser/" in home
    page = kari.get(f"/henvendelser/{task_id}/")
    assert ANSWER in page.content.decode()
    assert page.context["page"].answer.who.startswith(world.roles[slug].practitioner_name)


def test_an_answer_is_new_until_it_is_read(world: World) -> None:
    staff, kari, task_id = world.sign_in("vik"), world.sign_in("kari"), world.tasks["kari"]

    def unread() -> list[bool]:
        rows = kari.get("/henvendelser/").context["page"].object_list
        return [row.is_unread for row in rows if row.id == task_id]

    kari.get(f"/henvendelser/{task_id}/")
    assert unread() == [False]
    press(staff, task_id, "take")
    press(staff, task_id, "answer", result="complete", words=ANSWER)
    assert unread() == [True]
    kari.head(f"/henvendelser/{task_id}/")
    assert unread() == [True]
    kari.get(f"/henvendelser/{task_id}/")
    assert unread() == [False]


def test_a_request_is_turned_down_with_a_reason(world: World) -> None:
    staff, task_id = world.sign_in("vik"), world.tasks["kari"]
    press(staff, task_id, "take")
    missing = press(staff, task_id, "answer", result="reject", words="")
    assert missing.status_code == 422
    press(staff, task_id, "answer", result="reject", words="Notatet er riktig.")
    text = world.sign_in("kari").get(f"/henvendelser/{task_id}/").content.decode()
    assert "Notatet er riktig." in text
    assert "Statsforvalteren" in text


def test_a_note_is_for_colleagues_and_never_for_the_patient(world: World) -> None:
    task_id = world.tasks["kari"]
    assert press(world.sign_in("vik"), task_id, "note", words="Spør Berg først").status_code == 302
    assert (
        "Spør Berg først" in world.sign_in("sekretar").get(f"/oppgaver/{task_id}/").content.decode()
    )
    kari = world.sign_in("kari")
    for page in ("/hjem/", "/henvendelser/", f"/henvendelser/{task_id}/"):
        assert "Spør Berg" not in kari.get(page).content.decode()


def test_what_is_put_back_is_begun_and_can_be_taken_by_another(world: World) -> None:
    task_id = world.tasks["kari"]
    press(world.sign_in("vik"), task_id, "take")
    press(world.sign_in("vik"), task_id, "hand-back")
    assert task_of(world, task_id).status == TaskStatus.ACCEPTED
    assert task_of(world, task_id).assignee_id is None
    press(world.sign_in("sekretar"), task_id, "take")
    assert task_of(world, task_id).assignee_id == world.roles["sekretar"].id
    told = [(step.from_status, step.to_status) for step in steps_of(world, task_id)]
    assert told == [
        ("", "requested"),
        ("requested", "in-progress"),
        ("in-progress", "accepted"),
        ("accepted", "in-progress"),
    ]


@pytest.mark.attack(64)
def test_a_press_on_an_old_page_changes_nothing_and_keeps_the_text(world: World) -> None:
    vik, secretary, task_id = world.sign_in("vik"), world.sign_in("sekretar"), world.tasks["kari"]
    press(vik, task_id, "take")
    seen = vik.get(f"/oppgaver/{task_id}/").context["page"].version
    press(secretary, task_id, "take")
    late = press(vik, task_id, "answer", version=seen, result="complete", words="Et langt svar")
    assert late.status_code == 409
    assert "Et langt svar" in late.content.decode()
    assert late.context["is_stale"]
    assert task_of(world, task_id).status == TaskStatus.IN_PROGRESS
    for do in ("take", "hand-back", "note"):
        assert press(vik, task_id, do, version=seen, words="Et notat").status_code == 409
    press(secretary, task_id, "answer", result="complete", words=ANSWER)
    late = press(vik, task_id, "answer", version=seen, result="reject", words="Et annet svar")
    assert late.status_code == 409
    assert "Et annet svar" in late.content.decode()
    assert [step.words for step in steps_of(world, task_id) if step.words] == [ANSWER]


@pytest.mark.attack(64)
def test_more_words_of_the_patient_stop_an_answer_that_has_not_seen_them(world: World) -> None:
    vik, kari, task_id = world.sign_in("vik"), world.sign_in("kari"), world.tasks["kari"]
    press(vik, task_id, "take")
    seen = vik.get(f"/oppgaver/{task_id}/").context["page"].version
    kari.post(f"/henvendelser/{task_id}/", {"do": "write", "words": "Det gjelder begge føttene"})
    late = press(vik, task_id, "answer", version=seen, result="complete", words=ANSWER)
    assert late.status_code == 409
    assert "Det gjelder begge føttene" in late.content.decode()
    assert press(vik, task_id, "answer", result="complete", words=ANSWER).status_code == 302


def test_only_who_has_taken_it_answers(world: World) -> None:
    vik, task_id = world.sign_in("vik"), world.tasks["kari"]
    assert press(vik, task_id, "answer", result="complete", words=ANSWER).status_code == 409
    assert task_of(world, task_id).status == TaskStatus.REQUESTED


def test_what_has_been_begun_is_not_withdrawn(world: World) -> None:
    kari, task_id = world.sign_in("kari"), world.tasks["kari"]
    press(world.sign_in("vik"), task_id, "take")
    assert kari.post(f"/henvendelser/{task_id}/", {"do": "cancel"}).status_code == 409
    assert task_of(world, task_id).status == TaskStatus.IN_PROGRESS


def test_a_closed_request_takes_no_more_words_and_gives_them_back(world: World) -> None:
    kari, task_id = world.sign_in("kari"), world.tasks["kari"]
    kari.post(f"/henvendelser/{task_id}/", {"do": "cancel"})
    late = kari.post(f"/henvendelser/{task_id}/", {"do": "write", "words": "Forresten"})
    assert late.status_code == 409
    assert "Forresten" in late.content.decode()


@pytest.mark.parametrize(
    "slug", ["berg", "berg-inside", "fastlege", "sykepleier", "dahl", "lie", "moe", "strand"]
)
def test_a_request_is_not_there_for_others(world: World, slug: str) -> None:
    browser, task_id = sweeping.browser(world, slug), world.tasks["kari"]
    assert browser.get("/oppgaver/").status_code == 404
    assert browser.get(f"/oppgaver/{task_id}/").status_code == 404
    assert browser.post(f"/oppgaver/{task_id}/", {"do": "take", "version": 1}).status_code == 404
    assert task_of(world, task_id).version == 1
    assert "/oppgaver/" not in browser.get("/start/", follow=True).content.decode()


def test_who_treats_the_patient_does_not_read_what_she_has_asked(world: World) -> None:
    """A complaint about a doctor is not for that doctor, though he may read the record."""
    actor = world.attested("berg", "kari")
    with gate.open_record(actor, world.patients["kari"], Kind.RECORD) as grant:
        assert not Task.objects.under(grant).exists()
    with gate.open_record(actor, world.patients["kari"], Kind.TASK) as grant:
        assert selectors.task(grant, world.tasks["kari"]) is None


@pytest.mark.attack(1)
def test_a_request_to_another_organisation_is_not_there(world: World) -> None:
    elsewhere = cast.request(world, "ola", "ola", to="dahl")
    vik = world.sign_in("vik", failing=False)
    path, nothing = f"/oppgaver/{elsewhere}/", f"/oppgaver/{uuid.uuid4()}/"
    found = vik.get(path)
    assert found.status_code == 404
    there_is_none = vik.get(nothing)
    assert sweeping.plain(found.content, path) == sweeping.plain(there_is_none.content, nothing)
    assert canary("task ola ola") not in vik.get("/oppgaver/").content.decode()


@pytest.mark.attack(1)
def test_of_one_patient_only_what_is_asked_of_ones_own_place_is_shown(world: World) -> None:
    elsewhere, here = cast.request(world, "kari", "kari", "R", to="dahl"), world.tasks["kari"]
    vik = world.sign_in("vik")
    rows = vik.get("/oppgaver/").context["page"].object_list
    shown = {row.summary.id for row in rows}
    assert here in shown
    assert elsewhere not in shown
    with rows_open_to(world, "vik", world.patients["kari"]) as grant:
        assert selectors.task(grant, elsewhere) is None


def rows_open_to(world: World, slug: str, patient_id: uuid.UUID) -> Any:
    return unit.open_queue(world.worker(slug), Kind.TASK, lambda _entity: [patient_id])


@pytest.mark.attack(9)
def test_whom_a_patient_has_blocked_sees_nothing_of_the_request(world: World) -> None:
    task_id = world.tasks["kari"]
    cast.block(world.patients["kari"], world.roles["sekretar"].practitioner_id)
    secretary = world.sign_in("sekretar")
    queue = secretary.get("/oppgaver/")
    assert task_id not in {row.summary.id for row in queue.context["page"].object_list}
    assert queue.context["withheld_count"] == 1
    assert secretary.get(f"/oppgaver/{task_id}/").status_code == 404
    assert world.sign_in("vik").get(f"/oppgaver/{task_id}/").status_code == 200


def test_nobody_answers_himself(world: World) -> None:
    """The secretary as a parent: her own request is for a colleague."""
    task_id = world.tasks["kari"]
    with rows_of(world.patients["kari"]):
        Task.ungated.filter(id=task_id).update(requester_id=world.persons["sekretar"])
    assert world.sign_in("sekretar").get(f"/oppgaver/{task_id}/").status_code == 404
    assert world.sign_in("vik").get(f"/oppgaver/{task_id}/").status_code == 200


def test_a_request_shows_no_more_of_the_record_than_its_own_words(world: World) -> None:
    vik = world.sign_in("vik")
    text = vik.get(f"/oppgaver/{world.tasks['kari']}/").content.decode()
    assert canary("title kari N") in text
    assert canary("task kari kari") in text
    assert canary("kari N") not in text
    assert "/journal/" not in text
    assert "/kliniker/pasient/" not in text


def test_the_log_names_who_worked_on_the_request(world: World) -> None:
    kari, task_id = world.patients["kari"], world.tasks["kari"]
    since = clock.now()
    vik = world.sign_in("vik")
    vik.get("/oppgaver/")
    vik.get(f"/oppgaver/{task_id}/")
    listed, read = events(kari, since=since)
    assert (listed.action, listed.item_id) == ("list", None)
    assert (read.action, read.item_type, read.item_id) == ("read", "Task", task_id)
    text = world.sign_in("kari").get("/innsyn/").content.decode()
    assert world.roles["vik"].practitioner_name in text


def test_a_role_that_has_ended_opens_nothing(world: World) -> None:
    actor = world.worker("vik")
    assert actor.role
    lookup = selectors.Patients(actor.role.id, task_id=world.tasks["kari"])
    with pytest.raises(Refused):
        unit.open_queue_item(
            world.worker("lie"), Kind.TASK, lookup.only, item=("Task", world.tasks["kari"])
        )
