"""Writes of who may act for a patient: given, taken back, let go. Nothing is deleted."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from access import born_here, notices
from access import selectors as access_selectors
from access.codes import Audience, Instrument, Kind, NoticeCode, SetAs
from access.grant import Grant, Item
from access.models import AssignedProxy, PatientSetting, PowerOfAttorney, YouthConsent
from access.representation import policy, selectors
from access.representation.codes import AskedHow
from common import clock
from common.errors import DisError

MOST_A_DAY = 10
Setting = TypeVar("Setting", bound=PatientSetting)


@dataclass(frozen=True)
class Asked:
    """How a patient has asked the helpline, and who there does it."""

    how: AskedHow
    signed_on: date | None
    person_id: uuid.UUID
    name: str


class NotAllowed(DisError):
    """The rules do not let this reader give or take back this."""


class TooMany(DisError):
    """More powers of attorney in a day than people give: somebody is trying numbers out."""


class NotThere(DisError):
    """There is nothing in force by that id for this reader."""


def may_give(grant: Grant) -> bool:
    """Whether the reader is a patient who can let others act: old enough, and with no secret
    address (norway.md 7). Nobody gives for another; the helpline writes down what the patient has
    asked for, of whom lives and has not shut the own access."""
    facts = grant.facts
    return (
        grant.audience in _ON_REQUEST
        and policy.may_give(facts.policy, facts.age)
        and not facts.has_confidential_address
        and not (grant.audience is Audience.STAFF and _is_out_of_reach(grant))
    )


def _is_out_of_reach(grant: Grant) -> bool:
    is_dead = access_selectors.patient(grant).deceased_on is not None
    return is_dead or grant.facts.patient_access_closed


def give(
    grant: Grant,
    *,
    holder_id: uuid.UUID,
    holder_name: str,
    services: Sequence[str],
    until: datetime | None,
    asked: Asked | None = None,
) -> PowerOfAttorney:
    """A power of attorney, in the place of what the same person had from the patient before.

    Whether the holder is known here, or old enough, is not said: it is weighed at every use. The
    helpline says how it was `asked` for, and gives nothing to whoever does it.
    """
    grant.check(Kind.REPRESENTATION, write=True)
    is_offered = bool(services) and set(services) <= {*map(str, selectors.offered(grant.facts))}
    if not may_give(grant) or not is_offered or is_own(grant, holder_id):
        raise NotAllowed
    as_what = _as_what(grant, asked)
    mine: QuerySet[PowerOfAttorney] = PowerOfAttorney.objects.under(grant)
    if mine.filter(start__gt=clock.now() - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooMany
    row = PowerOfAttorney(
        holder_id=holder_id, holder_name=holder_name, services=sorted(services), until=until
    )
    if asked:
        row.asked_how, row.signed_on, row.set_by_name = asked.how, asked.signed_on, asked.name
    return _put(grant, row, mine.filter(holder_id=holder_id), as_what=as_what, asked=asked)


def is_own(grant: Grant, holder_id: uuid.UUID) -> bool:
    """Whether the holder would be the patient, or who writes it down."""
    return holder_id in {grant.reader_id, access_selectors.patient(grant).person_id}


def take_back(grant: Grant, setting_id: uuid.UUID, asked: Asked | None = None) -> None:
    """End a power of attorney, or what a doctor has assigned; from now on its holder is refused."""
    as_what = _as_what(grant, asked)
    for model in (PowerOfAttorney, AssignedProxy):
        rows = model.objects.under(grant).filter(id=setting_id)
        if _end(grant, rows, as_what=as_what, asked=asked):
            return
    raise NotThere


def _as_what(grant: Grant, asked: Asked | None) -> SetAs:
    """NotAllowed but for the patient, and for the helpline which says how the patient asked."""
    if grant.audience is Audience.SELF and asked is None:
        return SetAs.SELF
    if grant.audience is Audience.STAFF and asked is not None:
        return SetAs.HELPLINE
    raise NotAllowed


def let_go(grant: Grant, holder_id: uuid.UUID, holder_name: str) -> None:
    """End all that the holder has from the patient, for the holder: under a system's Grant, as no
    holder may change who acts."""
    ended = [
        _end(
            grant,
            model.objects.under(grant).filter(holder_id=holder_id),
            as_what=SetAs.PROXY,
            by=(holder_id, holder_name),
        )
        for model in (PowerOfAttorney, AssignedProxy)
    ]
    if not any(ended):
        raise NotThere


def consent(grant: Grant) -> None:
    """A parent lets a youth use services alone."""
    grant.check(Kind.REPRESENTATION, write=True)
    if grant.audience is not Audience.PARENT or not selectors.asks_consent(grant.facts):
        raise NotAllowed
    if selectors.youth_consent(grant) is None:
        _put(grant, YouthConsent(), YouthConsent.objects.under(grant), as_what=SetAs.PARENT)


def withdraw_consent(grant: Grant) -> None:
    if grant.audience is not Audience.PARENT:
        raise NotAllowed
    _end(grant, YouthConsent.objects.under(grant), as_what=SetAs.PARENT)


def assign(
    grant: Grant, *, holder_id: uuid.UUID, holder_name: str, until: datetime, by_name: str
) -> None:
    """Next of kin who acts for a patient that cannot consent, as the patient's doctor confirms."""
    grant.check(Kind.REPRESENTATION, write=True)
    if grant.audience not in _TREATING or grant.facts.has_confidential_address:
        raise NotAllowed
    row = AssignedProxy(
        holder_id=holder_id,
        holder_name=holder_name,
        until=until,
        services=[*map(str, policy.SERVICES)],
        set_by_name=by_name,
    )
    # What a register has told stands by itself, until the register takes it back.
    mine: QuerySet[AssignedProxy] = AssignedProxy.objects.under(grant)
    former = mine.filter(holder_id=holder_id, related_person=None)
    _put(grant, row, former, as_what=SetAs.RECORD_SYSTEM)


