"""Writes of who may act for a patient: given, taken back, let go. Nothing is deleted."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from access import notices
from access.codes import Audience, Instrument, Kind, NoticeCode, SetAs
from access.grant import Grant, Item
from access.models import AssignedProxy, PatientSetting, PowerOfAttorney, YouthConsent
from access.representation import policy, selectors
from common import clock
from common.errors import DisError

MOST_A_DAY = 10
Setting = TypeVar("Setting", bound=PatientSetting)


class NotAllowed(DisError):
    """The rules do not let this reader give or take back this."""


class TooMany(DisError):
    """More powers of attorney in a day than people give: somebody is trying numbers out."""


class NotThere(DisError):
    """There is nothing in force by that id for this reader."""


def may_give(grant: Grant) -> bool:
    """Whether the reader is a patient who can let others act: old enough, and with no secret
    address (norway.md 7). Nobody gives for another."""
    facts = grant.facts
    return (
        grant.audience is Audience.SELF
        and policy.may_give(facts.policy, facts.age)
        and not facts.has_confidential_address
    )


def give(
    grant: Grant,
    *,
    holder_id: uuid.UUID,
    holder_name: str,
    services: Sequence[str],
    until: datetime | None,
) -> PowerOfAttorney:
    """A power of attorney, in the place of what the same person had from the patient before.

    Whether the holder is known here, or old enough, is not said: it is weighed at every use.
    """
    grant.check(Kind.REPRESENTATION, write=True)
    is_offered = bool(services) and set(services) <= {*map(str, selectors.offered(grant.facts))}
    if not may_give(grant) or not is_offered or holder_id == grant.reader_id:
        raise NotAllowed
    mine: QuerySet[PowerOfAttorney] = PowerOfAttorney.objects.under(grant)
    if mine.filter(start__gt=clock.now() - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooMany
    row = PowerOfAttorney(
        holder_id=holder_id, holder_name=holder_name, services=sorted(services), until=until
    )
    return _put(grant, row, mine.filter(holder_id=holder_id), as_what=SetAs.SELF)


def take_back(grant: Grant, setting_id: uuid.UUID) -> None:
    """End a power of attorney, or what a doctor has assigned; from now on its holder is refused."""
    if grant.audience is not Audience.SELF:
        raise NotAllowed
    for model in (PowerOfAttorney, AssignedProxy):
        if _end(grant, model.objects.under(grant).filter(id=setting_id), as_what=SetAs.SELF):
            return
    raise NotThere


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


def _put(grant: Grant, row: Setting, former: QuerySet[Setting], *, as_what: SetAs) -> Setting:
    """The row, in the place of what stands open. Sent twice at once, the first one stays: the
    database lets one stand open."""
    now = clock.now()
    _close(grant, former, as_what, by=None)
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
) -> int:
    """End those of the rows that stand open; how many. Ending twice changes nothing more."""
    count = _close(grant, rows, as_what, by=by)
    if count:
        notices.of_setting(grant, NoticeCode.SETTING_ENDED, Instrument.REPRESENTATION, as_what)
    return count


def _close(
    grant: Grant, rows: QuerySet[Setting], as_what: SetAs, *, by: tuple[uuid.UUID, str] | None
) -> int:
    grant.check(Kind.REPRESENTATION, write=True)
    found = list(rows.filter(end=None).select_for_update().order_by("id"))
    person_id, name = by or (grant.reader_id, grant.facts.actor_name)
    for row in found:
        row.end, row.ended_as = clock.now(), as_what
        row.ended_by_id, row.ended_by_name = person_id, name
        row.save(update_fields=["end", "ended_as", "ended_by_id", "ended_by_name"])
    grant.note([_item(row) for row in found])
    return len(found)


def _item(row: PatientSetting) -> Item:
    return Item("Consent", row.id, 1, row.patient_id, "written")
