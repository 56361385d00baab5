"""The contact register (KRR) as a port: how somebody may be reached, and in which language.

What it says is asked for at each sending and kept nowhere, as its terms of use demand.
`notify.krr` asks the national one; demo and tests have the local one below, which production
refuses.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from common.errors import DisError
from notify.codes import Channel, WhyNot

# eForvaltningsforskriften section 29 (norway.md 6.4): older than 18 months counts as none.
_CONFIRMED_WITHIN = timedelta(days=548)
MOST = 1000  # As many persons the register takes in one question.


class RegisterDown(DisError):
    """The register did not answer, or with something that is no answer."""


@dataclass(frozen=True)
class Address:
    """A telephone number or an e-mail address, and when its owner confirmed it last."""

    value: str
    confirmed_at: datetime | None


@dataclass(frozen=True)
class Contact:
    """What the register says of one person.

    `is_reserved` is about letters and decisions: service messages may be sent all the same
    (norway.md 6.4). `may_be_notified` is the register's own word (varslingsstatus).
    """

    is_reserved: bool = False
    may_be_notified: bool = False
    mobile: Address | None = None
    email: Address | None = None
    language: str = ""


@dataclass(frozen=True)
class Route:
    """By which way to tell somebody, where to, and in which language."""

    channel: Channel
    address: str
    language: str


class Register(Protocol):
    is_local: ClassVar[bool]

    def contacts(self, national_ids: Collection[str]) -> Mapping[str, Contact]:
        """What is known of these persons, 1,000 at most; who is not in it is left out.

        RegisterDown where that cannot be told of all of them.
        """


class LocalRegister:
    """For demo and tests only: the file `register/krr.json` below DIS_VAR.

    `{"persons": {"13837098761": {"mobile": "+4799999999", "email": "a@example.no",
    "confirmed_at": "2026-11-20T12:00:00Z", "language": "nn", "reserved": false}},
    "is_down": false}`. Without a file nobody is in it.
    """

    is_local: ClassVar[bool] = True

    def contacts(self, national_ids: Collection[str]) -> Mapping[str, Contact]:
        file = settings.VAR / "register" / "krr.json"
        if not file.exists():
            return {}
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            found = {
                number: _contact(each)
                for number, each in told["persons"].items()
                if number in national_ids
            }
        except (OSError, ValueError, LookupError, AttributeError, TypeError) as error:
            raise RegisterDown(f"The local register cannot be read ({error}).") from error
        if told.get("is_down"):
            raise RegisterDown("The local register is down, as its file says.")
        return found


def register() -> Register | None:
    """The register that is asked; None where none is named, and nobody is told anything."""
    if not settings.NOTIFY["contact_register"]:
        return None
    adapter: Register = import_string(settings.NOTIFY["contact_register"])()
    return adapter


def route(contact: Contact | None, now: datetime) -> Route | WhyNot:
    """A text message to who has a confirmed number, else an e-mail, else why there is no way."""
    if contact is None or not (contact.mobile or contact.email):
        return WhyNot.NO_CONTACT
    if contact.may_be_notified:
        for channel, address in ((Channel.SMS, contact.mobile), (Channel.EMAIL, contact.email)):
            if address is not None and _is_confirmed(address, now):
                return Route(channel, address.value, contact.language)
    return WhyNot.NOT_CONFIRMED


def _is_confirmed(address: Address, now: datetime) -> bool:
    return address.confirmed_at is not None and now - address.confirmed_at <= _CONFIRMED_WITHIN


def _contact(told: Mapping[str, Any]) -> Contact:
    at = datetime.fromisoformat(told["confirmed_at"])
    if at.tzinfo is None:
        raise ValueError("confirmed_at has no time zone")
    addresses = {name: Address(told[name], at) for name in ("mobile", "email") if told.get(name)}
    return Contact(
        is_reserved=bool(told.get("reserved")),
        may_be_notified=True,
        language=str(told.get("language", "")),
        **addresses,
    )
