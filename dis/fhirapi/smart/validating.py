"""The rules of codes and tokens for apps, where they are ours and not the library's.

PKCE with S256 only, redirects compared letter for letter, a refresh token only for who was given
access for longer, and every code and token bound to the access that it came of.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.oauth2 import InvalidRequestError

from fhirapi.models import AuthorizationCode
from fhirapi.smart import fhir_users, offered
from fhirapi.tokens import own, used

S256 = "S256"
_BOUND = ("given_id", "launched_id")


class Validator(OAuth2Validator):  # type: ignore[misc]  # it ships no types
    oidc_claim_scope = None  # Claims are given below, each for its scope.

    def validate_scopes(
        self,
        client_id: str,
        scopes: Sequence[str],
        client: Any,
        request: Any,
        *args: Any,
        **more: Any,
    ) -> bool:
        return bool(scopes) and offered.may_ask(client.scopes, scopes)

    def _create_authorization_code(self, request: Any, code: Any, expires: Any = None) -> Any:
        if request.code_challenge_method != S256:
            raise InvalidRequestError(description="PKCE needs S256.", request=request)
        made = super()._create_authorization_code(request, code, expires)
        return _bind(made, request)

    def validate_code(
        self, client_id: str, code: str, client: Any, request: Any, *args: Any, **more: Any
    ) -> bool:
        if not super().validate_code(client_id, code, client, request, *args, **more):
            return False
        row = AuthorizationCode.objects.get(code=code, application=client)
        request.given_id, request.launched_id = row.given_id, row.launched_id
        return True

    def validate_refresh_token(
        self, refresh_token: str, client: Any, request: Any, *args: Any, **more: Any
    ) -> bool:
        if not super().validate_refresh_token(refresh_token, client, request, *args, **more):
            return False
        row = request.refresh_token_instance
        request.given_id, request.launched_id = row.given_id, row.launched_id
        return True

    def _save_bearer_token(
        self, token: dict[str, Any], request: Any, *args: Any, **more: Any
    ) -> Any:
        if offered.OFFLINE not in str(token.get("scope", "")).split():
            token.pop("refresh_token", None)
        saved = super()._save_bearer_token(token, request, *args, **more)
        used.note_app(request.client)
        token.update(self._context(token["access_token"]))
        return saved

    def _create_access_token(self, expires: Any, request: Any, token: Any, **more: Any) -> Any:
        made = super()._create_access_token(expires, request, token, **more)
        return _bind(made, request)

    def _create_refresh_token(self, request: Any, *args: Any) -> Any:
        return _bind(super()._create_refresh_token(request, *args), request)

    def _context(self, access_token: str) -> Mapping[str, Any]:
        """What the app is told beside the token: the patient, whose banner the portal shows."""
        found = own.look_up(access_token)
        if found is None or found["patient"] is None:
            return {}
        return {"patient": found["patient"], "need_patient_banner": True}

    def get_claim_dict(self, request: Any) -> dict[str, Any]:
        """The subject is the person's, and another one for each app."""
        own = f"{request.client.client_id}|{request.user.pk}"
        claims: dict[str, Any] = {"sub": hashlib.sha256(own.encode()).hexdigest()}
        if offered.FHIR_USER in request.scopes:
            who = fhir_users.reference(request.user.person_id, bool(request.launched_id))
            claims |= {"fhirUser": f"{settings.BASE_URL}/fhir/R4/{who}"} if who else {}
        return claims

    def get_discovery_claims(self, request: Any) -> list[str]:
        return ["sub", "fhirUser"]


def _bind(row: Any, request: Any) -> Any:
    for name in _BOUND:
        setattr(row, name, getattr(request, name))
    row.save(update_fields=_BOUND)
    return row
