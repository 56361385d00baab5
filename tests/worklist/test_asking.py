"""What a citizen can ask: about which documents, of whom, and what becomes of a form."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from tests.cast import World, canary
from tests.house import sweeping
from tests.log_reading import events
from tests.worklist.asking import (
    NUMBER_OF_NOBODY,
    form_of,
    owned_document,
    send,
    steps_of,
    tasks_of,
)
from worklist import services
from worklist.codes import TaskCode, TaskStatus

pytestmark = pytest.mark.django_db
FORMS = {
    "be-om-innsyn": TaskCode.ACCESS,
    "be-om-retting": TaskCode.CORRECTION,
    "be-om-sletting": TaskCode.DELETION,
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_becomes_a_task_of_who_wrote_the_document(world: World, form: str) -> None:
    document = owned_document(world)
    browser = world.sign_in("kari")
    answer = send(browser, f"/journal/{document}/{form}/", words="Det var venstre fot.")
    task = tasks_of(world)[0]
    assert answer.status_code == 302
    assert answer["Location"] == f"/henvendelser/{task.id}/"
    assert (task.code, task.status) == (FORMS[form], TaskStatus.REQUESTED)
    assert (task.focus_type, task.focus_id) == ("DocumentReference", document)
    assert canary("title kari eid") in task.focus_text
    assert task.owner_id == world.roles["vik"].legal_entity_id
    assert (task.requester_id, task.requester_kind) == (world.persons["kari"], "patient")
    assert task.description == "Det var venstre fot."
    assert task.due_on == services.due_on(timezone.localdate(task.authored_at))
    (step,) = steps_of(world, task.id)
    assert (step.from_status, step.to_status) == ("", TaskStatus.REQUESTED)


def test_the_page_of_the_request_tells_what_happens(world: World) -> None:
    browser = world.sign_in("kari")
    path = f"/journal/{owned_document(world)}/be-om-retting/"
    page = browser.post(path, form_of(browser, path) | {"words": "Feil fot"}, follow=True)
    text = page.content.decode()
    assert canary("title kari eid") in text
    assert world.roles["vik"].legal_entity_name in text
    assert "Statsforvalteren" in text
    assert "Datatilsynet" in text


@pytest.mark.parametrize(("form", "words"), [("be-om-retting", ""), ("be-om-sletting", " \n ")])
def test_an_empty_form_comes_back_with_what_is_missing(world: World, form: str, words: str) -> None:
    browser = world.sign_in("kari")
    before = len(tasks_of(world))
    answer = send(browser, f"/journal/{owned_document(world)}/{form}/", words=words)
    assert answer.status_code == 422
    assert "words" in answer.context["form"].errors
    assert len(tasks_of(world)) == before


def test_asking_for_access_needs_no_words(world: World) -> None:
    browser = world.sign_in("kari")
    answer = send(browser, f"/journal/{owned_document(world)}/be-om-innsyn/", words="")
    assert answer.status_code == 302


@pytest.mark.attack(63)
def test_a_form_sent_twice_makes_one_task(world: World) -> None:
    browser = world.sign_in("kari")
    path = f"/journal/{owned_document(world)}/be-om-retting/"
    form = form_of(browser, path) | {"words": "Feil fot"}
    before = len(tasks_of(world))
    first, second = browser.post(path, form), browser.post(path, form | {"words": "Annet"})
    assert len(tasks_of(world)) == before + 1
    assert first.status_code == 302
    # The page has told of the open request meanwhile, and leads to it.
    assert str(tasks_of(world)[0].id) in second.content.decode() + second.get("Location", "")


def test_who_has_asked_already_is_led_to_the_request(world: World) -> None:
    browser = world.sign_in("kari")
    path = f"/journal/{owned_document(world)}/be-om-retting/"
    form = form_of(browser, path)
    send(browser, path, words="Feil fot")
    task = tasks_of(world)[0]
    again = browser.post(path, form | {"key": str(uuid.uuid4()), "words": "Feil fot igjen"})
    assert again.status_code == 422
    for page in (again, browser.get(path)):
        assert f"/henvendelser/{task.id}/" in page.content.decode()
    # Another question about the same document is another matter.
    other = send(browser, path.replace("retting", "sletting"), words="Slett det")
    assert other.status_code == 302


def test_who_has_withdrawn_may_ask_again(world: World) -> None:
    browser = world.sign_in("kari")
    path = f"/journal/{owned_document(world)}/be-om-retting/"
    task_url = send(browser, path, words="Feil fot")["Location"]
    assert browser.post(task_url, {"do": "cancel"}).status_code == 302
    assert tasks_of(world)[0].status == TaskStatus.CANCELLED
    assert send(browser, path, words="Feil fot").status_code == 302


HIDDEN = ["NORU", "NORN_ALL", "NORN_NY"]


@pytest.mark.attack(1)
@pytest.mark.attack(3)
@pytest.mark.parametrize("form", FORMS)
def test_no_request_about_a_document_that_one_may_not_see(world: World, form: str) -> None:
    """Hidden, another's, and not there: the same answer, and nothing is made of the form."""
    browser = world.sign_in("kari", failing=False)
    hidden = [owned_document(world, "kari", code) for code in HIDDEN]
    others = [owned_document(world, slug) for slug in ("ola", "nils", "lise")]
    before = [len(tasks_of(world, slug)) for slug in ("kari", "ola", "nils", "lise")]
    answers = set()
    for document in (*hidden, *others, uuid.uuid4()):
        path = f"/journal/{document}/{form}/"
        for page in (
            browser.get(path),
            browser.post(path, {"key": str(uuid.uuid4()), "words": "Jeg vil vite"}),
        ):
            answers.add((page.status_code, sweeping.plain(page.content, path)))
    assert len(answers) == 1
    assert answers.pop()[0] == 404
    assert [len(tasks_of(world, slug)) for slug in ("kari", "ola", "nils", "lise")] == before


