"""The rules of codes and tokens for apps, where they are ours and not the library's.

An app is known by nothing, by a secret, or by its signature, as it is registered. PKCE with S256
only, redirects compared letter for letter, a refresh token only for who was given access for
longer, and every code and token bound to the access that it came of.
"""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.oauth2 import InvalidRequestError

from common import clock
from fhirapi.calls import base
from fhirapi.models import AuthorizationCode
from fhirapi.smart import fhir_users, introspecting, offered, signing, used_codes
from fhirapi.tokens import own, used
from fhirapi.tokens.presented import ALARM

S256 = "S256"
_BOUND = ("given_id", "launched_id")
_OF_CODE = ("code_id",)
_SIGNED_FOR = ("token", "revoke", "introspect")
logger = logging.getLogger(__name__)


class Validator(OAuth2Validator):  # type: ignore[misc]  # it ships no types
    oidc_claim_scope = None  # Claims are given below, each for its scope.

    def _load_application(self, client_id: str | None, request: Any) -> Any:
        """By whatever way a client id comes: none that no database could keep is an app's."""
        return None if "\0" in (client_id or "") else super()._load_application(client_id, request)

    def client_authentication_required(self, request: Any, *args: Any, **more: Any) -> bool:
        return bool(_assertion(request)) or super().client_authentication_required(
            request, *args, **more
        )

    def authenticate_client(self, request: Any, *args: Any, **more: Any) -> bool:
        """By a signature or by a secret, as the app is registered, and never by both."""
        if _assertion(request):
            return self._is_signed(request)
        return super().authenticate_client(request, *args, **more) and request.client.jwks is None

    def _is_signed(self, request: Any) -> bool:
        is_sole = not request.client_secret and not self._extract_basic_auth(request)
        assertion = _assertion(request)
        try:
            client_id = signing.client_of(assertion)
            if not is_sole or (request.client_id or client_id) != client_id:
                raise signing.BadAssertion("client")
            app = self._load_application(client_id, request)
            if app is None or app.jwks is None:
                raise signing.BadAssertion("unregistered")
            signing.check(assertion, client_id, app.jwks, _places(), clock.now())
        except signing.BadAssertion as error:
            logger.warning("%s: assertion-%s", ALARM, error)
            return False
        return True

    def introspect_token(
        self, token: str, token_type_hint: str, request: Any, *args: Any, **more: Any
    ) -> dict[str, Any] | None:
        return introspecting.told(request.client, token)

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
            used_codes.end(code, client)
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
        request.code_id = row.code_id
        return True

    def save_bearer_token(
        self, token: dict[str, Any], request: Any, *args: Any, **more: Any
    ) -> Any:
        """Of two who exchange a code at once, the second ends what the first has got."""
        try:
            with transaction.atomic():
                if request.grant_type == "authorization_code":
                    request.code_id = used_codes.take(request.code, request.client)
                elif request.code_id:
                    used_codes.hold(request.code_id)
                return super().save_bearer_token(token, request, *args, **more)
        except used_codes.UsedAgain:
            if request.grant_type == "authorization_code":
                used_codes.end(request.code, request.client)
            raise

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
        return _bind(made, request, _BOUND + _OF_CODE)

    def _create_refresh_token(self, request: Any, *args: Any) -> Any:
        made = super()._create_refresh_token(request, *args)
        return _bind(made, request, _BOUND + _OF_CODE)

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
            claims |= {"fhirUser": f"{base()}/{who}"} if who else {}
        return claims

    def get_discovery_claims(self, request: Any) -> list[str]:
        return ["sub", "fhirUser"]


def _assertion(request: Any) -> str:
    """What signs for the app, if the request says of what sort it is."""
    if getattr(request, "client_assertion_type", None) != signing.TYPE:
        return ""
    return str(getattr(request, "client_assertion", None) or "")


def _places() -> list[str]:
    """For whom an assertion may be meant."""
    return [f"{settings.BASE_URL}{reverse(f'smart:{name}')}" for name in _SIGNED_FOR]


def _bind(row: Any, request: Any, names: Sequence[str] = _BOUND) -> Any:
    for name in names:
        setattr(row, name, getattr(request, name))
    row.save(update_fields=names)
    return row
