"""Back to where one was: the page that was asked for, the list one came from, the last patients."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from common import clock
from demo.cast.persons import persons
from tests.cast import BLOCKING, World, block

pytestmark = pytest.mark.django_db
LIST, FIND, LAST = "/kliniker/enhet/", "/kliniker/pasient/finn/", "/kliniker/pasient/siste/"
RELATION = {"basis": "relation"}
DECLARED = {"basis": "declared", "ground": "TILSYN"}


def record(world: World, slug: str, page: str = "") -> str:
    return f"/kliniker/pasient/{world.patients[slug]}/{page}"


def reason(world: World, slug: str, **query: str) -> str:
    address = record(world, slug, "apne/")
    return f"{address}?{urlencode(query)}" if query else address


def document(world: World, slug: str = "kari") -> str:
    return record(world, slug, f"dokumenter/{world.documents[f'{slug} N']}/?type=A00-1&page=2")


def look_up(browser: Client, slug: str) -> None:
    browser.post(FIND, {"national_id": persons(clock.today())[slug].national_id})


def close(browser: Client) -> None:
    """The record that is open is not any more, as after an hour."""
    session = browser.session
    session["attestation"] = str(uuid.uuid4())
    session.save()


def test_a_document_that_was_asked_for_is_shown_once_the_reason_is_stated(world: World) -> None:
    browser = world.sign_in("berg")
    asked = browser.get(document(world))
    assert asked["Location"] == reason(world, "kari", next=document(world))
    answer = browser.post(asked["Location"], RELATION)
    assert answer["Location"] == document(world)
    assert browser.get(answer["Location"]).status_code == 200


def test_a_reason_that_is_not_enough_keeps_the_way_back(world: World) -> None:
    browser = world.sign_in("dahl")
    look_up(browser, "kari")
    address = browser.get(document(world))["Location"]
    assert browser.post(address, {"basis": "declared"}).status_code == 422
    assert browser.post(address, DECLARED)["Location"] == document(world)


def test_a_part_of_a_page_lets_the_whole_page_go_to_the_reason(world: World) -> None:
    browser = world.sign_in("berg")
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{document(world)}"}
    answer = browser.get(record(world, "kari", "dokumenter/?type=A00-1"), headers=headers)
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == reason(world, "kari", next=document(world))


ELSEWHERE = [
    "https://evil.no/",
    "//evil.no/kliniker/",
    "/\\evil.no",
    "https:evil.no",
    "http://testserver@evil.no/",
    "https://good.no.evil.no/",
    "javascript:alert(1)",
    " /kliniker/",
    "/%2f/evil.no",
    "/kliniker/\n//evil.no",
    "/kliniker/",
    "/logg-ut/",
    "/kliniker/pasient/{kari}/../{ola}/",
    "/kliniker/pasient/{kari}/%2e%2e/{ola}/",
    "/kliniker/pasient/{ola}/",
    "/kliniker/pasient/{kari}/apne/",
    "/kliniker/pasient/{kari}/nowhere/",
    "//testserver/kliniker/pasient/{kari}/",
    "",
]


@pytest.mark.attack(41)
@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_opening_leads_to_pages_of_the_same_record_only(world: World, wanted: str) -> None:
    browser = world.sign_in("berg")
    wanted = wanted.format(kari=world.patients["kari"], ola=world.patients["ola"])
    answer = browser.post(reason(world, "kari", next=wanted), RELATION)
    assert answer["Location"] == record(world, "kari")


@pytest.mark.attack(41)
@pytest.mark.parametrize("said", ["https://evil.no/x", "//evil.no", "http://[", "data:x"])
def test_where_one_comes_from_elsewhere_is_forgotten(world: World, said: str) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": said}
    answer = world.sign_in("berg").get(document(world), headers=headers)
    assert answer["HX-Redirect"] == reason(world, "kari")


def test_the_record_leads_back_to_the_list_one_came_from(world: World) -> None:
    browser = world.sign_in("berg")
    address = f"{LIST}?vis=i-behandling&sorter=tid&page=1"
    browser.get(address)
    browser.post(LIST, {"name": "nordli"})
    browser.get(address)
    browser.post(reason(world, "kari"), RELATION)
    page = browser.get(record(world, "kari")).content.decode()
    assert f'href="{address.replace("&", "&amp;")}"' in page
    assert "nordli" not in address
    assert browser.get(address).context["is_filtered"]


def test_who_was_found_by_number_leads_back_to_finding(world: World) -> None:
    browser = world.sign_in("dahl")
    look_up(browser, "kari")
    browser.post(reason(world, "kari"), DECLARED)
    assert f'href="{FIND}"' in browser.get(record(world, "kari")).content.decode()


def names(answer: Any) -> list[uuid.UUID]:
    return [row["patient"]["id"] for row in answer.context["rows"]]


def test_the_last_patients_are_offered_and_each_change_states_a_reason_anew(world: World) -> None:
    browser = world.sign_in("sekretar")
    kari, other = world.patients["kari"], world.patients[BLOCKING]
    assert names(browser.get(LAST)) == []
    browser.post(reason(world, "kari"), RELATION)
    browser.post(reason(world, BLOCKING), RELATION)
    answer = browser.get(LAST)
    assert names(answer) == [other, kari]
    assert [row["is_open"] for row in answer.context["rows"]] == [True, False]
    assert browser.get(record(world, "kari")).status_code == 302
    browser.post(answer.context["rows"][1]["open_url"], RELATION)
    assert browser.get(record(world, "kari")).status_code == 200
    assert browser.get(record(world, BLOCKING)).status_code == 302


def test_no_more_than_five_are_kept(world: World) -> None:
    browser = world.sign_in("berg")
    browser.post(reason(world, "kari"), RELATION)
    session = browser.session
    session["last_opened"] = [*session["last_opened"], *(str(uuid.uuid4()) for _ in range(9))]
    session.save()
    browser.post(reason(world, "kari"), RELATION)
    assert len(browser.session["last_opened"]) == 5
    assert browser.session["last_opened"][0] == str(world.patients["kari"])


def test_one_can_come_back_to_a_patient_who_was_looked_up_before_the_last(world: World) -> None:
    browser = world.sign_in("dahl")
    for slug in ("kari", "astrid"):
        look_up(browser, slug)
        browser.post(reason(world, slug), DECLARED)
    assert names(browser.get(LAST)) == [world.patients["astrid"], world.patients["kari"]]
    assert browser.get(reason(world, "kari")).status_code == 200
    assert browser.post(reason(world, "kari"), DECLARED).status_code == 302
    close(browser)
    asked = browser.get(document(world))
    assert asked["Location"] == reason(world, "kari", next=document(world))


def test_who_blocks_meanwhile_is_as_if_never_opened(world: World) -> None:
    browser = world.sign_in("berg")
    browser.post(reason(world, "kari"), RELATION)
    block(world.patients["kari"], world.roles["berg"].practitioner_id)
    assert names(browser.get(LAST)) == []
    assert browser.get(reason(world, "kari")).status_code == 404
