"""Bundles that nobody should send: each is told what is wrong with it, and nothing is stored."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cast import World
from tests.fhirapi.calling import call, words
from tests.fhirapi.sending import (
    NEW,
    OTHER,
    bundle,
    created,
    entry,
    expressions,
    ids,
    observation,
    patient,
    post,
    responses,
    rows,
)

pytestmark = pytest.mark.django_db
SAME = "identifier=urn:lab|7"


@pytest.mark.attack(45)
@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"type": ["transaction"]}, "Bundle.type"),
        ({"type": {"a": 1}}, "Bundle.type"),
        ({"entry": {}}, "Bundle.entry"),
        ({"entry": None}, "Bundle.entry"),
        ({"entry": "x"}, "Bundle.entry"),
        ({"entry": [{"request": {"method": ["POST"], "url": "Observation"}}]}, "request"),
        ({"entry": [{"request": {"method": "POST", "url": {}}}]}, "request"),
        ({"entry": [{"request": [{"method": "POST", "url": "Observation"}]}]}, "request"),
        ({"entry": [{"resource": []}]}, "request"),
    ],
)
def test_what_is_of_another_kind_than_it_should_be_is_named(
    world: World, change: dict[str, Any], where: str
) -> None:
    body = {"resourceType": "Bundle", "type": "transaction", "entry": [], **change}
    answer = call(world, "system", "POST", "", body=body)
    assert answer.status == 400
    assert expressions(answer)[0].endswith(where)


@pytest.mark.parametrize("body", ['{"entry": ["x"]}', '{"entry": [{"fullUrl": 1}]}'])
def test_an_entry_that_is_none_is_refused(world: World, body: str) -> None:
    assert call(world, "system", "POST", "", body=body).status == 400


def with_identifier(text: str) -> str:
    return text.replace('"status"', '"identifier": [{"system": "urn:lab", "value": "7"}], "status"')


def test_two_entries_with_the_same_condition_are_refused(world: World) -> None:
    before, text = rows(world), with_identifier(observation(world))
    twice = [entry("POST", "Observation", text, name, ifNoneExist=SAME) for name in (NEW, OTHER)]
    answer = post(world, *twice)
    assert answer.status == 400
    assert "condition" in words(answer)
    assert rows(world) == before
    of_ola = with_identifier(observation(world, "ola"))
    both = post(world, twice[0], entry("POST", "Observation", of_ola, OTHER, ifNoneExist=SAME))
    assert [each["status"] for each in responses(both)] == ["201 Created"] * 2


def test_entries_that_name_each_other_in_a_circle_are_stored_so(world: World) -> None:
    one, other = (
        observation(world).replace(
            '"status"', f'"hasMember": [{{"reference": "{each}"}}], "status"'
        )
        for each in (OTHER, NEW)
    )
    answer = post(
        world, entry("POST", "Observation", one, NEW), entry("POST", "Observation", other, OTHER)
    )
    found = ids(answer)
    for own_id, named in (found, found[::-1]):
        text = call(world, "system", "GET", f"Observation/{own_id}").text
        assert json.loads(text)["hasMember"] == [{"reference": f"Observation/{named}"}]


def test_one_bundle_in_another_is_refused(world: World) -> None:
    inner = bundle(entry("POST", "Observation", observation(world)))
    for url in ("", "/", "Bundle"):
        answer = post(world, entry("POST", url, inner), kind="batch")
        assert responses(answer)[0]["status"][:1] == "4"


@pytest.mark.parametrize("tag", ["", " ", "1", 'W/"-1"', 'W/"1","2"', 'W/"٣"', '"*"', 'w/"1"'])
def test_a_version_that_is_none_changes_nothing(world: World, tag: str) -> None:
    """An empty If-Match least of all: it would hold to no version."""
    value = created(world)
    path, body = f"Observation/{value['id']}", {**value, "status": "amended"}
    assert call(world, "system", "PUT", path, body=body, if_match=tag).status == 400
    assert call(world, "system", "DELETE", path, if_match=tag).status == 400
    assert post(world, entry("DELETE", path, ifMatch=tag)).status == 400
    assert call(world, "system", "GET", path).headers["ETag"] == 'W/"1"'


def test_a_condition_that_is_not_understood_is_refused_in_words(world: World) -> None:
    text = observation(world)
    for condition in ("unheard=of", "?", "5"):
        answer = call(world, "system", "POST", "Observation", body=text, if_none_exist=condition)
        assert answer.status == 400
        assert "ignored" not in words(answer)
    made = post(world, entry("POST", "Patient", patient(), NEW, ifNoneExist="unheard=of"))
    assert made.status == 400
