"""Claims that are what their issuer signed: the first of the eight points of norway.md 1.2.

Nobody reads an attestation out of anything else (access.claims), so that none is taken on the word
of who sends it. A token is never stored: what is kept of it is access.attestation's own value.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError

from common.errors import DisError
from common.tokens import unverified_header

ALGORITHMS = frozenset({"RS256", "PS256", "ES256", "ES384"})
# A header that may bring anything else could bring its own key.
_HEADERS = frozenset({"alg", "kid", "typ"})
_LEEWAY_SECONDS = 60
_SIGNED = object()  # the key that this module alone uses


class NotSigned(DisError):
    """The token is not one that its issuer signed for us; `code` says what is wrong with it."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Issuer:
    """Who signs tokens: its name, our name there, and its public keys by their ids."""

    name: str
    audience: str
    keys: Mapping[str, Any]


class SignedClaims:
    """Made by `verified` only."""

    def __init__(self, key: object, claims: Mapping[str, Any]) -> None:
        if key is not _SIGNED:
            raise TypeError("Signed claims are made by access.signed.verified only.")
        self.claims = claims


def verified(token: str, issuer: Issuer, *, now: datetime) -> SignedClaims:
    """The claims of a token that the issuer has signed for us and that is not over; NotSigned
    otherwise."""
    header = _header(token)
    key = issuer.keys.get(str(header.get("kid")))
    if not set(header) <= _HEADERS or header.get("alg") not in ALGORITHMS or key is None:
        raise NotSigned("header")
    try:
        claims = dict(jwt.decode(token, key, algorithms=[str(header["alg"])]).claims)
    except (JoseError, ValueError) as error:
        raise NotSigned("signature") from error
    if claims.get("iss") != issuer.name:
        raise NotSigned("iss")
    audience = claims.get("aud")
    if issuer.audience not in (audience if isinstance(audience, list) else [audience]):
        raise NotSigned("aud")
    expires = claims.get("exp")
    if isinstance(expires, bool) or not isinstance(expires, int | float):
        raise NotSigned("exp")
    if expires <= now.timestamp() - _LEEWAY_SECONDS:
        raise NotSigned("exp")
    return SignedClaims(_SIGNED, claims)


def _header(token: str) -> dict[str, Any]:
    try:
        return unverified_header(token)
    except ValueError as error:
        raise NotSigned("shape") from error
