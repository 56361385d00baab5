"""Running sign-ins: beginning, the two time limits, and ending with or without the cookie."""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.http import HttpRequest

from common import clock, crypto, resealing
from people.models import User
from people.signin.models import SignInSession

# The time of the last request is written at most this often: a session may end this much early.
_SEEN_EVERY = timedelta(seconds=15)
# Everything in Django's session that belongs to one sign-in lives as long as that session.
_PENDING = "signin_pending"
_MOST_PENDING = 5


class Ended(StrEnum):
    """Why a sign-in is over, as it stands in the address of the page that says so."""

    IDLE = "inaktiv"
    TOO_LONG = "tid"
    ELSEWHERE = "logget-ut"


def start(
    request: HttpRequest,
    user: User,
    *,
    provider: str,
    issuer: str,
    sid: str = "",
    hpr_number: str = "",
    id_token: str = "",
) -> SignInSession:
    """Record the sign-in of the session that Django's login has just given a new key."""
    now = clock.now()
    SignInSession.objects.filter(started_at__lt=now - timedelta(days=1)).delete()
    found = SignInSession(
        session_key=request.session.session_key or "",
        user=user,
        provider=provider,
        issuer=issuer,
        sid=sid,
        hpr_number=hpr_number,
        name=name_of(user.person_id),
        started_at=now,
        seen_at=now,
    )
    if id_token:
        found.id_token = crypto.seal(
            settings.IDENTITY_KEYS[0], id_token.encode(), place=_place(found.id)
        )
    found.save(force_insert=True)
    return found


def current(request: HttpRequest) -> SignInSession | None:
    """The sign-in behind a session; None where it has ended."""
    return SignInSession.objects.filter(session_key=request.session.session_key).first()


def over(session: SignInSession, now: datetime) -> Ended | None:
    """Which time limit has passed, if one has."""
    if now - session.started_at >= timedelta(minutes=settings.SESSION_ABSOLUTE_MINUTES):
        return Ended.TOO_LONG
    if now - session.seen_at >= timedelta(minutes=settings.SESSION_IDLE_MINUTES):
        return Ended.IDLE
    return None


def touch(session: SignInSession, now: datetime) -> None:
    """Note that the person did something. An UPDATE that a page running beside it cannot undo."""
    if now - session.seen_at >= _SEEN_EVERY:
        SignInSession.objects.filter(id=session.id, seen_at__lt=now).update(seen_at=now)
        session.seen_at = now


def hint(session: SignInSession) -> str:
    """The ID token of the sign-in, for the provider's logout; empty where there is none."""
    if session.id_token is None:
        return ""
    sealed = bytes(session.id_token)
    return crypto.unseal(settings.IDENTITY_KEYS, sealed, place=_place(session.id)).decode()


def clear(before: datetime) -> int:
    """Delete sign-ins that began before then, and expired sessions with what was typed in them."""
    expired = Session.objects.filter(expire_date__lt=clock.now()).delete()[0]
    return expired + SignInSession.objects.filter(started_at__lt=before).delete()[0]


@transaction.atomic
def reseal() -> resealing.Resealed:
    """Seal the ID tokens of running sign-ins with the current key. There are few: they end soon."""
    keys = settings.IDENTITY_KEYS
    waiting = resealing.on_other_keys(SignInSession.objects.all(), "id_token", keys)
    rows = list(waiting.select_for_update().order_by("pk"))
    return resealing.reseal(rows, "id_token", keys, lambda row: _place(row.id))


def end(request: HttpRequest) -> None:
    """End the sign-in of this browser; its cookie is worth nothing afterwards."""
    SignInSession.objects.filter(session_key=request.session.session_key).delete()
    request.session.flush()


def end_at_provider(issuer: str, sid: str) -> int:
    """End every session that came from one session at the provider. How many there were."""
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    found = SignInSession.objects.filter(issuer=issuer, sid=sid) if sid else ()
    keys = [session.session_key for session in found]
    for key in keys:
        store(key).delete()
    SignInSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


def remember_pending(request: HttpRequest, state: str, pending: dict[str, Any]) -> None:
    """Keep a sign-in under way, and the few before it: people open several tabs."""
    kept = list(request.session.get(_PENDING, {}).items())[-(_MOST_PENDING - 1) :]
    request.session[_PENDING] = {**dict(kept), state: pending}


def take_pending(request: HttpRequest, state: str) -> dict[str, Any] | None:
    """The sign-in under way with that state, once."""
    kept = dict(request.session.get(_PENDING, {}))
    found: dict[str, Any] | None = kept.pop(state, None)
    if found is not None:
        request.session[_PENDING] = kept
    return found


def name_of(person_id: uuid.UUID) -> str:
    """The name of somebody who is signing in, asked of the database's named look-up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_name_of_person(%s)", [person_id])
        row = cursor.fetchone()
    return str(row[0]) if row and row[0] else ""


def _place(session_id: uuid.UUID) -> str:
    return f"people_signinsession|id_token|{session_id}"
