"""Reads the Authorization header: which sort of token it holds, and whom that stands for."""

from django.http import HttpRequest

from fhirapi.tokens import elevating, helseid, own, rates
from fhirapi.tokens.presented import Presented, missing, refused

_LONGEST = 16_000


def presented(request: HttpRequest) -> Presented:
    """Whom the request's token stands for; Refusal where it is none, or comes too often."""
    found = _verified(request)
    rates.count(found)
    return found


def _verified(request: HttpRequest) -> Presented:
    scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
    token = token.strip()
    if not token or len(token) > _LONGEST:
        raise missing()
    if scheme.lower() == "dpop":
        return helseid.presented(token, request)
    if scheme.lower() != "bearer":
        raise missing()
    if token.count(".") == 2:
        # A stolen token of HelseID is worth nothing without the key that it is bound to.
        raise refused("bearer-downgrade", "A token of HelseID is sent with DPoP, never as Bearer.")
    elevating.not_for(request)
    return own.presented(token)
