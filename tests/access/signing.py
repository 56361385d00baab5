"""Owns an issuer of the tests, and tokens that it has signed, or somebody else has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from access.signed import Issuer, SignedClaims, verified

KEY = ECKey.generate_key("P-256", {"kid": "own"})
FORGED = ECKey.generate_key("P-256", {"kid": "own"})
ISSUER = Issuer("https://issuer.example", "dis", {"own": KEY})


def token(
    claims: Mapping[str, Any],
    *,
    now: datetime,
    key: ECKey = KEY,
    header: Mapping[str, str] | None = None,
    **changes: Any,
) -> str:
    """A token of these claims; `changes` are to who signed it, for whom and until when."""
    ends = int((now + timedelta(minutes=10)).timestamp())
    standing = {"iss": ISSUER.name, "aud": ISSUER.audience, "exp": ends, **changes}
    kept = {name: value for name, value in standing.items() if value is not None}
    return jwt.encode({"alg": "ES256", "kid": "own", **(header or {})}, {**claims, **kept}, key)


def signed(claims: Mapping[str, Any], *, now: datetime) -> SignedClaims:
    return verified(token(claims, now=now), ISSUER, now=now)
