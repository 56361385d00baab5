"""What may be registered: systems of legal entities, and apps of people. Held here and nowhere
else, whoever registers them."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from access.client_rules import FOR_CLIENTS
from common.errors import DisError
from fhirapi import scopes
from fhirapi.models import ApiClient, App
from fhirapi.smart import offered, origins, signing
from people import directory

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")


class NotRegistered(DisError):
    """Something about the system or app may not be; its text says what."""


@dataclass(frozen=True)
class NewSystem:
    """A legal entity's system, by its name at HelseID, which keeps its keys. `rate` is how often it
    may call in a minute, where that is not the usual."""

    client_id: str
    number: str
    name: str
    kinds: Sequence[str]
    rate: int | None = None

    @classmethod
    def of(cls, row: ApiClient) -> "NewSystem":
        number = row.organization.organization_number or ""
        return cls(row.client_id, number, row.name, sorted(row.kinds), row.rate)


@dataclass(frozen=True)
class NewApp:
    """An app as its makers describe it."""

    name: str
    publisher: str
    redirects: Sequence[str]
    scopes: Sequence[str]
    launch_url: str = ""
    is_confidential: bool = False
    # Where pages of the app stand in a browser, beside where people are sent back to.
    origins: Sequence[str] = ()
    purpose_nb: str = ""
    purpose_nn: str = ""
    # The public keys of an app that signs who it is, in the place of a secret.
    jwks: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, row: App) -> "NewApp":
        redirects = row.redirect_uris.split()
        where_they_come_back = {origins.of(each) for each in redirects}
        return cls(
            name=row.name,
            publisher=row.publisher,
            redirects=redirects,
            scopes=sorted(row.scopes),
            launch_url=row.launch_url,
            is_confidential=row.client_type == App.CLIENT_CONFIDENTIAL,
            origins=sorted(set(row.allowed_origins.split()) - where_they_come_back),
            purpose_nb=row.purpose_nb,
            purpose_nn=row.purpose_nn,
            jwks=row.jwks,
        )


def written(wanted: NewSystem | NewApp) -> dict[str, Any]:
    """As it is kept in proposals and the history."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(wanted).items()
    }


def entity_of(wanted: NewSystem) -> uuid.UUID:
    """The id of whom the system speaks for, once nothing is wrong with it."""
    entity = directory.with_number(wanted.number)
    if entity is None or entity.organization_number != wanted.number:
        raise NotRegistered(f"No legal entity here has the number {wanted.number}.")
    unknown = set(wanted.kinds) - FOR_CLIENTS
    if unknown:
        raise NotRegistered(f"Systems never touch: {', '.join(sorted(unknown))}.")
    return entity.id


def check_app(wanted: NewApp) -> None:
    if not wanted.redirects:
        raise NotRegistered("An app needs an address to send people back to.")
    for address in (*wanted.redirects, *filter(None, [wanted.launch_url])):
        check_address(address)
    for each in wanted.origins:
        check_origin(each)
    for each in wanted.scopes:
        check_scope(each)
    if wanted.jwks is not None:
        check_keys(wanted.jwks)
        if not wanted.is_confidential:
            raise NotRegistered("Only an app that can keep a key to itself has keys.")


def check_address(address: str) -> None:
    """https, with a host and nothing hidden in it; on this machine http too, outside production."""
    try:
        place = urlsplit(address)
        host, port = place.hostname, place.port
    except ValueError as error:
        raise NotRegistered(f"This is no address: {address}") from error
    is_here = not settings.IS_PRODUCTION and place.scheme == "http" and host in _LOOPBACK
    is_clean = address.isascii() and address.isprintable() and not set(address) & set(" \\*#@")
    # The host goes into a header of ours (form-action): nothing in it may begin another rule.
    is_host = bool(_HOST.fullmatch(host or "")) and port != 0
    if not is_host or not is_clean or not (place.scheme == "https" or is_here):
        raise NotRegistered(f"Only whole https addresses are taken, without # and @: {address}")


def check_origin(origin: str) -> None:
    check_address(origin)
    if origins.of(origin) != origin:
        raise NotRegistered(f"An origin is https and a host, and nothing after it: {origin}")


def check_scope(scope: str) -> None:
    if scope in offered.ABOUT_OPENING:
        return
    try:
        found = scopes.parsed(scope)
    except scopes.UnknownScope as error:
        raise NotRegistered(str(error)) from error
    if found.context == "system" or not set(found.letters) <= offered.READING:
        raise NotRegistered(f"Apps of people read, and act as people: not {scope}.")


def check_keys(jwks: Mapping[str, Any]) -> None:
    try:
        signing.public_keys(jwks)
    except ValueError as error:
        raise NotRegistered(str(error)) from error