def end_assignment(grant: Grant, setting_id: uuid.UUID, by_name: str) -> None:
    if grant.audience not in _TREATING or grant.reader_id is None:
        raise NotAllowed
    rows = AssignedProxy.objects.under(grant).filter(id=setting_id)
    if not _end(grant, rows, as_what=SetAs.RECORD_SYSTEM, by=(grant.reader_id, by_name)):
        raise NotThere


_TREATING = frozenset({Audience.CLINICIAN, Audience.CLINICIAN_ELEVATED})
_ON_REQUEST = frozenset({Audience.SELF, Audience.STAFF})


def _put(
    grant: Grant,
    row: Setting,
    former: QuerySet[Setting],
    *,
    as_what: SetAs,
    asked: Asked | None = None,
) -> Setting:
    """The row, in the place of what stands open. Sent twice at once, the first one stays: the
    database lets one stand open."""
    now = clock.now()
    _close(grant, former, as_what, by=None, asked=asked)
    row.patient_id, row.start, row.set_as = grant.patient_id, now, as_what
    row.set_by_id = grant.reader_id
    row.set_by_name = row.set_by_name or grant.facts.actor_name
    try:
        with transaction.atomic():
            type(row).objects.add(grant, [row])
    except IntegrityError:
        return former.get(end=None)
    notices.of_setting(grant, NoticeCode.SETTING_MADE, Instrument.REPRESENTATION, as_what)
    grant.note([_item(row)])
    return row


def _end(
    grant: Grant,
    rows: QuerySet[Setting],
    *,
    as_what: SetAs,
    by: tuple[uuid.UUID, str] | None = None,
    asked: Asked | None = None,
) -> int:
    """End those of the rows that stand open; how many. Ending twice changes nothing more."""
    count = _close(grant, rows, as_what, by=by, asked=asked)
    if count:
        notices.of_setting(grant, NoticeCode.SETTING_ENDED, Instrument.REPRESENTATION, as_what)
    return count


def _close(
    grant: Grant,
    rows: QuerySet[Setting],
    as_what: SetAs,
    *,
    by: tuple[uuid.UUID, str] | None,
    asked: Asked | None = None,
) -> int:
    grant.check(Kind.REPRESENTATION, write=True)
    found = list(rows.filter(end=None).select_for_update().order_by("id"))
    by = by or ((asked.person_id, asked.name) if asked else None)
    person_id, name = by or (grant.reader_id, grant.facts.actor_name)
    for row in found:
        ended = {"end": clock.now(), "ended_as": as_what}
        ended |= {"ended_by_id": person_id, "ended_by_name": name}
        if asked and isinstance(row, PowerOfAttorney):
            ended |= {"ended_asked_how": asked.how, "ended_signed_on": asked.signed_on}
        for field, value in ended.items():
            setattr(row, field, value)
        row.save(update_fields=list(ended))
    grant.note([_item(row) for row in found])
    return len(found)


def _item(row: PatientSetting) -> Item:
    return born_here.item("Consent", row, "written")
