"""Which systems and apps there are, what waits for approval, and what was done with each."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeGuard

from django.db.models import QuerySet

from common import clock
from common.sorting import norwegian
from fhirapi.models import ApiClient, App, Proposal, RegistrationChange
from fhirapi.smart import selectors as smart
from fhirapi.systems import services
from fhirapi.systems.codes import Outcome, Step

# So long administrators are told on their home page that something was stopped.
TOLD_FOR = timedelta(days=30)


def systems() -> Sequence[ApiClient]:
    """By organisation and name."""
    found = ApiClient.objects.select_related("organization")
    return sorted(found, key=lambda row: (norwegian(row.organization.name), norwegian(row.name)))


def system(row_id: uuid.UUID) -> ApiClient | None:
    return ApiClient.objects.select_related("organization").filter(id=row_id).first()


def apps() -> Sequence[App]:
    return sorted(smart.apps(), key=lambda row: norwegian(row.name))


def app(row_id: uuid.UUID) -> App | None:
    found: App | None = App.objects.filter(id=row_id, api_client=None).first()
    return found


def is_app(row: ApiClient | App) -> TypeGuard[App]:
    return isinstance(row, App)


def known_by(row: ApiClient | App) -> str:
    """What an app shows of who it is: "keys", a "secret", or nothing. Systems come by HelseID."""
    if not is_app(row) or row.client_type == App.CLIENT_PUBLIC:
        return ""
    return "secret" if row.jwks is None else "keys"


def waiting() -> QuerySet[Proposal]:
    """Proposals that nobody has decided, the oldest first."""
    return Proposal.objects.filter(outcome=Outcome.WAITING).order_by("proposed_at", "id")


def waiting_about(row_id: uuid.UUID, **more: str) -> QuerySet[Proposal]:
    return waiting().filter(subject_id=row_id, **more)


def to_fetch(**whose: uuid.UUID | None) -> list[Proposal]:
    """Approved proposals whose secret nobody has fetched yet, and that still can be fetched."""
    rows = Proposal.objects.filter(outcome=Outcome.APPROVED, fetched_at=None, **whose)
    lately = rows.filter(decided_at__gt=clock.now() - services.TO_FETCH).order_by("decided_at")
    return [each for each in lately if services.may_be_fetched(each)]


def proposal(proposal_id: uuid.UUID) -> Proposal | None:
    return Proposal.objects.filter(id=proposal_id).first()


def history(row_id: uuid.UUID) -> Sequence[RegistrationChange]:
    """What was done with it, the newest first."""
    rows = RegistrationChange.objects.filter(subject_id=row_id)
    return list(rows.order_by("-recorded_at", "-id"))


def stopped_lately() -> Sequence[RegistrationChange]:
    rows = RegistrationChange.objects.filter(
        step=Step.SUSPENDED, recorded_at__gt=clock.now() - TOLD_FOR
    )
    return list(rows.order_by("-recorded_at", "-id"))


def name_of(change: RegistrationChange) -> str:
    found = system(change.subject_id) or app(change.subject_id)
    return found.name if found else ""
