"""Lets apps in, and shuts them out again: for citizens, clinicians, and whoever administers.

What is taken back is dead at the next request: every token is looked up with what it came of.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from access import notices
from access.actor import Actor
from access.codes import Instrument, NoticeCode
from access.grant import Grant, Item
from access.settings.services import Hand, NotYours, hold
from common import clock
from fhirapi.models import (
    AccessToken,
    App,
    AuthorizationCode,
    GivenAccess,
    LaunchedAccess,
    RefreshToken,
)


def app_with(client_id: str) -> App | None:
    """The app by that name, if it is let in."""
    found: App | None = App.objects.filter(client_id=client_id, is_active=True).first()
    return found


def give(grant: Grant, hand: Hand, app: App, scopes: Iterable[str]) -> GivenAccess:
    """Let an app see some of the patient, with the rights of the person who lets it in. What the
    same person has given it before of the same patient is over: the last choice is what holds."""
    if hand.person_id is None:
        raise NotYours
    hold(grant.patient_id)
    former = GivenAccess.objects.under(grant).filter(app=app, person_id=hand.person_id, end=None)
    for row in former:
        _end(row, hand)
    made = GivenAccess(
        patient_id=grant.patient_id,
        start=clock.now(),
        set_by_id=hand.person_id,
        set_by_name=hand.name,
        set_as=hand.set_as,
        app=app,
        person_id=hand.person_id,
        scopes=sorted(scopes),
    )
    GivenAccess.objects.add(grant, [made])
    _tell(grant, hand, made, NoticeCode.SETTING_MADE, "created")
    return made


def withdraw(grant: Grant, hand: Hand, given_id: uuid.UUID) -> bool:
    """Take an access back; False where it is over already. Whoever may decide for the patient may,
    whoever has given it."""
    hold(grant.patient_id)
    row = GivenAccess.objects.under(grant).filter(id=given_id, end=None).first()
    if row is None:
        return False
    _end(row, hand)
    _tell(grant, hand, row, NoticeCode.SETTING_ENDED, "ended")
    return True


def launch(grant: Grant, actor: Actor, app: App) -> LaunchedAccess:
    """Let an app see what a clinician has opened, for as long as the attestation is in force."""
    if actor.role is None or actor.person_id is None or actor.attestation_id is None:
        raise NotYours
    made = LaunchedAccess(
        patient_id=grant.patient_id,
        app=app,
        person_id=actor.person_id,
        role_id=actor.role.id,
        attestation_id=actor.attestation_id,
        started_at=clock.now(),
    )
    LaunchedAccess.objects.add(grant, [made])
    return made


def _end(row: GivenAccess, hand: Hand) -> None:
    """End it, and with it every code and token that came of it."""
    now = clock.now()
    ended: dict[str, Any] = {
        "end": now,
        "ended_by_id": hand.person_id,
        "ended_by_name": hand.name,
        "ended_as": hand.set_as,
    }
    for name, value in ended.items():
        setattr(row, name, value)
    row.save(update_fields=list(ended))
    AuthorizationCode.objects.filter(given=row).delete()
    RefreshToken.objects.filter(given=row, revoked=None).update(revoked=now)
    AccessToken.objects.filter(given=row).delete()


def _tell(grant: Grant, hand: Hand, row: GivenAccess, code: NoticeCode, outcome: str) -> None:
    grant.note([Item("Consent", row.id, 1, row.patient_id, outcome)])
    notices.of_setting(grant, code, Instrument.APP, hand.set_as)
