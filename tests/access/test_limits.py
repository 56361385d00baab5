"""What raises an alert: read in plain words, changed by the privacy officer, never in silence."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import translation

from access import log
from access.alerts import changing, figures, limits
from access.alerts.codes import Policy, Step
from access.alerts.figures import DEFAULT, KEY
from access.codes import Reason
from access.models import AccessEvent, FigureChange
from config.grants import append_only
from people.models import PractitionerRole, UnitSetting
from tests.access.settings import browser
from tests.access.test_alert_limits import opened, reason_of
from tests.cast import World
from tests.journal.shelf import words

pytestmark = pytest.mark.django_db
HERE, CHANGE = "/varsler-innsyn/grenser/", "/varsler-innsyn/grenser/endre/"
WHY = "The emergency ward opens more records than others at night."


def filled(client: Client, **more: Any) -> dict[str, Any]:
    form = client.get(CHANGE).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() is not None}
    return {**sent, "words": WHY, **more}


def entity(world: World) -> Any:
    return world.roles["vik"].legal_entity_id


def now(world: World) -> figures.Figures:
    return figures.of(entity(world))


def test_every_figure_stands_there_with_what_it_does_and_its_range(world: World) -> None:
    kept = {cell.kept.name for cell in limits.cells()}
    assert kept == {each.name for each in fields(figures.Figures)}
    assert limits.faults(DEFAULT) == {}
    said = words(browser(world, "lie").get(HERE))
    for expected in ("200 records", "3 times as many", "100 points (no care relation)", "14 days"):
        assert expected in said
    asked = words(browser(world, "vik").get(CHANGE))
    assert "So many records in an hour are too many for anybody. Usually 200 records." in asked
    assert "From 20 to 500." in asked


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[AccessEvent]:
    """What is written in the log about no patient, which nobody here can read there."""
    found: list[AccessEvent] = []
    items, events = log.write_with_items, log.write_events

    def write_with_items(rows: Any, shown: Any) -> None:
        found.extend(rows)
        items(rows, shown)

    def write_events(rows: Any) -> None:
        found.extend(rows)
        events(rows)

    monkeypatch.setattr(log, "write_with_items", write_with_items)
    monkeypatch.setattr(log, "write_events", write_events)
    return found


def test_what_is_changed_holds_at_the_next_opening(world: World) -> None:
    opened(world, 20)
    assert reason_of(world) is Reason.NONE
    vik = browser(world, "vik")
    sent = filled(vik, hour_always="20", hour_least="15", policy="stop")
    assert vik.post(CHANGE, sent)["Location"] == HERE
    assert reason_of(world) is Reason.TOO_MANY
    assert now(world).family == DEFAULT.family


@pytest.mark.attack(87)
def test_who_changed_what_when_and_why_stays_and_is_in_the_log(
    world: World, logged: list[AccessEvent]
) -> None:
    vik = browser(world, "vik")
    vik.post(CHANGE, filled(vik, hour_always="300", answer_days="7"))
    (row,) = changing.history(entity(world))
    assert (row.step, row.words, row.author_id) == (Step.BOTH, WHY, world.persons["vik"])
    assert row.changes == [
        {"name": "hour_always", "was": 200, "becomes": 300},
        {"name": "answer_days", "was": 14, "becomes": 7},
    ]
    (event,) = [each for each in logged if each.item_type == "ReadingFigures"]
    assert (event.person_id, event.item_id) == (world.persons["vik"], row.id)
    assert (event.is_permitted, event.actor_name) == (True, row.author_name)
    vik.post(CHANGE, filled(vik, hour_always="200", words="As before."))
    assert [each.step for each in changing.history(entity(world))] == [Step.STRICTER, Step.BOTH]
    said = words(browser(world, "moe").get(HERE))
    assert "The limit for everybody: was 200 records, is 300 records" in said
    assert WHY in said
    assert row.author_name in said


@pytest.mark.attack(87)
def test_the_history_only_grows() -> None:
    assert FigureChange._meta.db_table in append_only()


@pytest.mark.attack(87)
@pytest.mark.parametrize(
    "more",
    [
        {"policy": "off"},
        {"hour_always": "201"},
        {"threshold": "61", "family-1": "61"},
        {"family-0": "99"},
        {"answer_days": "15"},
        {"many_days": "6"},
        {"hour_always": "201", "answer_days": "1"},
    ],
)
def test_less_is_found_only_for_a_reason_that_says_something(
    world: World, more: dict[str, Any]
) -> None:
    vik = browser(world, "vik")
    for thin in ("x", "...............", "because"):
        answer = vik.post(CHANGE, filled(vik, **more, words=thin))
        assert answer.status_code == 422
        assert "Less is found than before" in answer.context["form"].errors["words"][0]
    assert vik.post(CHANGE, filled(vik, **more, words="")).status_code == 422
    assert now(world) == DEFAULT
    assert vik.post(CHANGE, filled(vik, **more)).status_code == 302
    assert now(world) != DEFAULT


@pytest.mark.attack(87)
def test_administrators_are_told_when_less_is_found(world: World) -> None:
    vik, lie = browser(world, "vik"), browser(world, "lie")
    vik.post(CHANGE, filled(vik, answer_days="7", words="Quicker."))
    assert "Less is found" not in words(lie.get("/administrasjon/"))
    vik.post(CHANGE, filled(vik, policy="off"))
    said = words(lie.get("/administrasjon/"))
    assert "Less is found" in said
    assert WHY in said


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"hour_always": "501"}, "hour_always", "from 20 to 500"),
        ({"hour_always": "19"}, "hour_always", "from 20 to 500"),
        ({"hour_always": "many"}, "hour_always", "is a whole number"),
        ({"hour_always": ""}, "hour_always", "from 20 to 500"),
        ({"hour_times_usual": "1"}, "hour_times_usual", "a number from 1.5 to 10"),
        ({"family-0": "201"}, "family-0", "from 0 to 200"),
        ({"household-1": "61"}, "household-1", "cannot count more than without"),
        ({"family-1": "59"}, "family-1", "at least 60 points"),
        ({"threshold": "80"}, "family-1", "at least 80 points"),
        ({"hour_least": "150", "hour_always": "100"}, "hour_least", "more than what is too much"),
        ({"public": "50"}, "public_in_care_there", "more than without"),
        ({"policy": "sometimes"}, "policy", "sometimes"),
        ({}, "__all__", "Nothing is changed"),
    ],
)
def test_what_is_wrong_comes_back_in_words(
    world: World, more: dict[str, Any], field: str, said: str
) -> None:
    vik = browser(world, "vik")
    answer = vik.post(CHANGE, filled(vik, **more))
    assert answer.status_code == 422
    assert said in str(answer.context["form"].errors[field])
    assert not FigureChange.objects.exists()


@pytest.mark.attack(64)
def test_of_two_who_change_at_once_one_is_told(world: World) -> None:
    vik = browser(world, "vik")
    mine, other = filled(vik, hour_always="100"), filled(vik, hour_always="300")
    assert vik.post(CHANGE, other).status_code == 302
    answer = vik.post(CHANGE, mine)
    assert answer.status_code == 409
    assert "Somebody else has changed the figures" in words(answer)
    assert now(world).hour_always == 300
    (row,) = changing.history(entity(world))
    row.pk, row._state.adding = None, True
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.attack(87)
@pytest.mark.parametrize("slug", ["lie", "moe", "strand", "berg", "sekretar", "kari"])
def test_nobody_else_changes_them(world: World, slug: str, logged: list[AccessEvent]) -> None:
    client = browser(world, slug)
    assert client.get(HERE).status_code == (200 if slug in {"lie", "moe"} else 404)
    sent = {**filled(browser(world, "vik"), hour_always="300")}
    assert client.post(CHANGE, sent).status_code == 404
    actor = world.citizen(slug) if slug == "kari" else world.worker(slug)
    with pytest.raises(changing.NotYours):
        changing.change(actor, {"hour_always": 300}, WHY, shown_at=0)
    assert (logged[-1].reason, logged[-1].person_id) == (
        Reason.NOT_YOURS_TO_WRITE,
        world.persons[slug],
    )
    assert now(world) == DEFAULT


@pytest.mark.attack(87)
def test_an_officer_of_yesterday_changes_nothing(world: World) -> None:
    actor = world.worker("vik")
    PractitionerRole.objects.filter(id=world.roles["vik"].id).update(end="2020-01-01")
    with pytest.raises(changing.NotYours):
        changing.change(actor, {"hour_always": 300}, WHY, shown_at=0)


@pytest.mark.attack(87)
def test_one_organisation_does_not_change_another(world: World) -> None:
    vik = browser(world, "vik")
    vik.post(CHANGE, filled(vik, policy="off"))
    other = world.roles["dahl"].legal_entity_id
    assert other != entity(world)
    assert figures.of(other) == DEFAULT
    assert changing.history(other) == []
    (setting,) = UnitSetting.objects.filter(key=KEY)
    assert setting.value == {"policy": "off"}


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_figures_are_said_in_every_language(language: str) -> None:
    with translation.override(language):
        for cell in limits.cells():
            assert cell.said(cell.of(DEFAULT))
            assert cell.label
        assert limits.said(1.5, "times").startswith("1.5" if language == "en" else "1,5")
        assert limits.said(Policy.OFF, "policy") == str(Policy.OFF.label)


def test_the_tables_of_the_history_hold_no_patient() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
            [FigureChange._meta.db_table],
        )
        assert not {row[0] for row in cursor.fetchall()} & {"patient_id", "patient"}
