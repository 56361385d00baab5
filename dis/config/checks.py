"""Owns the system checks, and refuses to start a production that would not be safe."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

from access import sealed
from journal.formats import confining
from notify import channels, contacts
from people import hpr

_SHORTEST_SECRET = 50
# A role that owns tables, or is a member of their owner, could switch row-level security off.
_ROLE = """
    SELECT r.rolsuper, r.rolbypassrls, EXISTS (
        SELECT 1 FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace
          AND c.relkind IN ('r', 'p') AND pg_has_role(r.oid, c.relowner, 'MEMBER')
    )
    FROM pg_roles r WHERE r.rolname = current_user
"""


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return not host or host == "localhost" or host.endswith(".localhost")


def unsafe_settings() -> Iterator[str]:
    """Say what in the settings no production may have."""
    if settings.DEBUG:
        yield "Debug is on: unset DIS_DEBUG."
    secret = settings.SECRET_KEY
    if len(secret) < _SHORTEST_SECRET or len(set(secret)) < 10 or "insecure" in secret:
        yield f"DIS_SECRET_KEY must be random and at least {_SHORTEST_SECRET} characters long."
    if urlsplit(settings.BASE_URL).scheme != "https":
        yield "BASE_URL must begin with https://"
    if "*" in settings.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS must name the hosts; * allows all."
    yield from _stand_ins()


def _stand_ins() -> Iterator[str]:
    """Say what plays a national service here that is to be a real one."""
    for name, provider in settings.OIDC.items():
        issuer = provider["issuer"]
        if urlsplit(issuer).scheme != "https" or _is_local(issuer):
            yield f"OIDC_{name.upper()}_ISSUER must be the national service: {issuer!r} is local."
    register = hpr.register()
    if register is not None and register.is_local:
        yield f"HPR_ADAPTER must ask the national register: {settings.HPR_ADAPTER} is local."
    yield from _local_carriers()
    if "demo" in settings.INSTALLED_APPS:
        yield "The demo app must not be installed."


def _local_carriers() -> Iterator[str]:
    """Say what of messages to patients is a stand-in, or goes out so that others can read it."""
    contact_register = contacts.register()
    if contact_register is not None and contact_register.is_local:
        yield "CONTACT_REGISTER_ADAPTER must ask the national register: it is local."
    for channel, name in (("sms", "SMS_ADAPTER"), ("email", "EMAIL_ADAPTER")):
        carrier = channels.carrier(channel)
        if carrier is not None and carrier.is_local:
            yield f"{name} must name a real carrier: it is local."
    for name in ("krr_url", "maskinporten_issuer", "sms_url"):
        url = settings.NOTIFY[name]
        if url and urlsplit(url).scheme != "https":
            yield f"{name.upper()} must begin with https://"


def unsafe_database_role() -> Iterator[str]:
    """Say why the application's database role could get round row-level security."""
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(_ROLE)
            superuser, bypasses, owns = cursor.fetchone()
    except DatabaseError as error:
        yield f"The database role of DATABASE_URL cannot be checked: {error}"
        return
    if superuser:
        yield "The database role of DATABASE_URL is a superuser."
    if bypasses:
        yield "The database role of DATABASE_URL bypasses row-level security."
    if owns:
        yield "The database role of DATABASE_URL owns tables: name the application role."


def lost_keys() -> Iterator[str]:
    """Say which rows name a key that is no longer in the settings: nobody could read them."""
    try:
        lost = sealed.lost()
    except DatabaseError as error:
        yield f"The keys that rows name cannot be asked for: {error}"
        return
    for each in lost:
        yield f"{each.rows} rows of {each.table} are sealed with the key {each.key}: put it back."


_RULES: dict[str, Callable[[], Iterator[str]]] = {
    "config.E001": unsafe_settings,
    "config.E002": unsafe_database_role,
    "config.E003": lost_keys,
}


@checks.register(checks.Tags.security)
def check_settings(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Hold production settings against `unsafe_settings`."""
    if not settings.IS_PRODUCTION:
        return []
    found: list[checks.CheckMessage] = [
        checks.Error(reason, id="config.E001") for reason in unsafe_settings()
    ]
    if settings.HELPLINE_PHONE == settings.DEMO_HELPLINE:
        found.append(checks.Warning("HELPLINE_PHONE is that of the demo.", id="config.W001"))
    if not settings.HPR_ADAPTER:
        reason = "No HPR_ADAPTER: who loses the authorisation keeps access until the next sign-in."
        found.append(checks.Warning(reason, id="config.W003"))
    if not confining.is_possible():
        reason = "This kernel has no seccomp: no PDF, picture or message will be opened."
        found.append(checks.Warning(reason, id="config.W002"))
    return found


@checks.register(checks.Tags.database)
def check_database_role(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Hold the application's database role against `unsafe_database_role`."""
    if not settings.IS_PRODUCTION or "default" not in (databases or ()):
        return []
    found = [checks.Error(reason, id="config.E002") for reason in unsafe_database_role()]
    return [*found, *(checks.Error(reason, id="config.E003") for reason in lost_keys())]


def refuse_unsafe_production() -> None:
    """Raise before the first request or task when production is not safe.

    Django runs its checks for management commands only; web and worker call this themselves.
    """
    if settings.IS_PRODUCTION:
        reasons = [reason for rule in _RULES.values() for reason in rule()]
        if reasons:
            raise ImproperlyConfigured("Production does not start. " + " ".join(reasons))
