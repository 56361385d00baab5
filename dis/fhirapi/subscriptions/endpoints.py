"""The addresses at which systems may be told: registered by administrators, each with a secret.

Who may register one, and what its history says, stands in `fhirapi.systems`.
"""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction

from common import clock, crypto, resealing
from common.errors import DisError
from fhirapi.models import ApiClient
from fhirapi.subscriptions import posting
from fhirapi.subscriptions.changing import switch_off
from fhirapi.subscriptions.codes import Cause
from fhirapi.subscriptions.models import Endpoint, Subscription

_REGISTERED = ("is_waiting", "secret", "registered_at", "registered_by_id", "registered_by_name")


class NotRegistered(DisError):
    """The address may not be registered; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def of_client(client_id: uuid.UUID) -> list[Endpoint]:
    rows = Endpoint.objects.filter(client_id=client_id, removed_at=None, is_waiting=False)
    return list(rows.order_by("registered_at", "id"))


def with_url(client: ApiClient, url: str) -> Endpoint | None:
    rows = Endpoint.objects.filter(client=client, url=url, removed_at=None, is_waiting=False)
    return rows.first()


def removed_since(client: ApiClient, url: str, since: datetime) -> bool:
    return Endpoint.objects.filter(client=client, url=url, removed_at__gt=since).exists()


def keep_waiting(client: ApiClient, url: str, *, secret: str = "") -> Endpoint:
    """Keep an address with its secret until it is decided: nobody can subscribe with it."""
    for code in posting.faults_of(url):
        raise NotRegistered(code)
    if not (secret.isascii() and (secret.isprintable() or not secret)):
        raise NotRegistered("not-a-header")
    waiting = Endpoint(client=client, url=url, is_waiting=True, registered_at=clock.now())
    waiting.secret = _sealed(waiting, secret) if secret else None
    waiting.save(force_insert=True)
    return waiting


def forget_waiting(endpoint_id: uuid.UUID) -> None:
    Endpoint.objects.filter(id=endpoint_id, is_waiting=True).delete()


@transaction.atomic
def register(client: ApiClient, url: str, *, secret: str = "") -> Endpoint:
    """Register an address at once, by nobody by name."""
    return take_up(client, keep_waiting(client, url, secret=secret).id)


@transaction.atomic
def take_up(
    client: ApiClient, endpoint_id: uuid.UUID, *, by_id: uuid.UUID | None = None, by_name: str = ""
) -> Endpoint:
    """Register an address that lies waiting; one that is there already gets its secret."""
    ApiClient.objects.select_for_update(no_key=True).get(id=client.id)
    rows = Endpoint.objects.select_for_update().filter(client=client, is_waiting=True)
    waiting = rows.get(id=endpoint_id)
    endpoint = with_url(client, waiting.url)
    if endpoint is None:
        endpoint = waiting
        endpoint.is_waiting = False
    else:
        secret = secret_of(waiting)
        endpoint.secret = _sealed(endpoint, secret) if secret else None
        waiting.delete()
    endpoint.registered_at = clock.now()
    endpoint.registered_by_id, endpoint.registered_by_name = by_id, by_name
    endpoint.save(update_fields=_REGISTERED)
    return endpoint


@transaction.atomic
def remove(client: ApiClient, endpoint_id: uuid.UUID) -> Endpoint | None:
    """Take an address away: nothing is sent there any more, from now on. None: it was not there."""
    rows = Endpoint.objects.select_for_update(no_key=True).filter(client=client, is_waiting=False)
    endpoint = rows.filter(id=endpoint_id, removed_at=None).first()
    if endpoint is None:
        return None
    endpoint.removed_at = clock.now()
    endpoint.secret = None
    endpoint.save(update_fields=["removed_at", "secret"])
    for each in Subscription.objects.filter(endpoint=endpoint, removed_at=None).order_by("id"):
        switch_off(each.id, Cause.ENDPOINT)
    return endpoint


def secret_of(endpoint: Endpoint) -> str:
    """What it is told with; raises crypto.Tampered where that does not open."""
    if endpoint.secret is None:
        return ""
    sealed = bytes(endpoint.secret)
    return crypto.unseal(settings.IDENTITY_KEYS, sealed, place=_place(endpoint)).decode()


@transaction.atomic
def reseal() -> resealing.Resealed:
    """Seal all secrets with the current key of the house (docs/keys.md)."""
    keys = settings.IDENTITY_KEYS
    waiting = resealing.on_other_keys(Endpoint.objects.all(), "secret", keys)
    rows = list(waiting.select_for_update(no_key=True).order_by("pk"))
    return resealing.reseal(rows, "secret", keys, _place)


def _sealed(endpoint: Endpoint, secret: str) -> bytes:
    return crypto.seal(settings.IDENTITY_KEYS[0], secret.encode(), place=_place(endpoint))


def _place(endpoint: Endpoint) -> str:
    return f"fhirapi_endpoint|secret|{endpoint.id}"
