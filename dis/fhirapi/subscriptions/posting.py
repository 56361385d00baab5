"""Sends one notification to the address of a system: only where that leads outside, and no further.

The address is resolved once and checked, and exactly that is connected to: what its name means a
moment later does not count (DNS rebinding). No redirect is followed, no proxy of the machine is
asked, and nothing is read of the answer but its status.
"""

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

import requests
from django.conf import settings

from common.errors import DisError
from fhirapi.subscriptions.codes import Cause
from fhirapi.subscriptions.limited import Limit, Limited

_CONTENT_TYPE = "application/fhir+json; charset=utf-8"
_AGENT = "DIS-portal"
_CONNECT_SECONDS = 5.0
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Addresses of IPv6 that stand for one of IPv4, which is what counts.
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Letter:
    """What is sent, where, and how many seconds the other side has."""

    url: str
    text: str
    secret: str
    seconds: int


@dataclass(frozen=True)
class Posted:
    """What came of it: no cause where it was taken. `answered` is the status, if there was one."""

    cause: str = ""
    answered: int | None = None

    @property
    def is_taken(self) -> bool:
        return not self.cause


class Forbidden(DisError):
    """The address leads where nothing is sent to."""


def post(letter: Letter) -> Posted:
    """Send it once. Whatever the other side does, this says what came of it."""
    place = urlsplit(letter.url)
    try:
        address = resolved(place)
    except Forbidden:
        return Posted(Cause.ADDRESS)
    except (OSError, UnicodeError):  # The latter of a name that none can be.
        return Posted(Cause.NAME)
    try:
        status = _status(place, address, letter)
    except requests.exceptions.SSLError:
        return Posted(Cause.CERTIFICATE)
    except requests.exceptions.Timeout:
        return Posted(Cause.TIMEOUT)
    except (requests.exceptions.RequestException, OSError):
        return Posted(Cause.CONNECTION)
    if 200 <= status < 300:
        return Posted(answered=status)
    return Posted(Cause.REDIRECT if 300 <= status < 400 else Cause.ANSWER, status)


def resolved(place: SplitResult) -> Address:
    """The address that is connected to. Forbidden where any that the name stands for is not
    allowed: a name that means one inside too is no name of somebody outside."""
    found = socket.getaddrinfo(place.hostname, _port(place), type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    if not addresses or not all(_is_allowed(place, each) for each in addresses):
        raise Forbidden(f"{place.hostname} leads inside.")
    return addresses[0]


def _is_allowed(place: SplitResult, address: Address) -> bool:
    address = _meant(address)
    if address.is_loopback:
        return not settings.IS_PRODUCTION
    is_odd = address.is_multicast or address.is_reserved
    if isinstance(address, ipaddress.IPv6Address):
        is_odd = is_odd or address.is_site_local
    return place.scheme == "https" and address.is_global and not is_odd


def _meant(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv6Address):
        if address in _TRANSLATED:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return address.ipv4_mapped or address.sixtofour or address
    return address


def _status(place: SplitResult, address: Address, letter: Letter) -> int:
    host = f"[{address}]" if address.version == 6 else str(address)
    url = place._replace(netloc=f"{host}:{_port(place)}").geturl()
    headers = {
        "Host": place.netloc,
        "Content-Type": _CONTENT_TYPE,
        "User-Agent": _AGENT,
        "Accept": "application/fhir+json",
        "Accept-Encoding": "identity",
    }
    if letter.secret:
        headers["Authorization"] = letter.secret
    with Limit(letter.seconds) as limit, requests.Session() as session:
        session.trust_env = False
        session.mount("http://", Limited(limit))
        session.mount("https://", _ToName(limit, str(place.hostname)))
        with session.post(
            url,
            data=letter.text.encode(),
            headers=headers,
            timeout=(min(_CONNECT_SECONDS, letter.seconds), letter.seconds),
            allow_redirects=False,
            stream=True,
        ) as answer:
            return answer.status_code


class _ToName(Limited):
    """Connects to an address, and takes the certificate of the name that it was found by."""

    def __init__(self, limit: Limit, name: str) -> None:
        self._name = name
        super().__init__(limit)

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **more: Any
    ) -> None:
        names = {"server_hostname": self._name, "assert_hostname": self._name}
        super().init_poolmanager(connections, maxsize, block, **more, **names)


def _port(place: SplitResult) -> int:
    return place.port or (443 if place.scheme == "https" else 80)


def faults_of(url: str) -> Sequence[str]:
    """Why an address cannot be registered, in codes; what it means is found out when it is used."""
    try:
        place = urlsplit(url)
        host, port = place.hostname, place.port
    except ValueError:
        return ["not-an-address"]
    is_clean = url.isascii() and url.isprintable() and not set(url) & set(' \\*#@"<>')
    if not host or not is_clean or port == 0 or len(url) > 500:
        return ["not-an-address"]
    is_here = host in {"127.0.0.1", "localhost", "::1"} and not settings.IS_PRODUCTION
    if place.scheme != "https" and not (place.scheme == "http" and is_here):
        return ["not-https"]
    return []
