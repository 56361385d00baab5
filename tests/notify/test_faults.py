"""What goes wrong on the way loses no message and doubles none."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from notify import channels, delivery
from tests.cast import World
from tests.notify.gateway import Gateway
from tests.notify.mailbox import Mailbox
from tests.notify.steps import MOBILE, became, deliver, noon, notice, number, uses_the_portal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carriers")]
Register = Callable[..., None]
LATER = timedelta(hours=2)
BY_EMAIL = {"email": "kari@example.no"}


@pytest.fixture
def kari(world: World, register: Register) -> Iterator[uuid.UUID]:
    with time_machine.travel(noon()):
        uses_the_portal(world, "kari")
        register({})
        deliver()
        register({number("kari"): {"mobile": MOBILE}})
        yield world.patients["kari"]


def last(patient_id: uuid.UUID) -> tuple[str, str, str]:
    """The newest first message, whatever reminder it has."""
    return [each for each in became(patient_id) if each != ("due", "", "")][-1]


@pytest.mark.attack(73)
def test_a_gateway_that_takes_it_and_does_not_answer_is_asked(
    kari: uuid.UUID, gateway: Gateway
) -> None:
    gateway.behaviour = "drops"
    notice(kari)
    deliver()
    assert last(kari) == ("sent", "", "sms")
    assert len(gateway.times) == 1


@pytest.mark.attack(73)
def test_a_gateway_that_loses_it_gets_it_again(kari: uuid.UUID, gateway: Gateway) -> None:
    gateway.behaviour = "lost"
    notice(kari)
    deliver()
    assert not gateway.taken
    gateway.behaviour = ""
    with time_machine.travel(noon() + LATER):
        deliver()
    assert len(gateway.times) == 1
    assert last(kari) == ("sent", "", "sms")


@pytest.mark.attack(73)
def test_while_nobody_can_be_asked_nothing_is_repeated(kari: uuid.UUID, gateway: Gateway) -> None:
    gateway.behaviour, gateway.is_deaf = "drops", True
    notice(kari)
    deliver()
    assert last(kari) == ("sending", "", "")
    with time_machine.travel(noon() + LATER):
        deliver()
        assert last(kari) == ("sending", "", "")
    assert len(gateway.times) == 1
    gateway.behaviour, gateway.is_deaf = "", False
    with time_machine.travel(noon() + 2 * LATER):
        deliver()
    assert last(kari) == ("sent", "", "sms")
    assert len(gateway.times) == 1


@pytest.mark.attack(73)
@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_gateway_in_trouble_is_tried_again_later(
    kari: uuid.UUID, gateway: Gateway, status: int
) -> None:
    gateway.behaviour = status
    notice(kari)
    deliver()
    gateway.behaviour = ""
    assert deliver() == 0  # Not at once.
    with time_machine.travel(noon() + LATER):
        assert deliver() == 1
    assert len(gateway.times) == 1


def test_a_gateway_that_is_not_there_is_tried_for_two_days(
    kari: uuid.UUID, gateway: Gateway, settings: Any
) -> None:
    settings.NOTIFY = {**settings.NOTIFY, "sms_url": "http://127.0.0.1:1"}
    notice(kari)
    deliver()
    for hours in (3, 24, 47):
        with time_machine.travel(noon() + timedelta(hours=hours)):
            deliver()
            assert became(kari)[-1] == ("due", "", "")
    with time_machine.travel(noon() + timedelta(hours=49)):
        deliver()
    assert became(kari)[-1] == ("failed", "", "")


@pytest.mark.attack(49)
def test_what_is_refused_is_not_repeated_and_the_log_has_no_address(
    kari: uuid.UUID, gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    gateway.behaviour = 422
    notice(kari)
    with caplog.at_level(logging.DEBUG):
        deliver()
    assert last(kari) == ("failed", "", "sms")
    assert delivery.MESSAGE_REFUSED in caplog.text
    assert MOBILE not in caplog.text
    assert number("kari") not in caplog.text


@pytest.mark.attack(67)
@pytest.mark.parametrize("has_arrived", [True, False])
def test_a_process_that_dies_while_sending_is_followed_by_one_that_asks(
    kari: uuid.UUID, gateway: Gateway, monkeypatch: pytest.MonkeyPatch, has_arrived: bool
) -> None:
    send = channels.HttpGateway.send

    def dies(*what: Any) -> None:
        if has_arrived:
            send(*what)
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(channels.HttpGateway, "send", dies)
        notice(kari)
        with pytest.raises(SystemExit):
            deliver()
    assert last(kari) == ("sending", "", "")
    assert deliver() == 0  # Claimed; the other may be at it still.
    with time_machine.travel(noon() + timedelta(minutes=6)):
        assert deliver() == 1
    assert last(kari) == ("sent", "", "sms")
    assert len(gateway.times) == 1


@pytest.mark.attack(72)
def test_an_email_that_may_have_gone_is_not_repeated(
    kari: uuid.UUID, register: Register, mailbox: Mailbox
) -> None:
    register({number("kari"): BY_EMAIL})
    mailbox.hangs_up = True
    notice(kari)
    deliver()
    assert last(kari) == ("unknown", "", "email")
    mailbox.hangs_up = False
    with time_machine.travel(noon() + LATER):
        assert deliver() == 0
    assert len(mailbox.letters) == 1


@pytest.mark.parametrize(
    ("answer", "state"), [("451 Come back", "due"), ("552 Too much", "failed")]
)
def test_a_mail_server_says_whether_to_come_back(
    kari: uuid.UUID, register: Register, mailbox: Mailbox, answer: str, state: str
) -> None:
    register({number("kari"): BY_EMAIL})
    mailbox.answer = answer
    notice(kari)
    deliver()
    assert became(kari)[-1][0] == state
    mailbox.answer = "250 OK"
    with time_machine.travel(noon() + LATER):
        deliver()
    assert len(mailbox.letters) == (state == "due")


def test_a_mail_server_that_is_not_there_is_tried_again(
    kari: uuid.UUID, register: Register, mailbox: Mailbox, settings: Any
) -> None:
    register({number("kari"): BY_EMAIL})
    told = settings.NOTIFY
    settings.NOTIFY = {**told, "email_server": {"host": "127.0.0.1", "port": 1}}
    notice(kari)
    deliver()
    settings.NOTIFY = told
    with time_machine.travel(noon() + LATER):
        assert deliver() == 1
    assert len(mailbox.letters) == 1


def test_a_register_that_is_down_loses_nothing(
    kari: uuid.UUID, register: Register, gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    register({}, is_down=True)
    notice(kari)
    deliver()
    assert delivery.REGISTER_DOWN in caplog.text
    assert not gateway.taken
    register({number("kari"): {"mobile": MOBILE}})
    with time_machine.travel(noon() + LATER):
        assert deliver() == 1
    assert len(gateway.taken) == 1
