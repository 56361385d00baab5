"""Apps that sign who they are (private_key_jwt, RFC 7523): the public keys they are known by, and
the one short assertion that a key has signed for one request here."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, RSAKey

from common.tokens import moment, unverified_claims, unverified_header
from fhirapi.tokens import replay

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = ("ES256", "ES384", "PS256", "RS384", "RS256")
# How far ahead an assertion may end, and how much two clocks may differ (SMART, security.md 27).
_MOST_SECONDS, _SKEW_SECONDS = 60, 5
_LONGEST, _LONGEST_ID, _MOST_KEYS = 8_000, 200, 10
_SECRET = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_KEY_TYPES = frozenset({"EC", "RSA"})
_SMALLEST_RSA = 2048


class BadAssertion(ValueError):
    """What is wrong with an assertion: a word for the log."""


def public_keys(jwks: Mapping[str, Any]) -> dict[str, Key]:
    """The keys by their names; ValueError says what may not be registered."""
    listed = jwks.get("keys")
    if not isinstance(listed, list) or not 0 < len(listed) <= _MOST_KEYS:
        raise ValueError(f"A JWKS has from one to {_MOST_KEYS} keys.")
    found = {str(each.get("kid") or ""): _public(each) for each in map(_mapping, listed)}
    if "" in found or len(found) != len(listed):
        raise ValueError("Each key has a name of its own (kid).")
    return found


def client_of(assertion: str) -> str:
    """Whom the assertion speaks for, before anything of it is checked."""
    if len(assertion) > _LONGEST:
        raise BadAssertion("length")
    try:
        return str(unverified_claims(assertion).get("sub") or "")
    except ValueError as error:
        raise BadAssertion("shape") from error


def check(
    assertion: str, client_id: str, jwks: Mapping[str, Any], places: Sequence[str], now: datetime
) -> None:
    """BadAssertion unless a key of the app has signed it, for here, for a minute, and it is new."""
    claims = _signed(assertion, jwks)
    if claims.get("iss") != client_id or claims.get("sub") != client_id:
        raise BadAssertion("subject")
    said = claims.get("aud")
    if said not in [*places, *([each] for each in places)]:
        raise BadAssertion("audience")
    _check_time(claims, now)
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= _LONGEST_ID:
        raise BadAssertion("jti")
    seconds = _MOST_SECONDS + 2 * _SKEW_SECONDS
    if not replay.is_first(f"app|{client_id}", jti, seconds=seconds, now=now):
        raise BadAssertion("replay")


def _signed(assertion: str, jwks: Mapping[str, Any]) -> dict[str, Any]:
    try:
        header = unverified_header(assertion)
        key = public_keys(jwks)[str(header.get("kid"))]
        algorithm = str(header.get("alg"))
        if algorithm not in ALGORITHMS or header.get("crit") is not None:
            raise BadAssertion("algorithm")
        return dict(jwt.decode(assertion, key, algorithms=[algorithm]).claims)
    except KeyError as error:
        raise BadAssertion("key") from error
    except BadAssertion:
        raise
    except (JoseError, ValueError, TypeError) as error:
        raise BadAssertion("signature") from error


def _check_time(claims: Mapping[str, Any], now: datetime) -> None:
    ends, made = _moment(claims.get("exp")), _moment(claims.get("iat", now.timestamp()))
    if not -_SKEW_SECONDS < ends - now.timestamp() <= _MOST_SECONDS + _SKEW_SECONDS:
        raise BadAssertion("exp")
    if made - now.timestamp() > _SKEW_SECONDS:
        raise BadAssertion("iat")
    if _moment(claims.get("nbf", now.timestamp())) - now.timestamp() > _SKEW_SECONDS:
        raise BadAssertion("nbf")


def _moment(value: object) -> float:
    found = moment(value)
    if found is None:
        raise BadAssertion("time")
    return found


def _public(jwk: Mapping[str, Any]) -> Key:
    if jwk.get("kty") not in _KEY_TYPES or _SECRET & set(jwk):
        raise ValueError("Only public keys are registered, of type EC or RSA.")
    if "\\" in json.dumps(dict(jwk)):  # Nothing of a key has to be escaped.
        raise ValueError("One of the keys is none.")
    try:
        key = JWKRegistry.import_key(dict(jwk))
        is_weak = isinstance(key, RSAKey) and key.raw_value.key_size < _SMALLEST_RSA
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ValueError("One of the keys is none.") from error
    if is_weak:
        raise ValueError(f"An RSA key has at least {_SMALLEST_RSA} bits.")
    return key


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
