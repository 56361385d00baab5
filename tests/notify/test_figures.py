"""Administrators see in numbers what became of messages, without names; after a year they go."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import translation
from django.utils.translation import gettext

from access import retention
from common import clock
from demo.cast import contacts as cast_contacts
from notify import contacts, selectors
from notify.codes import WhyNot
from tests.cast import World
from tests.notify.steps import MOBILE, deliver, messages, noon, notice, number, uses_the_portal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carriers")]


@pytest.fixture
def kari(world: World, register: Callable[..., None]) -> Iterator[uuid.UUID]:
    with time_machine.travel(noon()):
        uses_the_portal(world, "kari")
        register({number("kari"): {"mobile": MOBILE}})
        yield world.patients["kari"]


def home(world: World) -> str:
    page: str = world.sign_in("lie").get("/", follow=True).content.decode()
    return page


def words(text: str) -> str:
    with translation.override("nb"):
        return gettext(text)


def test_an_administrator_sees_how_many_and_why_not(world: World, kari: uuid.UUID) -> None:
    notice(kari)
    deliver()
    counts = selectors.counts(clock.now() - timedelta(days=1))
    assert counts["sent", ""] == 1
    page = home(world)
    assert words("Notices by text message and e-mail") in page
    assert MOBILE not in page
    assert "Nordli" not in page


def test_where_no_message_is_sent_there_is_no_card(world: World, settings: Any) -> None:
    settings.NOTIFY = {**settings.NOTIFY, "contact_register": ""}
    assert words("Notices by text message and e-mail") not in home(world)


def test_messages_go_after_a_year(kari: uuid.UUID) -> None:
    notice(kari)
    deliver()
    assert messages(kari)
    with time_machine.travel(noon() + timedelta(days=366)):
        retention.keep(seconds=60, is_asked=True)
    assert not messages(kari)


def test_the_cast_is_in_the_register_of_the_demo(settings: Any, tmp_path: Any) -> None:
    settings.VAR = tmp_path
    cast_contacts.write(tmp_path, clock.today())
    numbers = {number(slug) for slug in ("kari", "ola", "astrid")}
    found = contacts.LocalRegister().contacts(numbers)
    assert found.keys() == {number("kari"), number("ola")}
    assert contacts.route(found[number("kari")], clock.now()) != WhyNot.NOT_CONFIRMED
    assert contacts.route(found[number("ola")], clock.now()) == WhyNot.NOT_CONFIRMED
