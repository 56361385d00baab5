"""Opening an app beside a record: a word that names the patient, for one use within five minutes.

It is kept in the session of who opened it, so it is worth nothing in another browser.
"""

import hashlib
import secrets
import time
import uuid
from dataclasses import dataclass

from django.http import HttpRequest

_KEPT = "smart_launches"
_SECONDS = 300
_MOST = 5


@dataclass(frozen=True)
class Launch:
    """What a word stands for."""

    patient_id: uuid.UUID


def prepare(request: HttpRequest, patient_id: uuid.UUID, client_id: str) -> str:
    """A word for that app and patient."""
    word = secrets.token_urlsafe(24)
    kept = dict(list(request.session.get(_KEPT, {}).items())[-(_MOST - 1) :])
    kept[_name(word)] = {
        "patient": str(patient_id),
        "app": client_id,
        "role": _role(request),
        "until": time.time() + _SECONDS,
    }
    request.session[_KEPT] = kept
    return word


def take(request: HttpRequest, word: str, client_id: str) -> Launch | None:
    """What the word stands for, once; None where it is not one of this session, app and role."""
    kept = dict(request.session.get(_KEPT, {}))
    found = kept.pop(_name(word), None)
    if found is None:
        return None
    request.session[_KEPT] = kept
    is_good = (
        found["app"] == client_id
        and found["role"] == _role(request)
        and found["until"] > time.time()
    )
    return Launch(uuid.UUID(found["patient"])) if is_good else None


def _role(request: HttpRequest) -> str:
    hat = request.hat  # type: ignore[attr-defined]  # set by people.signin.middleware
    return str(hat.role_id) if hat else ""


def _name(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()
