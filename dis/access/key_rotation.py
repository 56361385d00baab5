"""Changing keys while everybody works: what older keys have sealed is sealed with the current one.

An older key may leave the settings when no row names it any more (access.sealed); before that,
production does not start without it. What the steps are stands in docs/keys.md.
"""

import uuid
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import connection

from access import duty_runs, gate, sealed, vault
from access.actor import Actor
from access.codes import Kind
from common import crypto
from common.errors import DisError
from common.resealing import Resealed
from people import identity
from people.signin import sessions

ROTATOR = Actor.system("access.rotate-keys")
_FIRST = uuid.UUID(int=0)
_declared: list[Callable[[], Resealed]] = []


def fill(declarations: Iterable[Callable[[], Resealed]]) -> None:
    """Take what other rooms have sealed with the keys of the house; what was there is forgotten."""
    _declared[:] = declarations


def rotate(*, most: int = 500) -> Resealed:
    """Seal everything that has an older key with the current one, batch by batch.

    May be stopped anywhere: what is done is done, and the next run does the rest.
    """
    run = duty_runs.begin(duty_runs.ROTATION)
    total = sessions.reseal() + _numbers(most) + _patient_keys(most)
    total = sum((reseal() for reseal in _declared), total)
    counts = {"resealed": total.done, "rows-on-old-keys": sealed.on_old_keys()}
    duty_runs.finish(run, counts, faults=total.unreadable)
    return total


def renew_patient_keys(*, most: int = 20) -> Resealed:
    """Give every patient a new key, and seal all documents anew; goes on where it stopped."""
    run = duty_runs.begin(duty_runs.RENEWAL)
    renewed = failed = 0
    while patient_ids := _patients(None, run.position or _FIRST, most):
        for patient_id in patient_ids:
            try:
                with gate.open_batch(ROTATOR, [patient_id], Kind.JOURNAL) as grant:
                    vault.renew(grant)
            except (OSError, DisError):
                # The vault has told which file it was; the patient keeps the former key.
                failed += 1
            else:
                renewed += 1
        duty_runs.note(run, position=patient_ids[-1])
    duty_runs.finish(run, {"patients": renewed}, faults=failed)
    return Resealed(renewed, failed)


def _numbers(most: int) -> Resealed:
    total, after = Resealed(), _FIRST
    while True:
        last, batch = identity.reseal(after, most)
        total += batch
        if last is None:
            return total
        after = last


def _patient_keys(most: int) -> Resealed:
    total, after = Resealed(), _FIRST
    current = crypto.key_id(settings.DOCUMENT_KEYS[0])
    while patient_ids := _patients(current, after, most):
        with gate.open_batch(ROTATOR, patient_ids, Kind.JOURNAL) as grant:
            total += vault.reseal(grant)
        after = patient_ids[-1]
    return total


def _patients(besides: bytes | None, after: uuid.UUID, most: int) -> list[uuid.UUID]:
    """The next patients in their order who have a document key, sealed with another one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM access_patients_with_keys(%s, %s, %s)", [besides, after, most]
        )
        return [row[0] for row in cursor.fetchall()]
