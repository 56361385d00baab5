"""The settings of the API's tokens: whose are taken, and how the portal gives its own."""

from typing import Any

from config import env

# The tables are fhirapi's: a token belongs to an access that somebody has given.
MODELS = {
    "OAUTH2_PROVIDER_APPLICATION_MODEL": "fhirapi.App",
    "OAUTH2_PROVIDER_GRANT_MODEL": "fhirapi.AuthorizationCode",
    "OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL": "fhirapi.AccessToken",
    "OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL": "fhirapi.RefreshToken",
    "OAUTH2_PROVIDER_ID_TOKEN_MODEL": "fhirapi.IdToken",
}
_TOKEN_SECONDS = 3600
_REFRESH_SECONDS = 90 * 24 * 3600


def tokens(base_url: str) -> dict[str, Any]:
    """What fhirapi.tokens goes by: who tokens must be for, and how often somebody may call."""
    return {
        "audience": env.text("HELSEID_AUDIENCE", f"{base_url}/fhir/R4/"),
        "scope": env.text("HELSEID_API_SCOPE", "dis:fhir"),
        # Requests in a minute. What is above is told to come back later (429).
        "per_client": env.number("API_REQUESTS_PER_CLIENT", 120_000),
        "per_person": env.number("API_REQUESTS_PER_PERSON", 6_000),
    }


def provider(base_url: str, *, allows_http: bool) -> dict[str, Any]:
    """Authorization code with PKCE, and nothing else of what the library knows."""
    key = env.text("OIDC_SIGNING_KEY", "")
    return {
        # Only with a key of its own the portal tells apps who has signed in.
        "OIDC_ENABLED": bool(key),
        "OIDC_RSA_PRIVATE_KEY": key,
        "OIDC_RESPONSE_TYPES_SUPPORTED": ["code"],
        "ID_TOKEN_EXPIRE_SECONDS": 300,
        "SCOPES_BACKEND_CLASS": "fhirapi.smart.offered.AppScopes",
        "OAUTH2_VALIDATOR_CLASS": "fhirapi.smart.validating.Validator",
        "ALLOWED_REDIRECT_URI_SCHEMES": ["https", "http"] if allows_http else ["https"],
        "ALLOWED_SCHEMES": ["https"],
        "ACCESS_TOKEN_EXPIRE_SECONDS": _TOKEN_SECONDS,
        "REFRESH_TOKEN_EXPIRE_SECONDS": _REFRESH_SECONDS,
        "ROTATE_REFRESH_TOKEN": True,
        "REFRESH_TOKEN_REUSE_PROTECTION": True,
        "PKCE_REQUIRED": True,
        "OIDC_ISS_ENDPOINT": base_url,
        "OAUTH2_RESPONSE_TYPES_SUPPORTED": ["code"],
        "OAUTH2_GRANT_TYPES_SUPPORTED": ["authorization_code", "refresh_token"],
        **{
            f"COMPLIANT_BCP_RFC9700_{name}": True
            for name in (
                *("IMPLICIT_GRANT", "PASSWORD_GRANT", "PKCE_METHOD", "PKCE_REQUIRED"),
                *("ACCESS_TOKEN_TRANSPORT", "AUTHZ_RESPONSE_ISS", "TOKEN_STORAGE"),
                *("REFRESH_TOKEN", "REDIRECT_URI_MATCHING"),
            )
        },
    }
