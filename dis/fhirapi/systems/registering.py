"""Puts systems and apps into the register, and writes into its history who did what, and why.

The pages of administrators and the commands come here, and nothing else does.
"""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction

from common import clock
from fhirapi.models import ApiClient, App, RegistrationChange
from fhirapi.smart import origins
from fhirapi.smart.registering import (
    NewApp,
    NewSystem,
    NotRegistered,
    check_app,
    entity_of,
    written,
)
from fhirapi.subscriptions import endpoints
from fhirapi.systems.codes import Step, Subject


@dataclass(frozen=True)
class Hand:
    """Who does it and why, and who has approved it; nobody by name at the command line."""

    words: str = ""
    by_id: uuid.UUID | None = None
    by_name: str = ""
    approved_by_id: uuid.UUID | None = None
    approved_by_name: str = ""


AT_COMMAND_LINE = Hand()


@transaction.atomic
def register_app(wanted: NewApp, hand: Hand = AT_COMMAND_LINE) -> tuple[App, str]:
    """The app, and its secret where it is known by one: it is shown now and never again."""
    check_app(wanted)
    has_secret = wanted.is_confidential and wanted.jwks is None
    secret = secrets.token_urlsafe(32) if has_secret else ""
    app: App = App.objects.create(
        client_id=secrets.token_urlsafe(12),
        client_secret=secret or secrets.token_urlsafe(32),
        client_type=App.CLIENT_CONFIDENTIAL if wanted.is_confidential else App.CLIENT_PUBLIC,
        authorization_grant_type=App.GRANT_AUTHORIZATION_CODE,
        algorithm=App.RS256_ALGORITHM if settings.OAUTH2_PROVIDER["OIDC_ENABLED"] else "",
        registered_by_id=hand.by_id,
        registered_by_name=hand.by_name,
        **_columns(wanted),
    )
    _note(Subject.APP, app.id, Step.REGISTERED, hand, changes({}, written(wanted)))
    return app, secret


@transaction.atomic
def change_app(app: App, wanted: NewApp, hand: Hand) -> None:
    """Whether it can keep a secret is not changed: that is another app."""
    check_app(wanted)
    former = NewApp.of(app)
    if former.is_confidential != wanted.is_confidential:
        raise NotRegistered("An app that becomes confidential, or public, is registered anew.")
    for name, value in _columns(wanted).items():
        setattr(app, name, value)
    app.save(update_fields=list(_columns(wanted)))
    _note(Subject.APP, app.id, Step.CHANGED, hand, changes(written(former), written(wanted)))


@transaction.atomic
def register_client(wanted: NewSystem, hand: Hand = AT_COMMAND_LINE) -> ApiClient:
    """A legal entity's system. Registered again, it is as told last, and open."""
    entity_id = entity_of(wanted)
    found = ApiClient.objects.filter(client_id=wanted.client_id, organization_id=entity_id)
    row = found.select_related("organization").select_for_update(of=("self",)).first()
    if row is not None:
        if not row.is_active:
            set_active(row, hand, is_active=True)
        change_client(row, wanted, hand)
        return row
    made = ApiClient.objects.create(
        client_id=wanted.client_id,
        organization_id=entity_id,
        name=wanted.name,
        kinds=sorted(set(wanted.kinds)),
        rate=wanted.rate,
        registered_at=clock.now(),
        registered_by_id=hand.by_id,
        registered_by_name=hand.by_name,
    )
    _note(Subject.SYSTEM, made.id, Step.REGISTERED, hand, changes({}, written(wanted)))
    return made


@transaction.atomic
def change_client(row: ApiClient, wanted: NewSystem, hand: Hand) -> None:
    """Name, kinds and rate; its name at HelseID and its organisation are what it is."""
    if (wanted.client_id, wanted.number) != (row.client_id, row.organization.organization_number):
        raise NotRegistered("Another client id, or another organisation, is another system.")
    entity_of(wanted)
    found = changes(written(NewSystem.of(row)), written(wanted))
    if not found:
        return
    row.name, row.kinds, row.rate = wanted.name, sorted(set(wanted.kinds)), wanted.rate
    row.save(update_fields=["name", "kinds", "rate"])
    _note(Subject.SYSTEM, row.id, Step.CHANGED, hand, found)


@transaction.atomic
def set_active(row: ApiClient | App, hand: Hand, *, is_active: bool) -> None:
    """Stop it, or open it again: true from its next request on, for every token of it."""
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    subject = Subject.APP if isinstance(row, App) else Subject.SYSTEM
    _note(subject, row.id, Step.RESUMED if is_active else Step.SUSPENDED, hand)


@transaction.atomic
def new_secret(app: App, hand: Hand) -> str:
    """Another secret for the app; the former is over at once."""
    check_has_secret(app)
    secret = secrets.token_urlsafe(32)
    app.client_secret = secret
    app.save(update_fields=["client_secret"])
    _note(Subject.APP, app.id, Step.NEW_SECRET, hand)
    return secret


def check_has_secret(app: App) -> None:
    if app.client_type != App.CLIENT_CONFIDENTIAL or app.jwks is not None:
        raise NotRegistered("The app is known by no secret.")


@transaction.atomic
def register_address(client: ApiClient, url: str, secret: str) -> None:
    """Where a system may be told; of an address that it has, another secret."""
    take_up_address(client, endpoints.keep_waiting(client, url, secret=secret).id, AT_COMMAND_LINE)


@transaction.atomic
def take_up_address(client: ApiClient, endpoint_id: uuid.UUID, hand: Hand) -> None:
    """The same of one that lies waiting."""
    made = endpoints.take_up(client, endpoint_id, by_id=hand.by_id, by_name=hand.by_name)
    told = {"address": made.url, "secret": "yes" if made.secret else "no"}
    _note(Subject.SYSTEM, client.id, Step.ADDRESS, hand, changes({}, told))


@transaction.atomic
def remove_address(client: ApiClient, endpoint_id: uuid.UUID, hand: Hand) -> bool:
    """Take it away. Whether it was there."""
    removed = endpoints.remove(client, endpoint_id)
    if removed is not None:
        found = [{"name": "address", "was": removed.url, "becomes": None}]
        _note(Subject.SYSTEM, client.id, Step.ADDRESS_REMOVED, hand, found)
    return removed is not None


def changes(former: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is another one than before, by name."""
    return [
        {"name": name, "was": former.get(name), "becomes": value}
        for name, value in wanted.items()
        if (former.get(name) or None) != (value or None)
    ]


def _columns(wanted: NewApp) -> dict[str, Any]:
    return {
        "name": wanted.name,
        "publisher": wanted.publisher,
        "redirect_uris": " ".join(wanted.redirects),
        "allowed_origins": origins.together(wanted.redirects, wanted.origins),
        "scopes": sorted(set(wanted.scopes)),
        "launch_url": wanted.launch_url,
        "purpose_nb": wanted.purpose_nb,
        "purpose_nn": wanted.purpose_nn,
        "jwks": wanted.jwks,
    }


def _note(
    subject: Subject,
    subject_id: uuid.UUID,
    step: Step,
    hand: Hand,
    found: Sequence[Mapping[str, Any]] = (),
) -> None:
    RegistrationChange.objects.create(
        subject=subject,
        subject_id=subject_id,
        step=step,
        changes=list(found),
        words=hand.words,
        recorded_at=clock.now(),
        by_id=hand.by_id,
        by_name=hand.by_name,
        approved_by_id=hand.approved_by_id,
        approved_by_name=hand.approved_by_name,
    )
