"""The checks of an ID token (OpenID Connect Core 3.1.3.7): all, and none on its own word."""

import hmac
import time
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError

from common.tokens import unverified_header
from people.signin import discovery
from people.signin.errors import Untrusted
from people.signin.national import National

LEEWAY_SECONDS = 10
OLDEST_SECONDS = 300
# A header may name its algorithm, its key id and its type. Anything else could bring its own key,
# a compression bomb or a rule that we would have to know.
_HEADERS = frozenset({"alg", "kid", "typ"})


def validated(provider: National, token: str, *, nonce: str, since: float | None) -> dict[str, Any]:
    """The claims of a token that passes every check; Untrusted otherwise.

    `since`: the person must have identified again after this instant (`prompt=login`).
    """
    header = _header(token)
    if not set(header) <= _HEADERS:
        raise Untrusted("header")
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in provider.algorithms:
        raise Untrusted("alg")
    if not isinstance(kid, str):
        raise Untrusted("kid")
    claims = _verified(provider, token, kid, str(algorithm))
    _check_parties(provider, claims)
    _check_times(claims, since)
    said = claims.get("nonce")
    if not isinstance(said, str) or not hmac.compare_digest(said, nonce):
        raise Untrusted("nonce")
    return claims


def _header(token: str) -> dict[str, Any]:
    try:
        return unverified_header(token)
    except ValueError as error:
        raise Untrusted("shape") from error


def _verified(provider: National, token: str, kid: str, algorithm: str) -> dict[str, Any]:
    key = next((k for k in discovery.keys(provider, kid).keys if k.kid == kid), None)
    if key is None:
        raise Untrusted("unknown-key")
    try:
        return dict(jwt.decode(token, key, algorithms=[algorithm]).claims)
    except (JoseError, ValueError) as error:
        raise Untrusted("signature") from error


def _check_parties(provider: National, claims: dict[str, Any]) -> None:
    if claims.get("iss") != provider.issuer:
        raise Untrusted("iss")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if audiences != [provider.client_id]:
        raise Untrusted("aud")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise Untrusted("azp")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise Untrusted("sub")


def _check_times(claims: dict[str, Any], since: float | None) -> None:
    now = time.time()
    if _instant(claims, "exp") <= now - LEEWAY_SECONDS:
        raise Untrusted("exp")
    if not now - OLDEST_SECONDS <= _instant(claims, "iat") <= now + LEEWAY_SECONDS:
        raise Untrusted("iat")
    if "nbf" in claims and _instant(claims, "nbf") > now + LEEWAY_SECONDS:
        raise Untrusted("nbf")
    if since is not None and _instant(claims, "auth_time") < since - LEEWAY_SECONDS:
        raise Untrusted("auth_time")


def _instant(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Untrusted(name)
    return value
