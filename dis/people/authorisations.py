"""Whether health personnel are authorised, as the register (people.hpr) has told it last.

A withdrawal that is known here counts at the next request: roles are looked up on every one.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from common import clock
from people import hpr
from people.models import Practitioner, RegisterAnswer

logger = logging.getLogger(__name__)

HPR = "hpr"
# Whoever watches the system's log looks for this word.
ALARM = "hpr-register-down"
_AT_A_TIME = 1000


def poll() -> RegisterAnswer | None:
    """Ask the register of everybody, and keep what it says; None where no register is named.

    Where it is down everything stays as it was told last, and no role of health personnel is
    given anew when that was longer ago than the grace (`has_answered_before`).
    """
    register = hpr.register()
    if register is None:
        return None
    answer, _ = RegisterAnswer.objects.get_or_create(name=HPR)
    answer.asked_at, answer.is_local = clock.now(), register.is_local
    try:
        changed = _ask(register)
    except hpr.RegisterDown as error:
        logger.warning("%s: %s Its last answer is of %s.", ALARM, error, answer.answered_at)
    else:
        answer.answered_at = answer.asked_at
        if changed:
            logger.info("hpr-register: the authorisation of %d has changed", changed)
    answer.save(update_fields=["asked_at", "answered_at", "is_local"])
    return answer


def has_answered_before(moment: datetime) -> bool:
    """Whether, at that moment, the last answer was not older than the grace."""
    if not settings.HPR_ADAPTER:
        return True
    found = state()
    if found is None or found.answered_at is None:
        return False
    return moment < found.answered_at + timedelta(hours=settings.HPR_GRACE_HOURS)


def state() -> RegisterAnswer | None:
    """When the register was asked, and when it answered; None before it was ever asked."""
    return RegisterAnswer.objects.filter(name=HPR).first()


def _ask(register: hpr.Register) -> int:
    """Keep what is new, how many that were. All are asked before anything is kept."""
    rows = Practitioner.objects.exclude(hpr_number=None)
    told = rows.values_list("hpr_number", "authorisation_withdrawn_at")
    known = {number: at for number, at in told if number}
    withdrawn: dict[str, datetime] = {}
    for start in range(0, len(known), _AT_A_TIME):
        withdrawn |= register.withdrawn(list(known)[start : start + _AT_A_TIME])
    changed = [number for number in known if known[number] != withdrawn.get(number)]
    with transaction.atomic():
        for number in sorted(changed):
            Practitioner.objects.filter(hpr_number=number).update(
                authorisation_withdrawn_at=withdrawn.get(number)
            )
    return len(changed)
