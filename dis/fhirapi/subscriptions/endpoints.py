"""The addresses at which systems may be told: registered by administrators, each with a secret."""

import uuid
from typing import Any

from django.conf import settings
from django.db import transaction

from common import clock, crypto, resealing
from common.errors import DisError
from fhirapi.models import ApiClient
from fhirapi.subscriptions import posting
from fhirapi.subscriptions.changing import switch_off
from fhirapi.subscriptions.codes import Cause
from fhirapi.subscriptions.models import Endpoint, Subscription


class NotRegistered(DisError):
    """The address may not be registered; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def of_client(client_id: uuid.UUID) -> list[Endpoint]:
    rows = Endpoint.objects.filter(client_id=client_id, removed_at=None)
    return list(rows.order_by("registered_at", "id"))


def with_url(client: ApiClient, url: str) -> Endpoint | None:
    return Endpoint.objects.filter(client=client, url=url, removed_at=None).first()


@transaction.atomic
def register(client: ApiClient, url: str, *, secret: str = "", **by: Any) -> Endpoint:
    """Register an address, or give a registered one another secret. `by` is who did it."""
    for code in posting.faults_of(url):
        raise NotRegistered(code)
    if not (secret.isascii() and (secret.isprintable() or not secret)):
        raise NotRegistered("not-a-header")
    ApiClient.objects.select_for_update(no_key=True).get(id=client.id)
    endpoint = with_url(client, url) or Endpoint(client=client, url=url)
    endpoint.secret = _sealed(endpoint, secret) if secret else None
    endpoint.registered_at = clock.now()
    for name, value in by.items():
        setattr(endpoint, name, value)
    endpoint.save()
    return endpoint


@transaction.atomic
def remove(client: ApiClient, endpoint_id: uuid.UUID) -> bool:
    """Take an address away: nothing is sent there any more, from now on. Whether it was there."""
    rows = Endpoint.objects.select_for_update(no_key=True)
    endpoint = rows.filter(id=endpoint_id, client=client, removed_at=None).first()
    if endpoint is None:
        return False
    endpoint.removed_at = clock.now()
    endpoint.secret = None
    endpoint.save(update_fields=["removed_at", "secret"])
    for each in Subscription.objects.filter(endpoint=endpoint, removed_at=None).order_by("id"):
        switch_off(each.id, Cause.ENDPOINT)
    return True


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
