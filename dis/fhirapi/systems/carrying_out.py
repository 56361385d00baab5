"""What an approved proposal does, unless what it was about has changed since."""

import uuid
from typing import Any

from common.errors import DisError
from fhirapi.models import ApiClient, App, Proposal, RegistrationChange
from fhirapi.smart.registering import NewApp, NewSystem, entity_of, written
from fhirapi.subscriptions import endpoints
from fhirapi.systems import registering
from fhirapi.systems.codes import Step, Subject
from fhirapi.systems.registering import Hand

Registered = ApiClient | App
Wanted = NewSystem | NewApp


class TooLate(DisError):
    """It is decided already, or what it was about has changed since."""


def of(row: Registered) -> Wanted:
    return NewApp.of(row) if isinstance(row, App) else NewSystem.of(row)


def wanted_of(row: Proposal) -> Wanted:
    return NewApp(**row.wanted) if row.subject == Subject.APP else NewSystem(**row.wanted)


def target(row: Proposal) -> Registered | None:
    """What the proposal is about, if that is there already."""
    if row.subject_id is None:
        return None
    model = App if row.subject == Subject.APP else ApiClient
    found: Registered | None = model.objects.filter(id=row.subject_id).first()
    return found


def locked(row: Registered) -> Registered:
    """As it is now; of two who change it at once, the other waits."""
    found: Registered = type(row).objects.select_for_update().get(pk=row.pk)
    return found


def is_registered(wanted: NewSystem) -> bool:
    entity_id = entity_of(wanted)
    rows = ApiClient.objects.filter(client_id=wanted.client_id, organization_id=entity_id)
    return rows.exists()


def carry_out(row: Proposal, hand: Hand) -> Registered:
    """Do what is proposed; a secret is not made before its proposer fetches it."""
    if row.step == Step.REGISTERED:
        return _registered(wanted_of(row), hand)
    found = _found(row)
    match row.step:
        case Step.RESUMED:
            if found.is_active or _is_done_since(found, row, Step.SUSPENDED):
                raise TooLate
            registering.set_active(found, hand, is_active=True)
        case Step.NEW_SECRET:
            _check_secret(found, row)
        case Step.ADDRESS:
            _register_address(found, row, hand)
        case _:
            _change(found, row, hand)
    return found


def make_secret(row: Proposal, hand: Hand) -> tuple[App, str]:
    """The secret that the proposal was approved for; from now on the former is over."""
    found = _check_secret(_found(row), row)
    return found, registering.new_secret(found, hand)


def state_of(client: ApiClient, url: str) -> str:
    """Which registration of the address there is, if there is one."""
    found = endpoints.with_url(client, url)
    return found.registered_at.isoformat() if found else ""


def _found(row: Proposal) -> Registered:
    found = target(row)
    if found is None:
        raise TooLate
    return locked(found)


def _is_done_since(found: Registered, row: Proposal, step: Step) -> bool:
    """Whether it was done again, for a reason that who proposed this did not know."""
    rows = RegistrationChange.objects.filter(subject_id=found.pk, step=step)
    return rows.filter(recorded_at__gt=row.proposed_at).exists()


def _check_secret(found: Registered, row: Proposal) -> App:
    """Of several proposals of a secret one gets it, and none ends what another has given."""
    if not isinstance(found, App) or _is_done_since(found, row, Step.NEW_SECRET):
        raise TooLate
    registering.check_has_secret(found)
    return found


def _registered(wanted: Wanted, hand: Hand) -> Registered:
    if isinstance(wanted, NewApp):
        return registering.register_app(wanted, hand)[0]
    if is_registered(wanted):
        raise TooLate
    return registering.register_client(wanted, hand)


def _change(found: Registered, row: Proposal, hand: Hand) -> None:
    if written(of(found)) != row.former:
        raise TooLate
    wanted = wanted_of(row)
    if isinstance(found, App) and isinstance(wanted, NewApp):
        registering.change_app(found, wanted, hand)
    elif isinstance(found, ApiClient) and isinstance(wanted, NewSystem):
        registering.change_client(found, wanted, hand)


def _register_address(found: Registered, row: Proposal, hand: Hand) -> None:
    asked: dict[str, Any] = row.wanted
    if not isinstance(found, ApiClient) or state_of(found, asked["address"]) != row.former["state"]:
        raise TooLate
    if endpoints.removed_since(found, asked["address"], row.proposed_at):
        raise TooLate
    registering.take_up_address(found, uuid.UUID(asked["endpoint"]), hand)
