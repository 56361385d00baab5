"""Tells who calls with a good token that administrators have stopped its system or app.

Asked only when a token was refused already, so no request that is let in waits for it.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from common import clock
from fhirapi.models import AccessToken, ApiClient
from fhirapi.outcomes import Refusal
from fhirapi.tokens import clients
from fhirapi.tokens.presented import refused

_TEXT = (
    "The %s was stopped by the portal's administrators. Ask them why; until then it may not call."
)


def system(claims: Mapping[str, Any]) -> Refusal | None:
    """The refusal of a system that is registered and stopped; None where it is another matter."""
    row = ApiClient.objects.filter(clients.named(claims), is_active=False)
    return refused("stopped", _TEXT % "system") if row.exists() else None


def app(token: str) -> Refusal | None:
    """The same of an app, or of the system that an app of its own calls for."""
    checksum = hashlib.sha256(token.encode()).hexdigest()
    found = AccessToken.objects.filter(token_checksum=checksum, expires__gt=clock.now())
    row = found.select_related("application__api_client").first()
    if row is None or row.application is None:
        return None
    if not row.application.is_active:
        return refused("stopped", _TEXT % "app", scheme="Bearer")
    client = row.application.api_client
    if client is not None and not client.is_active:
        return refused("stopped", _TEXT % "system", scheme="Bearer")
    return None
