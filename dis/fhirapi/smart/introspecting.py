"""Telling an app what one of its own tokens is still worth (RFC 7662); of all others, nothing."""

import hashlib
from datetime import timedelta
from typing import Any

from django.conf import settings
from oauthlib.oauth2 import IntrospectEndpoint, InvalidClientError, InvalidRequestError

from common import clock
from fhirapi.models import AccessToken, App, RefreshToken
from fhirapi.tokens import own


class Introspection(IntrospectEndpoint):  # type: ignore[misc]  # it ships no types
    """As the library does it, but only for an app that shows who it is: a public app cannot."""

    def validate_introspect_request(self, request: Any) -> None:
        if request.http_method != "POST" or "?" in request.uri:
            raise InvalidRequestError(request=request, description="Use POST, and a form.")
        if not request.token:
            raise InvalidRequestError(request=request, description="token is missing.")
        if not self.request_validator.authenticate_client(request):
            raise InvalidClientError(request=request)


def told(app: App, token: str) -> dict[str, Any] | None:
    """What stands of the token while it counts; None for another app's, and for what is over."""
    return _access(app, token) or _refresh(app, token)


def _access(app: App, token: str) -> dict[str, Any] | None:
    found = own.look_up(token)
    if found is None or found["app"] != app.client_id:
        return None
    row = AccessToken.objects.filter(token_checksum=_checksum(token)).first()
    if row is None:
        return None
    return {
        "client_id": app.client_id,
        "scope": row.scope,
        "token_type": "Bearer",
        "exp": int(row.expires.timestamp()),
        "iat": int(row.created.timestamp()),
        **({"patient": found["patient"]} if found["patient"] else {}),
    }


def _refresh(app: App, token: str) -> dict[str, Any] | None:
    seconds = settings.OAUTH2_PROVIDER["REFRESH_TOKEN_EXPIRE_SECONDS"]
    rows = RefreshToken.objects.filter(
        application=app,
        token_checksum=_checksum(token),
        revoked=None,
        created__gt=clock.now() - timedelta(seconds=seconds),
    )
    return {"client_id": app.client_id, "token_type": "refresh_token"} if rows.exists() else None


def _checksum(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
