"""Taking a patient out of running sessions: where somebody was, and what was looked for."""

import json
import uuid

from django.contrib.sessions.models import Session
from django.db import transaction

from common import clock
from people.signin.store import SessionStore

_BATCH = 500
# What was typed while the patient was open names nobody by id, and goes along.
_TYPED = frozenset({"journal.searches", "unit_match"})


def forget_patient(patient_id: uuid.UUID) -> int:
    """Drop every value of a running session that names the patient; how many sessions there were.

    A session is locked while it is changed, but a page that runs meanwhile may write its own copy
    back; it ends with the session, after two hours and a half at most.
    """
    keys = Session.objects.filter(expire_date__gt=clock.now()).values_list("pk", flat=True)
    return sum(_forget(key, str(patient_id)) for key in keys.iterator(_BATCH))


@transaction.atomic
def _forget(key: str, patient_id: str) -> bool:
    row = Session.objects.select_for_update().filter(pk=key).first()
    if row is None:
        return False
    values = row.get_decoded()
    gone = {name for name, value in values.items() if _names(value, patient_id)}
    if not gone:
        return False
    kept = {name: value for name, value in values.items() if name not in gone | _TYPED}
    row.session_data = SessionStore().encode(kept)
    row.save(update_fields=["session_data"])
    return True


def _names(value: object, patient_id: str) -> bool:
    return patient_id in json.dumps(value, default=str)
