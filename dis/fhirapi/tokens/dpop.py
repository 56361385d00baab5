"""DPoP proofs (RFC 9449): that who brings a token holds the key it is bound to, now and for this.

A proof carries its key with it, so it proves nothing by itself: the key's thumbprint has to stand
in the token, which its issuer has signed.
"""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, RSAKey

from common.tokens import moment, unverified_header
from fhirapi.outcomes import Refusal
from fhirapi.tokens import replay
from fhirapi.tokens.presented import PROOF_ALGORITHMS, refused

# How old a proof may be, and how much two clocks may differ.
SECONDS = 60
_LONGEST, _LONGEST_ID = 8_000, 200
# Anything else could bring a second key, or a rule that we would have to know.
_HEADERS = frozenset({"typ", "alg", "jwk", "kid"})
_SECRET = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_KEY_TYPES = frozenset({"EC", "RSA"})
_SMALLEST_RSA = 2048


def check(request: HttpRequest, token: str, thumbprint: str, *, now: datetime) -> None:
    """Refusal unless the request brings one proof, unused, by the key with that thumbprint."""
    proof = _only(request)
    key, claims = _read(proof)
    if not hmac.compare_digest(key.thumbprint().encode(), thumbprint.encode(errors="replace")):
        raise _bad("key", "The proof is signed with another key than the token is bound to.")
    if claims.get("htm") != request.method:
        raise _bad("htm", "The proof is for another method.")
    if not _is_here(claims.get("htu"), request):
        raise _bad("htu", "The proof is for another address.")
    _check_time(claims, now)
    digest = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=")
    said = claims.get("ath")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(errors="replace"), digest):
        raise _bad("ath", "The proof is for another token.")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= _LONGEST_ID:
        raise _bad("jti", "The proof has no jti.")
    if not replay.is_first(thumbprint, jti, seconds=2 * SECONDS, now=now):
        raise _bad("replay", "The proof was used before.")


def _only(request: HttpRequest) -> str:
    # Several headers of one name come joined by commas, which no proof holds.
    proof = request.headers.get("DPoP", "")
    if not proof or "," in proof or len(proof) > _LONGEST:
        raise _bad("header", "Exactly one DPoP header is needed.")
    return proof


def _read(proof: str) -> tuple[Key, dict[str, Any]]:
    try:
        header = unverified_header(proof)
    except ValueError as error:
        raise _bad("shape", "The proof is no JWT.") from error
    if header.get("typ") != "dpop+jwt" or not set(header) <= _HEADERS:
        raise _bad("typ", "The header of the proof is not that of a proof.")
    if header.get("alg") not in PROOF_ALGORITHMS:
        raise _bad("alg", "The algorithm of the proof is not one of ours.")
    key = _public(header.get("jwk"))
    try:
        return key, dict(jwt.decode(proof, key, algorithms=[str(header["alg"])]).claims)
    except (JoseError, ValueError, TypeError) as error:
        raise _bad("signature", "The proof is not signed with its key.") from error


def _public(jwk: object) -> Key:
    if not isinstance(jwk, dict) or jwk.get("kty") not in _KEY_TYPES or _SECRET & set(jwk):
        raise _bad("jwk", "The proof carries no public key.")
    try:
        key = JWKRegistry.import_key(jwk)
        is_weak = isinstance(key, RSAKey) and key.raw_value.key_size < _SMALLEST_RSA
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise _bad("jwk", "The proof carries no public key.") from error
    if is_weak:
        raise _bad("jwk", "The key of the proof is too short.")
    return key


def _is_here(said: object, request: HttpRequest) -> bool:
    """Whether the address is this one, without query. Ours is known by BASE_URL: what a request
    says of its own host is said by whoever sends it."""
    if not isinstance(said, str):
        return False
    try:
        named, ours = urlsplit(said), urlsplit(settings.BASE_URL)
        is_ours = (named.scheme.lower(), named.hostname, _port(named)) == (
            *(ours.scheme, ours.hostname, _port(ours)),
        )
    except ValueError:
        return False
    return is_ours and "@" not in named.netloc and unquote(named.path) == request.path


def _port(address: Any) -> int | None:
    return address.port or {"https": 443, "http": 80}.get(address.scheme.lower())


def _check_time(claims: dict[str, Any], now: datetime) -> None:
    made = moment(claims.get("iat"))
    if made is None:
        raise _bad("iat", "The proof does not say when it was made.")
    if not abs(now.timestamp() - made) <= SECONDS:
        raise _bad("iat", "The proof is too old, or its clock is wrong.")


def _bad(code: str, text: str) -> Refusal:
    return refused(f"proof-{code}", text, error="invalid_dpop_proof")
