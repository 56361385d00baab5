"""A patient is told outside the portal that there is something to read: once, by day, without a
word of what it is, and not at all where that is of no use."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from access.codes import NoticeCode
from access.models import AccessEvent
from notify import services
from people.models import Patient
from tests.cast import World
from tests.log_reading import rows_of
from tests.notify.gateway import Gateway
from tests.notify.mailbox import Mailbox
from tests.notify.steps import (
    MOBILE,
    became,
    deliver,
    messages,
    noon,
    notice,
    number,
    uses_the_portal,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carriers")]
Register = Callable[..., None]
WEEK = timedelta(days=7, minutes=5)


@pytest.fixture
def kari(world: World, register: Register) -> Iterator[uuid.UUID]:
    """Kari, who has read everything, with a telephone and an e-mail address."""
    with time_machine.travel(noon()):
        uses_the_portal(world, "kari")
        register({})
        deliver()
        register({number("kari"): {"mobile": MOBILE, "email": "kari@example.no"}})
        yield world.patients["kari"]


def test_a_notice_is_told_of_by_one_text_message(kari: uuid.UUID, gateway: Gateway) -> None:
    before = len(messages(kari))
    notice(kari)
    assert deliver() == 1
    assert deliver() == 0
    (message,) = gateway.taken.values()
    assert (message["to"], message["from"]) == (MOBILE, "DIS")
    assert became(kari)[before][::2] == ("sent", "sms")
    with rows_of(kari):
        logged = AccessEvent.objects.filter(patient_id=kari, kind="log", is_permitted=True)
        assert logged.filter(actor_name="notify.deliver").exists()


@pytest.mark.attack(84)
@pytest.mark.parametrize("code", list(NoticeCode))
@pytest.mark.parametrize("language", ["nb", "nn", "en", "se", "", "zz"])
def test_a_message_says_where_to_read_and_nothing_of_what(
    kari: uuid.UUID, gateway: Gateway, register: Register, code: NoticeCode, language: str
) -> None:
    register({number("kari"): {"mobile": MOBILE, "language": language}})
    notice(kari, code)
    deliver()
    (text,) = gateway.texts
    words = {"nn": "varsel i Min helse i nord", "en": "You have a new notice"}
    assert words.get(language, "nytt varsel i Min helse i nord") in text
    assert "testserver" in text or "127.0.0.1" in text
    told = text.casefold()
    hidden = ("prøve", "svar", "result", "journal", "nød", "emergency", "kari", "nordli", "unn")
    assert not [word for word in (*hidden, "sykehus", "http", number("kari")) if word in told]
    assert len(text) <= 160  # One text message, not two.


def test_who_has_no_telephone_gets_an_email(
    kari: uuid.UUID, register: Register, mailbox: Mailbox, gateway: Gateway
) -> None:
    register({number("kari"): {"email": "kari@example.no", "language": "nn"}})
    notice(kari)
    deliver()
    (letter,) = mailbox.letters
    assert (letter["To"], letter["From"]) == ("kari@example.no", "ikke-svar@dis.example.no")
    assert str(messages(kari)[-2].id) in letter["Message-ID"]
    assert "Min helse i nord" in letter["Subject"]
    assert "Min helse i nord" in letter.get_content()
    assert letter["Auto-Submitted"] == "auto-generated"
    assert not gateway.taken


def test_nobody_is_told_at_night(kari: uuid.UUID, gateway: Gateway) -> None:
    with time_machine.travel(noon().replace(hour=22)):
        notice(kari)
        assert deliver() == 0
    with time_machine.travel(noon().replace(hour=7) + timedelta(days=1)):
        assert deliver() == 0
    with time_machine.travel(noon().replace(hour=8, minute=1) + timedelta(days=1)):
        assert deliver() == 1
    assert len(gateway.taken) == 1


@pytest.mark.parametrize(
    ("moment", "morning"),
    [
        ("2026-03-28T21:30:00+00:00", "2026-03-29T06:00:00+00:00"),  # Summer time begins.
        ("2026-10-24T21:30:00+00:00", "2026-10-25T07:00:00+00:00"),  # And ends.
        ("2026-11-24T04:00:00+00:00", "2026-11-24T07:00:00+00:00"),
        ("2026-11-24T20:00:00+00:00", "2026-11-25T07:00:00+00:00"),
        ("2026-11-24T19:59:00+00:00", "2026-11-24T19:59:00+00:00"),
    ],
)
@pytest.mark.attack(59)
def test_the_morning_is_the_morning_of_norway(moment: str, morning: str) -> None:
    found = services.by_day(datetime.fromisoformat(moment))
    assert found == datetime.fromisoformat(morning)


def test_what_is_read_before_it_is_told_of_is_not_told_of(
    world: World, kari: uuid.UUID, gateway: Gateway
) -> None:
    notice(kari)
    world.sign_in("kari").get("/varsler/")
    assert deliver() == 0
    assert became(kari)[-1] == ("not-sent", "read", "")
    assert not gateway.taken


def test_several_notices_are_one_message(kari: uuid.UUID, gateway: Gateway) -> None:
    before = len(messages(kari))
    for code in (NoticeCode.ANSWER, NoticeCode.EMERGENCY, NoticeCode.SETTING_MADE):
        notice(kari, code)
    assert deliver() == 1
    assert len(gateway.taken) == 1
    told = sorted(each[:2] for each in became(kari)[before:] if each[0] != "due")
    assert told == [("not-sent", "together"), ("not-sent", "together"), ("sent", "")]


def test_who_has_not_read_it_is_reminded_once_a_week_later(
    kari: uuid.UUID, gateway: Gateway
) -> None:
    notice(kari)
    deliver()
    with time_machine.travel(noon() + WEEK):
        assert deliver() == 1
        assert "ikke har lest" in gateway.texts[1]
    with time_machine.travel(noon() + 2 * WEEK):
        assert deliver() == 0
    assert len(gateway.taken) == 2


def test_who_has_read_it_is_not_reminded(world: World, kari: uuid.UUID, gateway: Gateway) -> None:
    notice(kari)
    deliver()
    world.sign_in("kari").get("/varsler/")
    with time_machine.travel(noon() + WEEK):
        uses_the_portal(world, "kari")
        assert deliver() == 0
    assert len(gateway.taken) == 1
    assert became(kari)[-1] == ("not-sent", "read", "")


@pytest.mark.attack(74)
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"deceased_on": "2026-01-01"}, "deceased"),
        ({"birth_date": "2015-01-01"}, "young"),
        ({"birth_date": None}, "young"),
    ],
)
def test_some_are_told_nothing(
    kari: uuid.UUID, gateway: Gateway, change: dict[str, Any], reason: str
) -> None:
    with rows_of(kari):
        assert Patient.objects.filter(id=kari).update(**change) == 1
    notice(kari)
    assert deliver() == 0
    assert became(kari)[-1] == ("not-sent", reason, "")
    assert not gateway.taken


def test_who_does_not_use_the_portal_is_not_sent_there(
    world: World, kari: uuid.UUID, gateway: Gateway
) -> None:
    uses_the_portal(world, "kari", days_ago=600)
    notice(kari)
    assert deliver() == 0
    assert became(kari)[-1] == ("not-sent", "not-active", "")
    assert not gateway.taken


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (None, "no-contact"),
        ({}, "no-contact"),
        ({"mobile": MOBILE, "confirmed_at": "2024-01-01T00:00:00Z"}, "not-confirmed"),
    ],
)
def test_without_a_confirmed_address_there_is_no_way(
    kari: uuid.UUID, register: Register, gateway: Gateway, told: Any, reason: str
) -> None:
    register({} if told is None else {number("kari"): told})
    notice(kari)
    deliver()
    assert became(kari)[-1] == ("not-sent", reason, "")
    assert not gateway.taken


def test_a_reservation_stops_letters_and_not_this(
    kari: uuid.UUID, register: Register, gateway: Gateway
) -> None:
    register({number("kari"): {"mobile": MOBILE, "reserved": True}})
    notice(kari)
    deliver()
    assert len(gateway.taken) == 1


def test_without_a_register_nothing_is_done_and_nothing_is_lost(
    kari: uuid.UUID, settings: Any, gateway: Gateway
) -> None:
    before = became(kari)
    notice(kari)
    told = settings.NOTIFY
    settings.NOTIFY = {**told, "contact_register": ""}
    assert deliver() == 0
    assert became(kari) == before
    settings.NOTIFY = told
    assert deliver() == 1


def test_without_a_carrier_it_is_said_that_there_is_none(kari: uuid.UUID, settings: Any) -> None:
    settings.NOTIFY = {**settings.NOTIFY, "sms_carrier": ""}
    notice(kari)
    deliver()
    assert became(kari)[-1] == ("not-sent", "no-carrier", "")
