"""What the pages of systems and apps show, as plain values; none of it is about a patient."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from fhirapi.smart import words as consent
from fhirapi.smart.registering import written
from fhirapi.systems import carrying_out, registering, selectors, services, words
from fhirapi.systems.codes import Outcome, Step, Subject
from fhirapi.tokens import clients

if TYPE_CHECKING:
    from fhirapi.models import ApiClient, App, Proposal, RegistrationChange

Lines = Sequence[tuple[Any, Sequence[str], Sequence[str]]]


@dataclass(frozen=True)
class Row:
    """A system or an app in its list."""

    url: str
    name: str
    owner: str
    details: Sequence[str]
    last_used_at: datetime | None
    is_active: bool


@dataclass(frozen=True)
class Past:
    """One thing that was done: who, when, why, and what changed."""

    at: datetime
    step_text: str
    step_tone: str
    name: str
    approved_by: str
    words: str
    lines: Lines


@dataclass(frozen=True)
class Wish:
    """A proposal, in the list and on its page."""

    url: str
    title: str
    step_text: str
    step_tone: str
    name: str
    at: datetime
    words: str
    outcome_text: str
    decided_by: str
    decided_at: datetime | None
    lines: Lines
    address: str
    # Of a secret that came of it: whether it is still to be fetched, until when, or when it was.
    has_secret: bool
    is_to_fetch: bool
    until: datetime | None
    fetched_at: datetime | None


def system_row(row: ApiClient) -> Row:
    return Row(
        url=reverse("systems:system", args=[row.id]),
        name=row.name,
        owner=row.organization.name,
        details=list(map(str, words.kinds(row.kinds))),
        last_used_at=row.last_used_at,
        is_active=row.is_active,
    )


def app_row(row: App) -> Row:
    return Row(
        url=reverse("systems:app", args=[row.id]),
        name=row.name,
        owner=row.publisher,
        details=sees(row.scopes),
        last_used_at=row.last_used_at,
        is_active=row.is_active,
    )


def sees(scopes: Iterable[str]) -> list[str]:
    """What people may be asked to let an app see, as they read it."""
    data = [each for each in scopes if "/" in each and each != "launch/patient"]
    return list(map(str, consent.of(data)))


def system_facts(row: ApiClient) -> list[tuple[str, Sequence[str]]]:
    most = row.rate or settings.API_TOKENS["per_client"]
    rate = number_format(most, 0, force_grouping=True)
    if not row.rate:
        rate = _("%(rate)s (the usual)") % {"rate": rate}
    return [
        (_("Organisation"), [row.organization.name]),
        (_("Organisation number"), [row.organization.organization_number or ""]),
        (_("Client id at HelseID"), [row.client_id]),
        (_("Sender of what it sends"), [clients.source_of(row.organization.organization_number)]),
        (_("What it may send, and read back"), list(map(str, words.kinds(row.kinds)))),
        (_("Requests in a minute"), [rate]),
    ]


def app_facts(row: App) -> list[tuple[str, Sequence[str]]]:
    known_by = _("A secret of its own")
    if selectors.known_by(row) == "keys":
        known_by = _("Its signature, with the keys %(names)s") % {
            "names": ", ".join(words.said("jwks", row.jwks))
        }
    elif not selectors.known_by(row):
        known_by = _("Nothing: it runs with the person who uses it")
    wanted = written(carrying_out.of(row))
    shown = ("purpose_nb", "purpose_nn", "redirects", "origins", "launch_url", "scopes")
    return [
        (_("Client id"), [row.client_id]),
        (_("Who makes it"), [row.publisher]),
        (_("What people may let it see"), sees(row.scopes)),
        *((str(words.NAMES[name]), words.said(name, wanted[name])) for name in shown),
        (_("How it is known"), [known_by]),
    ]


def past(row: RegistrationChange) -> Past:
    step = Step(row.step)
    return Past(
        at=row.recorded_at,
        step_text=str(step.label),
        step_tone=words.TONES[step],
        name=row.by_name or _("At the command line"),
        approved_by=row.approved_by_name,
        words=row.words,
        lines=words.lines(row.changes) if step in _WITH_LINES else [],
    )


def wish(row: Proposal) -> Wish:
    step = Step(row.step)
    subject = carrying_out.target(row)
    name = row.wanted.get("name") or (subject.name if subject else "")
    return Wish(
        url=reverse("systems:proposal", args=[row.id]),
        title=f"{Subject(row.subject).label}: {name}",
        step_text=_PROPOSED[step](),
        step_tone="warning" if not row.outcome else "neutral",
        name=row.proposed_by_name,
        at=row.proposed_at,
        words=row.words,
        outcome_text=row.get_outcome_display(),
        decided_by=row.decided_by_name,
        decided_at=row.decided_at,
        lines=words.lines(registering.changes(row.former, row.wanted)),
        address=row.wanted.get("address", ""),
        has_secret=row.outcome == Outcome.APPROVED and services.gives_a_secret(row),
        is_to_fetch=services.may_be_fetched(row),
        until=services.until(row),
        fetched_at=row.fetched_at,
    )


_WITH_LINES = {Step.CHANGED, Step.ADDRESS, Step.ADDRESS_REMOVED}
_PROPOSED = {
    Step.REGISTERED: lambda: _("To be let in"),
    Step.CHANGED: lambda: _("To be changed"),
    Step.RESUMED: lambda: _("To be opened again"),
    Step.NEW_SECRET: lambda: _("To get a new secret"),
    Step.ADDRESS: lambda: _("To be told at an address"),
}
