"""What we sign towards the providers: client assertions, PKCE and DPoP proofs."""

import base64
import hashlib
import json
import secrets
import time
import uuid
from functools import lru_cache
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, JWKRegistry, Key

from people.signin.national import National

# HelseID accepts at most 60 s; ID-porten 120 s.
ASSERTION_SECONDS = 50
_DEFAULT_ALGORITHM = {"RSA": "RS256", "EC": "ES256"}


def client_assertion(provider: National) -> str:
    """private_key_jwt: who we are, to this issuer only, once and soon."""
    key = client_key(provider.key_file)
    now = int(time.time())
    header = {"alg": key.alg or _DEFAULT_ALGORITHM[key.key_type], "kid": key.kid, "typ": "JWT"}
    claims = {
        "iss": provider.client_id,
        "sub": provider.client_id,
        "aud": provider.issuer,
        "jti": str(uuid.uuid4()),
        "iat": now,
        "nbf": now,
        "exp": now + ASSERTION_SECONDS,
    }
    return jwt.encode(header, claims, key, algorithms=[str(header["alg"])])


def code_verifier() -> str:
    return secrets.token_urlsafe(48)


def code_challenge(verifier: str) -> str:
    """PKCE, method S256."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class DpopKey:
    """A key made for one sign-in; the access token is worth nothing without it."""

    def __init__(self) -> None:
        self._key = ECKey.generate_key("P-256", private=True)

    def proof(self, method: str, url: str, nonce: str | None = None) -> str:
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self._key.as_dict(private=False)}
        claims: dict[str, Any] = {
            "jti": str(uuid.uuid4()),
            "htm": method,
            "htu": url,
            "iat": int(time.time()),
        }
        if nonce is not None:
            claims["nonce"] = nonce
        return jwt.encode(header, claims, self._key, algorithms=["ES256"])


@lru_cache(maxsize=8)
def client_key(file: Path) -> Key:
    return JWKRegistry.import_key(json.loads(file.read_text(encoding="utf-8")))
