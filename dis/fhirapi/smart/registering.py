"""Letting systems and apps call at all: what may be registered, held here and nowhere else."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from access.client_rules import FOR_CLIENTS
from common import clock
from common.errors import DisError
from fhirapi import scopes
from fhirapi.models import ApiClient, App
from fhirapi.smart import offered, origins
from people import directory

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class NotRegistered(DisError):
    """Something about the system or app may not be; its text says what."""


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


def register_app(wanted: NewApp) -> tuple[App, str]:
    """The app, and its secret where it can keep one: it is shown now and never again."""
    if not wanted.redirects:
        raise NotRegistered("An app needs an address to send people back to.")
    for address in (*wanted.redirects, *filter(None, [wanted.launch_url])):
        _check_address(address)
    for each in wanted.origins:
        _check_origin(each)
    for each in wanted.scopes:
        _check_scope(each)
    secret = secrets.token_urlsafe(32) if wanted.is_confidential else ""
    app: App = App.objects.create(
        client_id=secrets.token_urlsafe(12),
        client_secret=secret,
        client_type=App.CLIENT_CONFIDENTIAL if secret else App.CLIENT_PUBLIC,
        authorization_grant_type=App.GRANT_AUTHORIZATION_CODE,
        name=wanted.name,
        publisher=wanted.publisher,
        redirect_uris=" ".join(wanted.redirects),
        allowed_origins=origins.together(wanted.redirects, wanted.origins),
        scopes=sorted(set(wanted.scopes)),
        launch_url=wanted.launch_url,
        algorithm=App.RS256_ALGORITHM if settings.OAUTH2_PROVIDER["OIDC_ENABLED"] else "",
    )
    return app, secret


def register_client(client_id: str, number: str, name: str, kinds: Sequence[str]) -> ApiClient:
    """A legal entity's system, by its name at HelseID. Registered again, it is as told last."""
    entity = directory.with_number(number)
    if entity is None or entity.organization_number != number:
        raise NotRegistered(f"No legal entity here has the number {number}.")
    unknown = set(kinds) - FOR_CLIENTS
    if unknown:
        raise NotRegistered(f"Systems never touch: {', '.join(sorted(unknown))}.")
    values: dict[str, Any] = {"name": name, "kinds": sorted(set(kinds)), "is_active": True}
    found, _is_new = ApiClient.objects.update_or_create(
        client_id=client_id,
        organization_id=entity.id,
        defaults=values,
        create_defaults={**values, "registered_at": clock.now()},
    )
    return found


def _check_address(address: str) -> None:
    """https, with a host and nothing hidden in it; on this machine http too, outside production."""
    try:
        place = urlsplit(address)
        host = place.hostname
    except ValueError as error:
        raise NotRegistered(f"This is no address: {address}") from error
    is_here = not settings.IS_PRODUCTION and place.scheme == "http" and host in _LOOPBACK
    is_clean = address.isascii() and address.isprintable() and not set(address) & set(" \\*#@")
    if not host or not is_clean or not (place.scheme == "https" or is_here):
        raise NotRegistered(f"Only whole https addresses are taken, without # and @: {address}")


def _check_origin(origin: str) -> None:
    _check_address(origin)
    if origins.of(origin) != origin:
        raise NotRegistered(f"An origin is https and a host, and nothing after it: {origin}")


def _check_scope(scope: str) -> None:
    if scope in offered.ABOUT_OPENING:
        return
    try:
        found = scopes.parsed(scope)
    except scopes.UnknownScope as error:
        raise NotRegistered(str(error)) from error
    if found.context == "system" or not set(found.letters) <= offered.READING:
        raise NotRegistered(f"Apps of people read, and act as people: not {scope}.")
