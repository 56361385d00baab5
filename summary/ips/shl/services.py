"""Makes links and takes them back: the patient alone, never somebody in the patient's place."""

import os
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password

from access.codes import Audience
from access.grant import Grant, Item
from access.settings.services import Hand, NotYours, hold
from common import clock
from common.errors import DisError
from summary.ips.models import SharedLink
from summary.ips.shl import guarding, selectors
from summary.ips.shl.links import Secret

# So many links that open something a patient has at a time.
MOST = 10


class TooMany(DisError):
    """There are as many links already as anybody can keep an eye on."""


class Repeated(DisError):
    """The form was sent before, and made its link then."""


@dataclass(frozen=True)
class Wanted:
    """What the patient has chosen."""

    label: str
    passcode: str
    days: int
    openings: int
    language: str


@dataclass(frozen=True)
class Made:
    """A new link, and the secret that is shown once and kept nowhere."""

    row: SharedLink
    secret: Secret


def may_share(grant: Grant) -> bool:
    """Whether the reader may give others a link: a patient who decides alone. A parent, a proxy or
    a youth cannot: who opens it is unknown, and cannot be shut out again from what was seen."""
    return grant.audience is Audience.SELF


def share(grant: Grant, hand: Hand, link_id: uuid.UUID, wanted: Wanted) -> Made:
    """Make a link. `link_id` is that of the form, so that what is sent twice is made once."""
    if not may_share(grant):
        raise NotYours
    hold(grant.patient_id)
    if SharedLink.objects.under(grant).filter(id=link_id).exists():
        raise Repeated
    if len(selectors.open_links(grant)) >= MOST:
        raise TooMany
    secret, now = Secret.new(), clock.now()
    row = SharedLink(
        id=link_id,
        patient_id=grant.patient_id,
        start=now,
        set_by_id=hand.person_id,
        set_by_name=hand.name,
        set_as=hand.set_as,
        digest=secret.digest,
        salt=os.urandom(32),
        passcode=make_password(wanted.passcode),
        label=wanted.label,
        language=wanted.language,
        until=now + timedelta(days=wanted.days),
        openings=wanted.openings,
    )
    SharedLink.objects.add(grant, [row])
    guarding.make(secret.digest, wanted.openings)
    grant.note([Item("SharedLink", row.id, 1, row.patient_id, "created")])
    return Made(row, secret)


def revoke(grant: Grant, hand: Hand, link_id: uuid.UUID) -> bool:
    """Take a link back: it opens nothing from now on. False where it is over already. Whoever may
    decide for the patient may."""
    hold(grant.patient_id)
    row = SharedLink.objects.under(grant).filter(id=link_id, end=None).first()
    if row is None:
        return False
    row.end, row.ended_by_id = clock.now(), hand.person_id
    row.ended_by_name, row.ended_as = hand.name, hand.set_as
    row.salt = os.urandom(32)  # Nobody can make the key again.
    row.save(update_fields=["end", "ended_by_id", "ended_by_name", "ended_as", "salt"])
    guarding.close(bytes(row.digest))
    grant.note([Item("SharedLink", row.id, 1, row.patient_id, "ended")])
    return True
