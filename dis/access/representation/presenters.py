"""What pages show of who acts for whom, as plain values made inside the Grant."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from access.codes import SetAs
from access.grant import Grant
from access.representation import selectors, services, words
from access.representation.codes import Appointed
from common.clock import OSLO

if TYPE_CHECKING:
    from access.models import AssignedProxy, PowerOfAttorney

MOST_FORMER = 20


@dataclass(frozen=True)
class Asked:
    """How the helpline was asked for what it did: a code of AskedHow, the day of a signature."""

    how: str
    signed_on: date | None


@dataclass(frozen=True)
class Power:
    """A power of attorney or an assignment; `last_day` is the last one on which it holds.

    `asked` and `ended_asked` say how the helpline was asked, of what was done there; `is_told` that
    another system has sent it, and `appointed` as what.
    """

    id: uuid.UUID
    name: str
    services: Sequence[str]
    start: datetime
    last_day: date | None
    set_by: str
    ended_at: datetime | None
    ended_by: str
    ended_as: Any
    asked: Asked | None = None
    ended_asked: Asked | None = None
    is_told: bool = False
    appointed: str = ""


@dataclass(frozen=True)
class Consent:
    """A parent's consent for a youth; `is_asked` where it opens something at this age."""

    is_asked: bool
    is_given: bool
    since: datetime | None
    by: str


@dataclass(frozen=True)
class Overview:
    """Who may act for the patient."""

    powers: Sequence[Power]
    former: Sequence[Power]
    assigned: Sequence[Power]
    consent: Consent
    may_give: bool


def overview(grant: Grant) -> Overview:
    return Overview(
        powers=[power(each) for each in selectors.powers(grant)],
        former=[power(each) for each in selectors.former_powers(grant)[:MOST_FORMER]],
        assigned=assigned(grant),
        consent=consent(grant),
        may_give=services.may_give(grant),
    )


def assigned(grant: Grant) -> list[Power]:
    return [power(each) for each in selectors.assigned(grant)]


def consent(grant: Grant) -> Consent:
    found = selectors.youth_consent(grant)
    return Consent(
        is_asked=selectors.asks_consent(grant.facts),
        is_given=found is not None,
        since=found.start if found else None,
        by=found.set_by_name if found else "",
    )


def power(row: PowerOfAttorney | AssignedProxy) -> Power:
    appointed = getattr(row, "appointed", "")
    return Power(
        id=row.id,
        name=row.holder_name,
        services=words.services(row.services),
        start=row.start,
        last_day=last_day(row.until),
        set_by=row.set_by_name,
        ended_at=row.end or row.until,
        ended_by=row.ended_by_name,
        ended_as=SetAs(row.ended_as).label if row.ended_as else "",
        asked=_asked(row.set_as, getattr(row, "asked_how", ""), getattr(row, "signed_on", None)),
        ended_asked=_asked(
            row.ended_as,
            getattr(row, "ended_asked_how", ""),
            getattr(row, "ended_signed_on", None),
        ),
        is_told=getattr(row, "related_person_id", None) is not None,
        appointed=str(Appointed(appointed).label) if appointed else "",
    )


def _asked(as_what: str, how: str, signed_on: date | None) -> Asked | None:
    return Asked(how, signed_on) if as_what == SetAs.HELPLINE else None


def last_day(until: datetime | None) -> date | None:
    """The last day on which it holds, of what ends at that time."""
    return (until - timedelta(seconds=1)).astimezone(OSLO).date() if until else None
