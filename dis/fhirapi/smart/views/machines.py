"""What apps ask by themselves: how things are done here, tokens, and ending them."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from oauth2_provider.oauth2_backends import OAuthLibCore
from oauth2_provider.views import JwksInfoView, RevokeTokenView, TokenView

from fhirapi.smart import offered, signing
from fhirapi.smart.introspecting import Introspection
from fhirapi.smart.origins import cross_origin
from fhirapi.smart.validating import S256, Validator
from fhirapi.smart.views.plain import without_nul

token = cross_origin(without_nul(TokenView.as_view()))
revoke = cross_origin(without_nul(RevokeTokenView.as_view()))


@csrf_exempt  # Apps have no cookie here: each shows who it is.
@login_not_required
@require_POST
@without_nul
def introspect(request: HttpRequest) -> HttpResponse:
    """What one of its own tokens is still worth, to an app that shows who it is."""
    uri, method, body, headers = OAuthLibCore()._extract_params(request)
    found = Introspection(Validator()).create_introspect_response(uri, method, body, headers)
    answer = HttpResponse(found[1], status=found[2])
    for name, value in found[0].items():
        answer.headers[name] = value
    return answer


keys = cross_origin(JwksInfoView.as_view(), ("GET",))
_CAPABILITIES = (
    *("launch-ehr", "launch-standalone", "client-public", "client-confidential-symmetric"),
    "client-confidential-asymmetric",
    *("context-ehr-patient", "context-standalone-patient", "context-banner"),
    *("permission-patient", "permission-user", "permission-offline", "permission-v1"),
    *("permission-v2", "authorize-post"),
)
_KNOWN_BY = ("client_secret_basic", "client_secret_post", "private_key_jwt")
_SCOPES = (
    *sorted(offered.ABOUT_OPENING - {offered.OPENID, offered.FHIR_USER}),
    *("patient/*.rs", "user/*.rs", "system/*.cruds"),
)


@login_not_required
@require_safe
def configuration(request: HttpRequest) -> HttpResponse:
    """`.well-known/smart-configuration`: open, also to apps that run in a browser."""
    found: dict[str, Any] = {
        "authorization_endpoint": _at("let-in"),
        "token_endpoint": _at("token"),
        "revocation_endpoint": _at("revoke"),
        "introspection_endpoint": _at("introspect"),
        "management_endpoint": _at("apps"),
        "token_endpoint_auth_methods_supported": ["none", *_KNOWN_BY],
        "token_endpoint_auth_signing_alg_values_supported": list(signing.ALGORITHMS),
        "revocation_endpoint_auth_methods_supported": ["none", *_KNOWN_BY],
        "introspection_endpoint_auth_methods_supported": list(_KNOWN_BY),
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": [S256],
        "scopes_supported": list(_SCOPES),
        "capabilities": list(_CAPABILITIES),
    }
    if settings.OAUTH2_PROVIDER["OIDC_ENABLED"]:
        found |= {"issuer": settings.BASE_URL, "jwks_uri": _at("keys")}
        found["scopes_supported"] += [offered.OPENID, offered.FHIR_USER]
        found["capabilities"].append("sso-openid-connect")
    answer = JsonResponse(found)
    answer.headers["Cache-Control"] = "max-age=300"
    answer.headers["X-Frame-Options"] = "DENY"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return answer


def _at(name: str) -> str:
    return f"{settings.BASE_URL}{reverse(f'smart:{name}')}"
