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
from common.clock import OSLO

if TYPE_CHECKING:
    from access.models import AssignedProxy, PowerOfAttorney

MOST_FORMER = 20


@dataclass(frozen=True)
class Power:
    """A power of attorney or an assignment; `last_day` is the last one on which it holds."""

    id: uuid.UUID
    name: str
    services: Sequence[str]
    start: datetime
    last_day: date | None
    set_by: str
    ended_at: datetime | None
    ended_by: str
    ended_as: Any


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
        powers=[_power(each) for each in selectors.powers(grant)],
        former=[_power(each) for each in selectors.former_powers(grant)[:MOST_FORMER]],
        assigned=assigned(grant),
        consent=consent(grant),
        may_give=services.may_give(grant),
    )


def assigned(grant: Grant) -> list[Power]:
    return [_power(each) for each in selectors.assigned(grant)]


def consent(grant: Grant) -> Consent:
    found = selectors.youth_consent(grant)
    return Consent(
        is_asked=selectors.asks_consent(grant.facts),
        is_given=found is not None,
        since=found.start if found else None,
        by=found.set_by_name if found else "",
    )


def _power(row: PowerOfAttorney | AssignedProxy) -> Power:
    codes = getattr(row, "services", [])
    return Power(
        id=row.id,
        name=row.holder_name,
        services=words.services(codes),
        start=row.start,
        last_day=_last_day(row.until),
        set_by=row.set_by_name,
        ended_at=row.end or row.until,
        ended_by=row.ended_by_name,
        ended_as=SetAs(row.ended_as).label if row.ended_as else "",
    )


def _last_day(until: datetime | None) -> date | None:
    return (until - timedelta(seconds=1)).astimezone(OSLO).date() if until else None
