"""Laboratories send messages over HTTP: only who is registered for results, and with a receipt."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from access import refusing
from access.codes import Kind
from fhirapi import callers
from fhirapi.callers import Caller
from labresults.intake.models import WaitingMessage
from labresults.models import Observation
from tests.cast import World
from tests.fhirapi import calling
from tests.labresults.kith import LATER, item, message, number_of
from tests.log_reading import events, rows_of

pytestmark = pytest.mark.django_db
ADDRESS = "/fhir/meldinger/"


@pytest.fixture
def send(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sends a message as a caller, who is known by what a token says; gives status and receipt."""

    def sent(
        caller: Caller, data: bytes, kind: str = "application/xml", **headers: str
    ) -> tuple[int, dict[str, Any]]:
        monkeypatch.setattr(callers, "of", lambda request: caller)
        response = Client().post(ADDRESS, data, content_type=kind, headers=headers)
        return response.status_code, json.loads(response.content)

    return sent


def read(monkeypatch: pytest.MonkeyPatch, caller: Caller, report: str) -> Any:
    monkeypatch.setattr(callers, "of", lambda request: caller)
    return Client().get(f"{ADDRESS}{report.removeprefix('DiagnosticReport/')}")


def test_a_system_gets_a_receipt_of_what_was_stored(world: World, send: Any) -> None:
    system = calling.system(world)
    status, told = send(system, message())
    (report,) = told["reports"]
    assert (status, report["outcome"], report["stored"]) == (200, "stored", 4)
    status, told = send(system, message())
    assert (status, told["reports"][0]["outcome"]) == (200, "unchanged")
    assert told["reports"][0]["report"] == report["report"]


def test_what_was_sent_stands_under_the_organisation_of_the_token(world: World, send: Any) -> None:
    system = calling.system(world)
    send(system, message())
    with rows_of(world.patients["kari"]):
        (row,) = Observation._base_manager.filter(patient_id=world.patients["kari"])
    assert row.source == system.source
    (event,) = events(world.patients["kari"])[-1:]
    assert (event.actor_kind, event.is_permitted) == ("client", True)


@pytest.mark.attack(2)
@pytest.mark.parametrize("who", ["kari", "berg-for-kari", "berg"])
def test_people_send_no_messages(world: World, send: Any, who: str) -> None:
    status, told = send(calling.caller(world, who), message())
    assert status == 403
    assert told["resourceType"] == "OperationOutcome"
    with rows_of(world.patients["kari"]):
        assert not Observation._base_manager.exists()


@pytest.mark.attack(2)
@pytest.mark.parametrize(
    ("kinds", "scopes"),
    [
        (frozenset({Kind.JOURNAL}), ""),
        (calling.ALL_KINDS, "system/Observation.cruds"),
        (calling.ALL_KINDS, "system/*.rs"),
        (calling.ALL_KINDS, "user/*.cruds"),
    ],
)
def test_only_who_is_registered_for_results_sends_them(
    world: World, send: Any, kinds: frozenset[Kind], scopes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, refuse = list[Any](), refusing.refuse

    def refused(*args: Any) -> None:
        told.append(args)
        refuse(*args)

    monkeypatch.setattr(refusing, "refuse", refused)
    caller = calling.system(world, kinds=kinds, scopes=scopes)
    for number in (number_of("kari"), "12345678901"):
        assert send(caller, message(number=number))[0] == 403
    assert not WaitingMessage.objects.exists()
    with rows_of(world.patients["kari"]):
        assert not Observation._base_manager.exists()
    assert len(told) == 2


def test_a_report_of_nobody_is_taken_and_waits(world: World, send: Any) -> None:
    status, told = send(calling.system(world), message(number="13116900216"))
    (report,) = told["reports"]
    assert (status, report["outcome"]) == (202, "waiting")
    assert "13116900216" not in json.dumps(told)


def test_what_is_refused_has_its_place(world: World, send: Any) -> None:
    bad = message("kari", item(value='<NumResultValue V="NaN" U="g/dL"/>'))
    status, told = send(calling.system(world), bad)
    assert status == 422
    (problem,) = told["reports"][0]["problems"]
    assert problem["place"].endswith("ResultItem/NumResult/NumResultValue")


@pytest.mark.parametrize(
    ("kind", "headers", "status"),
    [
        ("application/json", {}, 415),
        ("application/xml", {"Content-Encoding": "gzip"}, 415),
        ("text/xml; charset=utf-8", {}, 200),
    ],
)
def test_messages_are_xml(
    world: World, send: Any, kind: str, headers: dict[str, str], status: int
) -> None:
    assert send(calling.system(world), message(), kind, **headers)[0] == status


def test_an_address_with_a_number_is_refused(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(callers, "of", lambda request: calling.system(world))
    url = f"{ADDRESS}?patient={number_of('kari')}"
    assert Client().post(url, message(), content_type="text/xml").status_code == 400


def test_who_may_reads_the_message_as_it_came(
    world: World, send: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = calling.system(world)
    first, second = message(), message(made=LATER, service="M")
    _, told = send(system, first)
    send(system, second)
    report = told["reports"][0]["report"]
    answer = read(monkeypatch, system, report)
    assert (answer.status_code, answer.content) == (200, second)
    assert read(monkeypatch, calling.caller(world, "berg-for-kari"), report).content == second


@pytest.mark.attack(1)
@pytest.mark.parametrize("who", ["kari", "ola", "stranger", "berg"])
def test_the_message_is_for_nobody_else(
    world: World, send: Any, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    """Not the patient either: what of it may be seen yet is decided result by result."""
    _, told = send(calling.system(world), message())
    report = told["reports"][0]["report"]
    answer = read(monkeypatch, calling.caller(world, who), report)
    nothing = read(monkeypatch, calling.caller(world, who), str(uuid.uuid4()))
    assert answer.status_code == nothing.status_code == 404
