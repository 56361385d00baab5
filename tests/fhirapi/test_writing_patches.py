"""JSON Patch: what is touched changes, and every other sign of the text stays."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from common import clock
from demo.cast.persons import persons
from fhirapi.calls import Answer
from fhirapi.outcomes import Refusal
from fhirapi.patching import changed, operations, patched
from tests.cast import World
from tests.fhirapi.calling import call, resource, words
from tests.fhirapi.sending import created, place
from tests.fhirapi.test_importing import FNR, KARI

pytestmark = pytest.mark.django_db
TEXT = '{ "a" : 1.50,\n  "b":[ 2.0, {"c": 1e3, "d":0.10} ] , "e": "\\u00f8"}'


def patch(world: World, value: dict[str, Any], *wanted: dict[str, Any], **headers: Any) -> Answer:
    headers = {"if_match": 'W/"1"', "content_type": "application/json-patch+json", **headers}
    path = f"Observation/{value['id']}"
    return call(world, "system", "PATCH", path, body=list(wanted), **headers)


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ([{"op": "replace", "path": "/e", "value": "x"}], TEXT.replace('"\\u00f8"', '"x"')),
        ([{"op": "remove", "path": "/a"}], '{ "b":[ 2.0, {"c": 1e3, "d":0.10} ] , "e": "\\u00f8"}'),
        ([{"op": "remove", "path": "/e"}], '{ "a" : 1.50,\n  "b":[ 2.0, {"c": 1e3, "d":0.10} ]}'),
        (
            [{"op": "replace", "path": "/b/1/c", "value": 2.50}],
            TEXT.replace('[ 2.0, {"c": 1e3, "d":0.10} ]', '[2.0,{"c":2.5,"d":0.10}]'),
        ),
        ([{"op": "add", "path": "/f", "value": True}], TEXT[:-1] + ',"f":true}'),
        ([{"op": "test", "path": "/a", "value": 1.5}], TEXT),
        ([{"op": "remove", "path": f"/{name}"} for name in "abe"], "{ }"),
    ],
)
def test_only_what_is_touched_is_written_anew(wanted: list[dict[str, Any]], text: str) -> None:
    assert patched(TEXT, operations(json.dumps(wanted))) == text


def test_numbers_of_the_patch_stay_as_they_were_written() -> None:
    wanted = operations('[{"op": "replace", "path": "/a", "value": 2.500}]')

    assert patched(TEXT, wanted) == TEXT.replace("1.50", "2.500")


def test_a_change_of_all_leaves_braces() -> None:
    assert changed("{}", lambda value: {**value, "a": 1}) == '{"a":1}'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1]",
        '[{"op": "add"}]',
        '[{"op": "dance", "path": "/a"}]',
        '[{"op": "add", "path": "/a"}]',
        '[{"op": "move", "path": "/a"}]',
    ],
)
def test_what_is_no_patch_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        operations(text)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    "wanted",
    [
        {"op": "remove", "path": "/nowhere/else"},
        {"op": "test", "path": "/a", "value": 2},
        {"op": "replace", "path": "/b/7", "value": 2},
        {"op": "copy", "path": "/x", "from": "/y"},
        {"op": "replace", "path": "", "value": 7},
        {"op": "move", "path": "/b/0/x", "from": "/b"},
    ],
)
def test_what_cannot_be_done_is_refused(wanted: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        patched(TEXT, operations(json.dumps([wanted])))
    assert refused.value.status == 422
    assert "1.5" not in str(refused.value)


@pytest.mark.attack(45)
def test_copies_do_not_fill_the_memory() -> None:
    double = {"op": "copy", "path": "/b/-", "from": "/b"}
    with pytest.raises(Refusal):
        operations(json.dumps([double] * 21))
    big = json.dumps({"b": ["x" * 100_000]})
    with pytest.raises(Refusal) as refused:
        patched(big, operations(json.dumps([double] * 20)))
    assert refused.value.issues[0].code == "too-costly"


def test_a_patch_is_a_new_version(world: World) -> None:
    value = created(world)

    answer = patch(world, value, {"op": "replace", "path": "/status", "value": "amended"})

    assert (answer.status, answer.headers["ETag"]) == (200, 'W/"2"')
    assert '"value": 1.50, "unit"' in answer.text
    assert answer.text == call(world, "system", "GET", f"Observation/{value['id']}").text


def test_a_patch_leaves_a_legal_resource_that_stays_what_it_is(world: World) -> None:
    value = created(world)

    illegal = patch(world, value, {"op": "remove", "path": "/code"})
    renamed = patch(world, value, {"op": "replace", "path": "/id", "value": "mine"})
    other = patch(world, value, {"op": "replace", "path": "/resourceType", "value": "Basic"})

    assert [illegal.status, renamed.status, other.status] == [422, 422, 422]
    assert place(illegal) == "Observation.code"


def test_a_patch_says_what_it_is_and_which_version_it_changes(world: World) -> None:
    value = created(world)
    wanted = {"op": "replace", "path": "/status", "value": "amended"}

    assert patch(world, value, wanted, content_type="application/fhir+json").status == 415
    assert patch(world, value, wanted, if_match='W/"2"').status == 412
    unseen = call(
        world,
        "system",
        "PATCH",
        f"Observation/{value['id']}",
        body=[wanted],
        content_type="application/json-patch+json",
    )
    assert unseen.status == 428
    found = call(world, "system", "GET", f"Observation/{value['id']}")
    assert resource(found)["status"] == "final"


@pytest.mark.attack(45)
def test_an_operation_that_is_two_is_refused() -> None:
    with pytest.raises(Refusal):
        operations('[{"op": "test", "path": "/a", "value": 1, "op": "remove"}]')


@pytest.mark.attack(7)
@pytest.mark.parametrize("whose", ["kari", "ola", "nobody"])
def test_a_patch_gives_no_resource_to_another_person(world: World, whose: str) -> None:
    """By reference, or by a number, be it one that nobody here has."""
    value = created(world)
    numbers = {name: persons(clock.today())[name].national_id for name in ("kari", "ola")}
    number = numbers.get(whose, KARI)
    identifier = {"system": FNR, "value": number}
    answer = patch(world, value, {"op": "add", "path": "/subject/identifier", "value": identifier})
    assert answer.status == (200 if whose == "kari" else 422)
    other = f"Patient/{world.patients.get(whose, uuid.uuid4())}"
    change = {"op": "replace", "path": "/subject/reference", "value": other}
    if whose != "kari":
        assert "two patients" in words(answer)
        assert patch(world, value, change).status == 422
    read = call(world, "system", "GET", f"Observation/{value['id']}")
    assert resource(read)["subject"]["reference"] == f"Patient/{world.patients['kari']}"
    assert (number in read.text) is (whose == "kari")
