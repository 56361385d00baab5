"""Who treats the patient gets the message of a report as it came."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from labresults.models import DiagnosticReport
from tests.cast import World
from tests.labresults.kith import message, take
from tests.log_reading import last_event, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(world: World) -> str:
    (told,) = take(message())
    return reverse("intake:original", args=[world.patients["kari"], told.id])


def opened(world: World, who: str) -> Client:
    client = world.sign_in(who)
    client.post(reverse("access:open-record", args=[world.patients["kari"]]), {"basis": "relation"})
    return client


def test_who_treats_gets_it_as_it_came(world: World, address: str) -> None:
    answer = opened(world, "berg").get(address)
    assert (answer.status_code, answer.content) == (200, message())
    assert answer["Content-Disposition"].startswith("attachment")
    event = last_event(world.patients["kari"])
    assert (event.action, event.item_type) == ("download", "DiagnosticReport")


@pytest.mark.attack(1)
def test_nobody_else_gets_it(world: World, address: str) -> None:
    assert world.sign_in("dahl").get(address).status_code in {302, 404}
    assert world.sign_in("kari").get(address).status_code == 404
    assert world.sign_in("lie").get(address).status_code == 404


@pytest.mark.attack(1)
def test_of_a_hidden_report_there_is_none(world: World, address: str) -> None:
    berg = opened(world, "berg")
    with rows_of(world.patients["kari"]):
        assert DiagnosticReport._base_manager.update(security=["NORS"])
    assert berg.get(address).status_code == 404


def test_of_a_report_that_came_otherwise_there_is_none(world: World) -> None:
    nothing = reverse("intake:original", args=[world.patients["kari"], world.patients["ola"]])
    assert opened(world, "berg").get(nothing).status_code == 404
