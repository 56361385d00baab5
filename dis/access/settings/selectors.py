"""Reads of what the patient has decided: what holds, what has been, and whom it could be about."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet

from access.actor import ActorKind
from access.closed import in_force
from access.codes import Action, Audience, Instrument, Kind, Scope
from access.grant import Grant
from access.models import (
    AccessClosure,
    AccessEvent,
    Block,
    CareRelationship,
    DigitalConsent,
    PatientSetting,
    Reservation,
    Restriction,
)
from common import clock
from common.declarations import Closable
from people import finding
from people.finding import Party

MOST_SUGGESTED = 30
# So many searches of the directory in an hour are enough for anybody who looks for somebody.
MOST_SEARCHES = 40
_closable: list[Closable] = []


def fill(closable: Sequence[Closable]) -> None:
    """Take the declarations of all apps; what was there before is forgotten."""
    _closable[:] = closable


@dataclass(frozen=True)
class Current:
    """What is in force now, oldest first."""

    restrictions: Sequence[Restriction]
    blocks: Sequence[Block]
    reservation: Reservation | None
    closure: AccessClosure | None
    consents: Sequence[DigitalConsent]

    @property
    def whole(self) -> Restriction | None:
        return next((each for each in self.restrictions if each.scope == Scope.RECORD), None)

    def part(self, category: str = "", document_id: uuid.UUID | None = None) -> Restriction | None:
        """The restriction of that category or document."""
        wanted = (category, document_id)
        rows = [each for each in self.restrictions if each.scope != Scope.RECORD]
        return next((r for r in rows if (r.category, r.document_id) == wanted), None)


def holding(grant: Grant, model: type[Any], now: datetime) -> QuerySet[Any]:
    """The settings of one sort that hold at that time."""
    found: QuerySet[Any] = model.objects.under(grant).filter(in_force(now))
    return found.filter(until__gt=now) if model is DigitalConsent else found


def current(grant: Grant) -> Current:
    now = clock.now()

    def rows(model: type[Any]) -> QuerySet[Any]:
        return holding(grant, model, now).order_by("start", "id")

    whom = ("practitioner", "organization")
    return Current(
        restrictions=list(rows(Restriction)),
        blocks=list(rows(Block).select_related(*whom)),
        reservation=rows(Reservation).first(),
        closure=rows(AccessClosure).first(),
        consents=list(rows(DigitalConsent).select_related(*whom)),
    )


def history(grant: Grant) -> Sequence[tuple[Instrument, PatientSetting]]:
    """All that the patient has ever decided, in no order."""
    whom = ("practitioner", "organization")
    blocks = Block.objects.under(grant).select_related(*whom)
    consents = DigitalConsent.objects.under(grant).select_related(*whom)
    return [
        *((Instrument.RESTRICTION, each) for each in Restriction.objects.under(grant)),
        *((Instrument.BLOCK, each) for each in blocks),
        *((Instrument.RESERVATION, each) for each in Reservation.objects.under(grant)),
        *((Instrument.CLOSURE, each) for each in AccessClosure.objects.under(grant)),
        *((Instrument.CONSENT, each) for each in consents),
    ]


def categories() -> Mapping[str, str]:
    """The kinds of documents that can be closed, by code, with their names."""
    return {code: name for each in _closable for code, name in each.categories.items()}


def category_counts(grant: Grant) -> Mapping[str, int]:
    """How many of each the reader sees; nothing for who sees no documents."""
    if grant.audience is Audience.STAFF or Kind.JOURNAL not in grant.kinds:
        return {}
    return {code: count for each in _closable for code, count in each.counts(grant).items()}


def suggested(grant: Grant) -> Sequence[Party]:
    """Who has looked in the record lately, and who treats the patient: one could mean them.

    Who looked is for those who may read the log.
    """
    if grant.audience is Audience.STAFF:
        return []
    now = clock.now()
    practitioners = set(_who_looked(grant) if Kind.LOG in grant.kinds else ())
    grant.check(Kind.SETTINGS)
    rows = CareRelationship.ungated.filter(
        Q(start=None) | Q(start__lte=now), Q(end=None) | Q(end__gt=now), patient_id=grant.patient_id
    )
    pairs: Any = rows.values_list("practitioner_id", "organization_id")[:MOST_SUGGESTED]
    found: list[tuple[uuid.UUID | None, uuid.UUID | None]] = pairs
    practitioners |= {practitioner for practitioner, _ in found if practitioner}
    organizations = {organization for _, organization in found if organization}
    return finding.by_ids(list(practitioners), list(organizations), clock.today())


def _who_looked(grant: Grant) -> list[uuid.UUID]:
    rows = AccessEvent.objects.filter(
        patient_id=grant.patient_id,
        is_permitted=True,
        actor_kind=ActorKind.PRACTITIONER,
        practitioner_id__isnull=False,
    ).exclude(person_id=grant.reader_id)
    newest = rows.order_by().values("practitioner_id").annotate(at=Max("recorded_at"))
    found = newest.order_by("-at")[:MOST_SUGGESTED]
    return [row["practitioner_id"] for row in found if row["practitioner_id"]]


def has_searched_enough(grant: Grant) -> bool:
    """Whether this person has searched the directory so often that the rest must wait."""
    grant.check(Kind.SETTINGS)
    searches = AccessEvent.objects.filter(
        patient_id=grant.patient_id,
        person_id=grant.reader_id,
        kind=Kind.SETTINGS,
        action=Action.SEARCH,
        recorded_at__gt=clock.now() - timedelta(hours=1),
    )
    return searches.count() > MOST_SEARCHES
