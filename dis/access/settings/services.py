"""Writes of what the patient decides. Who decides the same twice has decided it once.

All of one patient's settings wait for each other: each function takes the patient's lock first,
and reads what is in force under it.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection

from access import born_here, notices
from access.actor import Actor
from access.codes import Audience, Instrument, Kind, NoticeCode, Scope, SetAs
from access.grant import Grant
from access.models import (
    AccessClosure,
    Block,
    DigitalConsent,
    PatientSetting,
    Reservation,
    Restriction,
)
from access.settings.selectors import holding
from common import clock
from common.errors import DisError
from people.finding import Party

MODELS: dict[Instrument, type[Any]] = {
    Instrument.RESTRICTION: Restriction,
    Instrument.BLOCK: Block,
    Instrument.RESERVATION: Reservation,
    Instrument.CLOSURE: AccessClosure,
    Instrument.CONSENT: DigitalConsent,
}
_AS = {
    Audience.SELF: SetAs.SELF,
    Audience.YOUTH: SetAs.SELF,
    Audience.PARENT: SetAs.PARENT,
    Audience.STAFF: SetAs.HELPLINE,
}


class NotYours(DisError):
    """This setting is not one that this person may make or take back."""


@dataclass(frozen=True)
class Hand:
    """Who decides, by name, and as what."""

    person_id: uuid.UUID | None
    name: str
    set_as: SetAs

    @classmethod
    def of(cls, actor: Actor, grant: Grant) -> "Hand":
        """NotYours for a proxy: who acts with a power of attorney changes no settings."""
        if grant.audience not in _AS:
            raise NotYours
        name = actor.role.practitioner_name if actor.role else grant.facts.actor_name
        return cls(actor.person_id, name, _AS[grant.audience])


def restrict(
    grant: Grant,
    hand: Hand,
    scope: Scope,
    *,
    category: str = "",
    document_id: uuid.UUID | None = None,
) -> bool:
    """Close the record, a category or a document; False where it is closed already."""
    what = {"scope": scope, "category": category, "document_id": document_id}
    return _make(grant, hand, Instrument.RESTRICTION, what)


def block(grant: Grant, hand: Hand, party: Party) -> bool:
    """Shut out a practitioner or an organisation; False where that is so already."""
    return _make(grant, hand, Instrument.BLOCK, _whom(party))


def reserve(grant: Grant, hand: Hand) -> bool:
    """Leave sharing; False where the patient has left it already."""
    return _make(grant, hand, Instrument.RESERVATION, {})


def close_access(grant: Grant, hand: Hand) -> bool:
    """Close the patient's own digital access. No parent does: a child has none to close."""
    if hand.set_as is SetAs.PARENT:
        raise NotYours
    return _make(grant, hand, Instrument.CLOSURE, {})


def consent(grant: Grant, hand: Hand, party: Party, *, days: int) -> bool:
    """Let somebody open what is closed for so many days; one consent of each at a time."""
    return _make(grant, hand, Instrument.CONSENT, _whom(party), lasting=timedelta(days=days))


def end(grant: Grant, hand: Hand, instrument: Instrument, setting_id: uuid.UUID) -> bool:
    """Take a setting back; False where it is over already. Only the helpline opens closed access:
    whoever has stolen a BankID must not."""
    if instrument is Instrument.CLOSURE and hand.set_as is not SetAs.HELPLINE:
        raise NotYours
    _lock(grant)
    now = clock.now()
    row = holding(grant, MODELS[instrument], now).filter(id=setting_id).first()
    if row is None:
        return False
    ended = {
        "end": now,
        "ended_by_id": hand.person_id,
        "ended_by_name": hand.name,
        "ended_as": hand.set_as,
    }
    for name, value in ended.items():
        setattr(row, name, value)
    row.save(update_fields=list(ended))
    _tell(grant, hand, row, NoticeCode.SETTING_ENDED, instrument, "ended")
    return True


def hold(patient_id: uuid.UUID) -> None:
    """Make the patient's settings wait until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"settings|{patient_id}"]
        )


def _make(
    grant: Grant,
    hand: Hand,
    instrument: Instrument,
    what: dict[str, Any],
    *,
    lasting: timedelta | None = None,
) -> bool:
    _lock(grant)
    model = MODELS[instrument]
    now = clock.now()
    if holding(grant, model, now).filter(**what).exists():
        return False
    row = model(
        patient_id=grant.patient_id,
        start=now,
        set_by_id=hand.person_id,
        set_by_name=hand.name,
        set_as=hand.set_as,
        **what,
        **({"until": now + lasting} if lasting else {}),
    )
    model.objects.add(grant, [row])
    _tell(grant, hand, row, NoticeCode.SETTING_MADE, instrument, "created")
    return True


def _lock(grant: Grant) -> None:
    grant.check(Kind.SETTINGS, write=True)
    hold(grant.patient_id)


def _whom(party: Party) -> dict[str, Any]:
    if party.is_organization:
        return {"practitioner_id": None, "organization_id": party.id}
    return {"practitioner_id": party.id, "organization_id": None}


def _tell(
    grant: Grant,
    hand: Hand,
    row: PatientSetting,
    code: NoticeCode,
    instrument: Instrument,
    outcome: str,
) -> None:
    grant.note([born_here.item("Consent", row, outcome)])
    notices.of_setting(grant, code, instrument, hand.set_as)