def test_a_document_withheld_from_parents_cannot_be_asked_about_by_one(world: World) -> None:
    browser = sweeping.browser(world, "kari-for-lise")
    shown = owned_document(world, "lise")
    withheld = owned_document(world, "lise", "NORN_FORANS")
    assert browser.get(f"/journal/{shown}/be-om-retting/").status_code == 200
    assert browser.get(f"/journal/{withheld}/be-om-retting/").status_code == 404


def test_a_parent_asks_for_a_child_and_the_other_parent_is_not_told(world: World) -> None:
    kari = sweeping.browser(world, "kari-for-lise")
    send(kari, f"/journal/{owned_document(world, 'lise')}/be-om-retting/", words="Feil vekt")
    task = tasks_of(world, "lise")[0]
    assert (task.requester_id, task.requester_kind) == (world.persons["kari"], "parent")
    assert kari.get(f"/henvendelser/{task.id}/").status_code == 200
    ola = world.sign_in("ola")
    ola.post("/handle-for/", {"patient": world.patients["lise"]})
    assert ola.get(f"/henvendelser/{task.id}/").status_code == 404
    assert "Feil vekt" not in ola.get("/henvendelser/").content.decode()


@pytest.mark.parametrize("number", [NUMBER_OF_NOBODY, ""])
def test_a_place_that_does_not_answer_here_says_so_and_whom_to_call(
    world: World, number: str
) -> None:
    browser = world.sign_in("kari")
    document = owned_document(world, number=number or world.roles["dahl"].legal_entity_number)
    path = f"/journal/{document}/be-om-retting/"
    page = browser.get(path)
    assert page.status_code == 200
    assert "<textarea" not in page.content.decode()
    assert page.context["helpline_phone"] in page.content.decode()
    before = len(tasks_of(world))
    forced = browser.post(path, {"key": str(uuid.uuid4()), "words": "Likevel"})
    assert forced.status_code == 422
    assert len(tasks_of(world)) == before


def test_documents_that_are_not_shown_are_asked_for_at_a_place(world: World) -> None:
    owned_document(world)
    browser = world.sign_in("kari")
    path = "/journal/be-om-innsyn/"
    entity = world.roles["vik"].legal_entity_id
    page = browser.get(path)
    assert str(entity) in page.content.decode()
    words = {"words": "Operasjonen i 2001", "period": "2001"}
    wrong = send(browser, path, organization=str(world.roles["dahl"].legal_entity_id), **words)
    assert wrong.status_code == 422
    assert "Operasjonen i 2001" in wrong.content.decode()
    assert send(browser, path, organization=str(entity), **words).status_code == 302
    task = tasks_of(world)[0]
    assert (task.code, task.focus_type, task.focus_id) == ("access-request", "Organization", entity)
    assert (task.period_text, task.description) == ("2001", "Operasjonen i 2001")


def test_a_row_of_the_log_is_asked_about(world: World) -> None:
    world.attested("berg", "kari")
    event = next(each for each in reversed(events(world.patients["kari"])) if each.role_code)
    browser = world.sign_in("kari")
    answer = send(browser, f"/innsyn/spor/{event.id}/", words="")
    assert answer.status_code == 302
    task = tasks_of(world)[0]
    assert (task.code, task.focus_id) == (TaskCode.LOG_QUESTION, event.id)
    assert task.owner_id == event.legal_entity_id
    assert "Ingrid Berg" in task.focus_text


@pytest.mark.attack(1)
def test_a_row_of_anothers_log_is_not_there(world: World) -> None:
    world.attested("berg", "kari")
    event = next(each for each in reversed(events(world.patients["kari"])) if each.role_code)
    ola = world.sign_in("ola", failing=False)
    path = f"/innsyn/spor/{event.id}/"
    nothing = f"/innsyn/spor/{uuid.uuid4()}/"
    found = sweeping.plain(ola.get(path).content, path)
    assert found == sweeping.plain(ola.get(nothing).content, nothing)
    assert ola.post(path, {"key": str(uuid.uuid4())}).status_code == 404
