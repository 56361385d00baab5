"""A form that is sent after the reader has begun to act for somebody else, in another tab."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from tests.cast import World, canary
from tests.house import sweeping
from tests.log_reading import events
from tests.worklist.asking import form_of, owned_document, send, tasks_of

pytestmark = pytest.mark.django_db
TYPED = "Det var venstre fot som ble skrevet"


@pytest.fixture
def kari(world: World) -> Client:
    return sweeping.browser(world, "kari-for-lise")


def acts_for(browser: Client, patient: Any = "") -> None:
    assert browser.post("/handle-for/", {"patient": patient}).status_code == 302


def counted(world: World) -> list[int]:
    return [len(tasks_of(world, slug)) for slug in ("kari", "lise")]


@pytest.mark.attack(3)
@pytest.mark.parametrize("form", ["be-om-innsyn", "be-om-retting", "be-om-sletting"])
def test_what_was_typed_is_kept_and_can_be_sent_when_one_has_changed_back(
    world: World, kari: Client, form: str
) -> None:
    path = f"/journal/{owned_document(world, 'lise')}/{form}/"
    filled = form_of(kari, path) | {"words": TYPED}
    before = counted(world)

    acts_for(kari)
    late = kari.post(path, filled)

    assert late.status_code == 409
    told = late.content.decode()
    assert TYPED in told
    assert canary("title lise eid") not in told
    assert 'target="_blank"' in told
    assert counted(world) == before
    kept = {name: late.context["form"][name].value() for name in ("key", "patient", "words")}
    acts_for(kari, kept["patient"])
    assert kari.post(path, kept).status_code == 302
    assert counted(world) == [before[0], before[1] + 1]


@pytest.mark.attack(1)
@pytest.mark.attack(3)
def test_the_answer_is_the_same_whatever_the_form_is_about(world: World, kari: Client) -> None:
    """The document of the child, of the patient of now, hidden, of strangers, of nobody."""
    acts_for(kari)
    sent = {"key": str(uuid.UUID(int=1)), "patient": str(world.patients["lise"]), "words": TYPED}
    documents = [
        *(owned_document(world, slug) for slug in ("lise", "kari", "ola")),
        owned_document(world, "kari", "NORN_ALL"),
        uuid.uuid4(),
    ]
    before = len(events(*world.patients.values()))
    answers = set()
    for document in documents:
        path = f"/journal/{document}/be-om-retting/"
        page = kari.post(path, sent)
        answers.add((page.status_code, sweeping.plain(page.content, path)))
    assert len(answers) == 1
    assert answers.pop()[0] == 409
    assert len(events(*world.patients.values())) == before


@pytest.mark.parametrize("patient", ["x", "00000000-0000-4000-8000-000000000000"])
def test_a_patient_that_nobody_acts_for_leads_nowhere(
    world: World, kari: Client, patient: str
) -> None:
    acts_for(kari)
    path = f"/journal/{owned_document(world)}/be-om-retting/"
    sent = form_of(kari, path) | {"patient": patient, "words": TYPED}
    before = counted(world)
    assert kari.post(path, sent).status_code == 409
    kari.post("/handle-for/", {"patient": patient})
    assert kari.post(path, sent).status_code == 409
    assert counted(world) == before


def test_a_question_about_the_log_is_kept_too(world: World, kari: Client) -> None:
    looked = events(world.patients["lise"])[-1]
    path = f"/innsyn/spor/{looked.id}/"
    sent = {"key": str(uuid.uuid4()), "patient": str(world.patients["lise"]), "words": TYPED}
    acts_for(kari)
    for address in (path, path.replace(str(looked.id), str(uuid.uuid4()))):
        late = kari.post(address, sent)
        assert late.status_code == 409
        assert TYPED in late.content.decode()


@pytest.mark.parametrize("do", ["write", "cancel"])
def test_more_words_and_a_withdrawal_are_kept_too(world: World, kari: Client, do: str) -> None:
    path = f"/journal/{owned_document(world, 'lise')}/be-om-retting/"
    task_url = send(kari, path, words="Feil vekt")["Location"]
    task = tasks_of(world, "lise")[0]
    form = kari.get(task_url).context["write_form"]
    sent = {"do": do, "patient": str(form["patient"].value()), "words": TYPED}

    acts_for(kari)
    late = kari.post(task_url, sent)

    assert late.status_code == 409
    assert (TYPED in late.content.decode()) is (do == "write")
    assert "Feil vekt" not in late.content.decode()
    assert tasks_of(world, "lise")[0].version == task.version
    acts_for(kari, world.patients["lise"])
    assert kari.post(task_url, sent).status_code == 302
    assert tasks_of(world, "lise")[0].version > task.version
