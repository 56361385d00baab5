"""What people type, however long or odd: kept as words, shown as words, run by nobody."""

from __future__ import annotations

import html
import uuid

import pytest

from tests.cast import World
from tests.worklist.asking import form_of, owned_document, send, task_of, tasks_of
from worklist.inputs import clean

pytestmark = pytest.mark.django_db
MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "{{ 7|add:7 }}{% load i18n %}",
    "javascript:alert(1)",
    "&lt;b&gt;fet&lt;/b&gt;",
    "%(owner)s %s {0} ${x}",
    '=HYPERLINK("http://evil.example";"klikk")',
    "+4790000000 @SUM(A1) -1+1",
    "'; DROP TABLE worklist_task; --",
]


@pytest.mark.parametrize("words", MARKUP)
def test_markup_is_shown_as_it_was_typed_to_both_sides(world: World, words: str) -> None:
    kari, vik = world.sign_in("kari"), world.sign_in("vik")
    url = send(kari, f"/journal/{owned_document(world)}/be-om-retting/", words=words)["Location"]
    task = tasks_of(world)[0]
    assert task.description == words
    path = f"/oppgaver/{task.id}/"
    vik.post(path, {"do": "take", "version": 1})
    vik.post(path, {"do": "answer", "version": 2, "result": "complete", "words": words})
    for page in (kari.get(url), vik.get(path)):
        text = page.content.decode()
        assert html.escape(words) in text
        if "<" in words:
            assert words not in text


@pytest.mark.parametrize("length", [4001, 10_000, 200_000])
def test_a_text_that_is_too_long_is_refused_in_words_and_kept(world: World, length: int) -> None:
    kari = world.sign_in("kari")
    words = "å" * (length - 4) + "slut"
    before = len(tasks_of(world))
    answer = send(kari, f"/journal/{owned_document(world)}/be-om-retting/", words=words)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert str(length) in answer.content.decode()
    assert len(tasks_of(world)) == before


def test_a_text_of_the_longest_length_is_kept_to_the_last_letter(world: World) -> None:
    words = "å\r\n" * 1997 + "slutt."
    answer = send(
        world.sign_in("kari"), f"/journal/{owned_document(world)}/be-om-retting/", words=words
    )
    assert answer.status_code == 302
    assert tasks_of(world)[0].description == words.replace("\r\n", "\n")


def test_a_long_answer_is_refused_and_kept(world: World) -> None:
    vik, task_id = world.sign_in("vik"), world.tasks["kari"]
    path = f"/oppgaver/{task_id}/"
    vik.post(path, {"do": "take", "version": 1})
    words = "x" * 10_000
    answer = vik.post(path, {"do": "answer", "version": 2, "result": "complete", "words": words})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert task_of(world, task_id).version == 2


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("en\r\nto\rtre", "en\nto\ntre"),
        ("\u202ekodla\u202c \u2066x\u2069", "kodla x"),
        ("tab\there", "tab\there"),
        ("Ærlig æøå ŋđ 👩‍👧", "Ærlig æøå ŋđ 👩‍👧"),
        ("  rom  ", "rom"),
    ],
)
def test_controls_are_left_out_and_letters_are_not(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize("key", ["", "x", "00000000", "' OR 1=1"])
def test_a_form_without_a_proper_key_makes_nothing(world: World, key: str) -> None:
    kari = world.sign_in("kari")
    before = len(tasks_of(world))
    path = f"/journal/{owned_document(world)}/be-om-retting/"
    assert kari.post(path, {"key": key, "words": "Feil fot"}).status_code == 422
    assert len(tasks_of(world)) == before


@pytest.mark.parametrize("version", ["", "x", "-1", "0", "99999999999", "١"])
def test_a_press_without_a_proper_version_changes_nothing(world: World, version: str) -> None:
    vik, task_id = world.sign_in("vik"), world.tasks["kari"]
    for do in ("take", "answer", "note", "hand-back", "delete", ""):
        form = {"do": do, "version": version, "result": "complete", "words": "Svar"}
        assert vik.post(f"/oppgaver/{task_id}/", form).status_code in {409, 422}, do
    assert task_of(world, task_id).version == 1


@pytest.mark.attack(2)
def test_what_the_server_decides_is_not_taken_from_the_form(world: World) -> None:
    kari = world.sign_in("kari")
    path = f"/journal/{owned_document(world)}/be-om-retting/"
    forged = {
        "owner_id": str(world.roles["dahl"].legal_entity_id),
        "patient_id": str(world.patients["ola"]),
        "requester_id": str(world.persons["ola"]),
        "focus_id": str(uuid.uuid4()),
        "focus_text": "Noe annet",
        "status": "completed",
        "due_on": "2000-01-01",
    }
    kari.post(path, form_of(kari, path) | {"words": "Feil fot"} | forged)
    task = tasks_of(world)[0]
    assert task.owner_id == world.roles["vik"].legal_entity_id
    assert task.requester_id == world.persons["kari"]
    assert (task.status, task.focus_text != "Noe annet") == ("requested", True)
