"""The privacy officer looks over openings: whom they are shown to, and what a decision does."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from access.models import Block
from access.reviews.codes import ReviewStatus
from common import clock
from tests.access.reviewing import (
    LIST,
    address,
    as_stored,
    changed,
    many,
    opens_log,
    reviewed,
    steps_of,
    tie,
)
from tests.cast import DECLARED, EMERGENCY, INCAPABLE, World, canary
from tests.log_reading import events, last_event, rows_of

pytestmark = pytest.mark.django_db
WORDS = "He could not remember why"


def rows(world: World, query: str = "", slug: str = "vik") -> list[Any]:
    page = world.sign_in(slug).get(f"{LIST}{query}")
    assert page.status_code == 200
    return list(page.context["page"].object_list)


def decision(review: Any, status: str, words: str = WORDS, version: int = 1) -> dict[str, Any]:
    return {"version": version, "status": status, "words": words}


def test_the_list_says_who_opened_and_not_whose_record_it_was(world: World) -> None:
    reviewed(world, "berg", "kari", EMERGENCY)
    before = len(events(world.patients["kari"]))
    page = world.sign_in("vik").get(LIST)
    body = page.content.decode()
    (row,) = page.context["page"].object_list
    assert (row.actor_name, row.is_overdue) == ("Ingrid Berg", False)
    assert "Kari Nordli" not in body
    assert EMERGENCY.text not in body
    assert len(events(world.patients["kari"])) == before


def test_the_page_says_what_was_stated_and_counts_what_was_read(world: World) -> None:
    browser = world.sign_in("berg")
    form = {"basis": "emergency", "text": EMERGENCY.text}
    kari = world.patients["kari"]
    browser.post(f"/kliniker/pasient/{kari}/apne/", form)
    for name in ("kari N", "kari NORS", "kari N"):
        browser.get(f"/kliniker/pasient/{kari}/dokumenter/{world.documents[name]}/")
    (row,) = rows(world)
    page = world.sign_in("vik").get(row.url)
    body, read = page.content.decode(), page.context["page"].read
    assert EMERGENCY.text in body
    assert "Kari Nordli" in body
    # Blocked are one that was opened and two whose titles stood in the list beside it.
    assert (read.opened, read.closed, read.requests) == (2, 3, 3)
    assert canary("title kari N") not in body
    event = last_event(kari)
    assert (event.kind, event.action, event.item_type) == ("review", "read", "AccessReview")


@pytest.mark.attack(1)
@pytest.mark.parametrize("slug", ["berg", "sekretar", "lie", "strand", "dahl"])
def test_only_the_privacy_officer_reviews(world: World, slug: str) -> None:
    review = reviewed(world, "berg", "kari", EMERGENCY)
    browser = world.sign_in(slug)
    assert browser.get(LIST).status_code == 404
    assert browser.get(address(review)).status_code == 404
    assert browser.post(address(review), decision(review, "in-order")).status_code == 404
    assert as_stored(review).status == ReviewStatus.OPEN


@pytest.mark.attack(1)
def test_the_openings_of_another_organisation_are_not_there(world: World) -> None:
    review = reviewed(world, "dahl", "kari", EMERGENCY)
    assert rows(world) == []
    assert world.sign_in("vik").get(address(review)).status_code == 404


@pytest.mark.attack(87)
@pytest.mark.parametrize("tied", ["next of kin", "child in common", "who opened", "shut out"])
def test_nobody_reviews_what_is_near_him(world: World, tied: str) -> None:
    review = reviewed(world, "berg", "kari", EMERGENCY)
    other = reviewed(world, "berg", "ola", EMERGENCY)
    vik = world.persons["vik"]
    if tied == "next of kin":
        tie(world, "kari", vik)
    elif tied == "child in common":
        tie(world, "marte", vik)
        tie(world, "marte", world.persons["kari"])
    elif tied == "who opened":
        changed(review, person_id=vik)
    else:
        practitioner = world.roles["vik"].practitioner_id
        with rows_of(review.patient_id):
            Block.ungated.create(
                patient_id=review.patient_id, practitioner_id=practitioner, start=clock.now()
            )
    page = world.sign_in("vik").get(LIST)
    assert [row.url for row in page.context["page"].object_list] == [address(other)]
    assert page.context["withheld_count"] == 1
    browser = world.sign_in("vik")
    assert browser.get(address(review)).status_code == 404
    assert browser.post(address(review), decision(review, "in-order")).status_code == 404
    assert as_stored(review).status == ReviewStatus.OPEN


@pytest.mark.parametrize("status", ["in-order", "not-in-order"])
def test_a_decision_keeps_who_when_and_why_and_stands(world: World, status: str) -> None:
    review = reviewed(world, "berg", "kari", INCAPABLE)
    browser = world.sign_in("vik")
    assert browser.post(address(review), decision(review, "asked")).status_code == 302
    assert [row.status_tone for row in rows(world, "?vis=asked")] == ["info"]
    assert browser.post(address(review), decision(review, status, version=2)).status_code == 302
    stored, (asked, decided) = as_stored(review), steps_of(review)
    assert (stored.status, stored.version) == (status, 3)
    assert stored.decided_at is not None
    assert (asked.status, decided.status, decided.words) == ("asked", status, WORDS)
    assert decided.author_id == world.persons["vik"]
    assert rows(world) == []
    assert len(rows(world, "?vis=done")) == 1
    late = browser.post(address(review), decision(review, "in-order", version=3))
    assert late.status_code == 409
    assert as_stored(review).status == status


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"status": "", "words": WORDS}, "status"),
        ({"status": "open", "words": WORDS}, "status"),
        ({"status": "not-in-order", "words": " "}, "words"),
        ({"status": "asked", "words": ""}, "words"),
        ({"status": "in-order", "words": "x" * 2001}, "words"),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(
    world: World, form: dict[str, str], wrong: str
) -> None:
    review = reviewed(world, "berg", "kari", EMERGENCY)
    answer = world.sign_in("vik").post(address(review), {"version": 1, **form})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {wrong}
    assert form["words"].strip() in answer.content.decode()
    assert as_stored(review).status == ReviewStatus.OPEN


@pytest.mark.attack(64)
def test_the_second_reviewer_sees_the_decision_of_the_first(world: World) -> None:
    review = reviewed(world, "berg", "kari", EMERGENCY)
    first, second = world.sign_in("vik"), world.sign_in("vik")
    assert first.post(address(review), decision(review, "asked", "Ask them")).status_code == 302
    answer = second.post(address(review), decision(review, "not-in-order", "Mine"))
    assert answer.status_code == 409
    assert "Ask them" in answer.content.decode()
    assert "Mine" in answer.content.decode()
    assert as_stored(review).status == "asked"


def test_filters_find_what_is_overdue_and_by_whom(world: World) -> None:
    late = reviewed(world, "berg", "kari", EMERGENCY)
    changed(late, due_on=clock.today() - timedelta(days=1))
    reviewed(world, "sekretar", "kari", DECLARED)
    berg = world.persons["berg"]
    assert [row.is_overdue for row in rows(world)] == [True, False]
    for query in ("?frist=utlopt", "?grunnlag=emergency", f"?person={berg}"):
        assert [row.url for row in rows(world, query)] == [address(late)], query
    assert rows(world, f"?person={berg}&grunnlag=declared") == []
    assert len(rows(world, "?vis=x&grunnlag=x&person=x&frist=x&page=x")) == 2
    body = world.sign_in("vik").get("/administrasjon/").content.decode()
    assert LIST in body


def test_a_thousand_reviews_are_read_a_page_at_a_time(
    world: World, django_assert_max_num_queries: Any
) -> None:
    many(world, "kari", 1_000)
    browser = world.sign_in("vik")
    with django_assert_max_num_queries(30):
        page = browser.get(f"{LIST}?page=20")
    assert page.context["page"].paginator.count == 1_000
    assert len(page.context["page"].object_list) == 50


def test_the_patient_is_told_of_the_review_and_its_outcome_and_never_the_words(
    world: World,
) -> None:
    review = reviewed(world, "berg", "kari", EMERGENCY)

    def told() -> tuple[Any, str]:
        page = world.sign_in("kari", as_citizen=True).get("/innsyn/")
        found = [row for day in page.context["days"] for row in day.rows]
        (row,) = [each for each in found if each.name == "Ingrid Berg"]
        return row, page.content.decode()

    before, body = told()
    assert before.review_text == ""
    assert f"{review.due_on:%d.%m.%Y}" in " ".join(before.why)
    assert EMERGENCY.text not in body
    world.sign_in("vik").post(address(review), decision(review, "not-in-order"))
    after, body = told()
    assert (after.review_tone, bool(after.review_text)) == ("danger", True)
    assert review.owner_name in " ".join(after.why)
    assert WORDS not in body
    assert EMERGENCY.text not in body


def test_the_look_of_the_reviewer_is_told_in_its_own_words(world: World) -> None:
    review = reviewed(world, "berg", "kari", EMERGENCY)
    world.sign_in("vik").get(address(review))
    page = world.sign_in("kari", as_citizen=True).get("/innsyn/")
    found = [row for day in page.context["days"] for row in day.rows]
    (row,) = [each for each in found if each.person_id == world.persons["vik"]]
    assert row.actions == {"review"}
    assert row.items == []


def test_a_review_is_read_by_no_patient_and_no_clinician(world: World) -> None:
    review = reviewed(world, "berg", "kari", EMERGENCY)
    with opens_log(world, "kari") as grant:
        from_patient = grant.kinds
    assert "review" not in from_patient
    for slug in ("kari", "ola"):
        assert world.sign_in(slug, as_citizen=True).get(address(review)).status_code == 404
    assert world.sign_in("vik").get(f"{LIST}{uuid.uuid4()}/").status_code == 404
