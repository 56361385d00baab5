"""Owns what the tests of messages share: carriers on loopback, and a contact register."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.notify import gateway as gateways
from tests.notify.gateway import Gateway
from tests.notify.mailbox import Mailbox

NOON = "2026-11-20T12:00:00+00:00"


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with gateways.running() as server:
        yield server


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.socket() as free:  # The controller knocks at its own door, and has to know it.
        free.bind(("127.0.0.1", 0))
        box.port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def register(settings: Any, tmp_path: Path) -> Callable[..., None]:
    """`register({"13837098761": {"mobile": "+4790000000"}})` is what the contact register says."""
    settings.VAR = tmp_path
    folder = tmp_path / "register"
    folder.mkdir()

    def say(persons: dict[str, dict[str, Any]], **more: Any) -> None:
        told = {number: {"confirmed_at": NOON, **each} for number, each in persons.items()}
        (folder / "krr.json").write_text(json.dumps({"persons": told, **more}))

    return say


@pytest.fixture
def carriers(settings: Any, gateway: Gateway, mailbox: Mailbox) -> None:
    settings.NOTIFY = {
        **settings.NOTIFY,
        "contact_register": "notify.contacts.LocalRegister",
        "sms_carrier": "notify.channels.HttpGateway",
        "sms_url": gateway.url,
        "sms_token": "s3cret",
        "email_carrier": "notify.channels.Smtp",
        "email_sender": "ikke-svar@dis.example.no",
        "email_server": {"host": "127.0.0.1", "port": mailbox.port},
    }
