"""Authorization codes that were exchanged: one that comes again ends all that was made of it.

Two have it then, and which of them is the app nobody can tell (RFC 6749, 4.1.2).

A row of the code's checksum stands beside the tokens. Whoever makes tokens of it, the first ones
and every refreshed pair, and whoever ends them, holds that row; so nothing is made while it ends.
"""

import hashlib
import logging
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from oauthlib.oauth2 import InvalidGrantError

from common import clock
from fhirapi.models import AccessToken, App, RefreshToken, UsedCode
from fhirapi.tokens.presented import ALARM

logger = logging.getLogger(__name__)


class UsedAgain(InvalidGrantError):  # type: ignore[misc]  # it ships no types
    """The code was exchanged already, or what came of it was ended for that."""


def take(code: str, app: App) -> str:
    """Use the code, within the transaction that makes its tokens: UsedAgain for the second."""
    row, is_first = UsedCode.objects.get_or_create(
        id=_checksum(code), defaults={"application": app, "used_at": clock.now()}
    )
    if not is_first:
        raise UsedAgain
    return str(row.pk)


def hold(code_id: str) -> None:
    """Keep what came of the code as it is until the transaction ends; UsedAgain if it is over."""
    row = UsedCode.objects.select_for_update().get(id=code_id)
    if row.ended_at is not None:
        raise UsedAgain


@transaction.atomic
def end(code: str, app: App) -> None:
    """End every token that came of the code, if it was this app's and was used."""
    rows = UsedCode.objects.select_for_update().filter(id=_checksum(code), application=app)
    row = rows.first()
    if row is None:
        return
    logger.warning("%s: code-again", ALARM)
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    RefreshToken.objects.filter(code=row, revoked=None).update(revoked=row.ended_at)
    AccessToken.objects.filter(code=row).delete()


def forget() -> None:
    """Delete those of which no token is left: there is nothing more to end."""
    left: list[Any] = [
        Exists(model.objects.filter(code=OuterRef("pk"))) for model in (AccessToken, RefreshToken)
    ]
    UsedCode.objects.filter(~left[0], ~left[1]).delete()


def _checksum(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
