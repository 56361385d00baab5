"""Owns what histories over FHIR give: every version that the reader may see, and no other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from common import clock
from tests.cast import World, document
from tests.fhirapi.calling import BASE, call, resource
from tests.fhirapi.test_reading import path, send_again
from tests.log_reading import events, items

pytestmark = pytest.mark.django_db


def history(answer: Any) -> list[Mapping[str, Any]]:
    bundle = resource(answer)
    assert (answer.status, bundle["type"]) == (200, "history")
    return list(bundle.get("entry", []))


def test_history_is_all_versions_newest_first(world: World) -> None:
    send_again(description="Second")
    answer = call(world, "system", "GET", f"{path(world)}/_history")
    entries = history(answer)
    assert resource(answer)["total"] == 2
    assert [each["resource"]["meta"]["versionId"] for each in entries] == ["2", "1"]
    assert [each["request"]["method"] for each in entries] == ["PUT", "POST"]
    assert entries[0]["fullUrl"] == f"{BASE}/{path(world)}"
    times = [each["resource"]["meta"]["lastUpdated"] for each in entries]
    assert times == sorted(times, reverse=True)


def test_history_goes_on_page_by_page(world: World) -> None:
    for number in range(4):
        send_again(description=f"Number {number}")
    seen, url = [], f"{path(world)}/_history?_count=2"
    while url:
        bundle = resource(call(world, "system", "GET", url))
        assert bundle["total"] == 5
        seen += [each["resource"]["meta"]["versionId"] for each in bundle["entry"]]
        following = [each["url"] for each in bundle["link"] if each["relation"] == "next"]
        url = following[0].removeprefix(f"{BASE}/") if following else ""
    assert seen == ["5", "4", "3", "2", "1"]


@pytest.mark.attack(4)
@pytest.mark.attack(5)
def test_a_version_that_hides_is_not_there_and_not_counted(world: World) -> None:
    name = "kari N"
    hidden = document("kari", "NORN_ALL")["securityLabel"]
    send_again(name, description="Hidden", securityLabel=hidden)
    send_again(name, description="Shown again")
    answer = call(world, "kari", "GET", f"{path(world)}/_history")
    entries = history(answer)
    assert resource(answer)["total"] == len(entries) == 2
    assert "Hidden" not in answer.text
    # Numbers would tell that one is missing.
    names = [each["resource"]["meta"]["versionId"] for each in entries]
    assert not {"1", "2", "3"} & set(names)
    assert {each["request"]["method"] for each in entries} == {"PUT"}
    for number in ("1", "2", "3"):
        assert call(world, "kari", "GET", f"{path(world)}/_history/{number}").status == 404
    again = resource(call(world, "kari", "GET", f"{path(world)}/_history/{names[1]}"))
    assert again["description"] == document("kari", "N")["description"]
    assert resource(call(world, "system", "GET", f"{path(world)}/_history"))["total"] == 3


def test_history_of_a_type_is_of_one_patient(world: World) -> None:
    send_again(description="Second")
    own = history(call(world, "kari", "GET", "DocumentReference/_history?_count=500"))
    named = f"DocumentReference/_history?patient={world.patients['kari']}&_count=500"
    all_of_them = history(call(world, "system", "GET", named))
    assert own[0]["resource"]["description"] == "Second"
    assert len(all_of_them) == len([n for n in world.documents if n.startswith("kari")]) + 1
    assert 1 < len(own) < len(all_of_them)
    assert {each["resource"]["subject"]["reference"] for each in own} == {
        f"Patient/{world.patients['kari']}"
    }
    assert call(world, "system", "GET", "DocumentReference/_history").status == 400
    other = f"DocumentReference/_history?patient={world.patients['ola']}"
    assert {e["resource"]["id"] for e in history(call(world, "kari", "GET", other))} <= {
        e["resource"]["id"] for e in own
    }


def test_history_of_a_type_goes_on_page_by_page(world: World) -> None:
    send_again(description="Second")
    whole = f"DocumentReference/_history?patient={world.patients['kari']}&_count=500"
    wanted = [
        (each["resource"]["id"], each["resource"]["meta"]["versionId"])
        for each in history(call(world, "system", "GET", whole))
    ]
    seen, url = [], whole.replace("500", "4")
    while url:
        answer = call(world, "system", "GET", url)
        shown = [each["resource"] for each in history(answer)]
        assert shown, answer.text
        bundle = resource(answer)
        seen += [(each["id"], each["meta"]["versionId"]) for each in shown]
        following = [each["url"] for each in bundle["link"] if each["relation"] == "next"]
        url = following[0].removeprefix(f"{BASE}/") if following else ""
    assert seen == wanted


def test_history_since_a_time(world: World) -> None:
    since = clock.now().isoformat()
    send_again(description="Second")
    shown = f"{path(world)}/_history?_since={since.replace('+', '%2B')}"
    entries = history(call(world, "system", "GET", shown))
    assert [each["resource"]["meta"]["versionId"] for each in entries] == ["2"]


@pytest.mark.parametrize(
    "query",
    [
        "_count=many",
        "_count=-1",
        "_since=yesterday",
        "_before=x",
        "_before=2026-01-01~1",
        "_count=٣",
    ],
)
def test_a_history_that_is_asked_for_wrongly_is_refused(world: World, query: str) -> None:
    assert call(world, "kari", "GET", f"{path(world)}/_history?{query}").status == 400


def test_what_is_listed_in_a_history_is_in_the_log_version_by_version(world: World) -> None:
    send_again(description="Second")
    since = clock.now()
    call(world, "system", "GET", f"{path(world)}/_history")
    (event,) = events(world.patients["kari"], since=since)
    kept = [each for each in items(world.patients["kari"]) if each.event_id == event.id]
    assert sorted(each.version for each in kept) == [1, 2]
