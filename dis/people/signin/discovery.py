"""The providers' own descriptions and keys: fetched, checked, kept, and not refetched at will."""

import json
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from people.signin.errors import ProviderDown
from people.signin.national import National

TIMEOUT = (3.05, 8)
KEEP_SECONDS = 3600
# An unknown key id may mean new keys, or an attacker who wants us to knock: once a minute at most.
REFETCH_KEYS_SECONDS = 60
_LARGEST = 512 * 1024
_ENDPOINTS = (
    "authorization_endpoint",
    "token_endpoint",
    "pushed_authorization_request_endpoint",
    "jwks_uri",
)


@dataclass
class _Kept:
    metadata: dict[str, Any]
    metadata_at: float
    keys: KeySet | None = None
    keys_at: float = 0.0


_kept: dict[str, _Kept] = {}
_lock = threading.Lock()


def metadata(provider: National) -> dict[str, Any]:
    """The provider's description. An old one serves on while the provider does not answer."""
    with _lock:
        kept = _kept.get(provider.issuer)
    if kept is not None and time.monotonic() - kept.metadata_at < KEEP_SECONDS:
        return kept.metadata
    try:
        fresh = _described(provider)
    except ProviderDown:
        if kept is None:
            raise
        return kept.metadata
    with _lock:
        _kept[provider.issuer] = _Kept(fresh, time.monotonic())
    return fresh


def keys(provider: National, kid: str) -> KeySet:
    """The provider's public keys; fetched again for an unknown key id, but not too often."""
    metadata(provider)
    with _lock:
        kept = _kept[provider.issuer]
        now = time.monotonic()
        if kept.keys is not None:
            is_known = any(key.kid == kid for key in kept.keys.keys)
            age = now - kept.keys_at
            if age < REFETCH_KEYS_SECONDS or (is_known and age < KEEP_SECONDS):
                return kept.keys
    fresh = _key_set(str(kept.metadata["jwks_uri"]))
    with _lock:
        kept.keys, kept.keys_at = fresh, time.monotonic()
    return fresh


def forget() -> None:
    """Drop everything kept."""
    with _lock:
        _kept.clear()


def _described(provider: National) -> dict[str, Any]:
    if not provider.issuer:
        raise ProviderDown("issuer-not-set")
    found = _json(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise ProviderDown("metadata-issuer")
    scheme = urlsplit(provider.issuer).scheme
    for name in _ENDPOINTS:
        if urlsplit(str(found.get(name, ""))).scheme != scheme:
            raise ProviderDown("metadata-endpoint")
    return found


def _key_set(url: str) -> KeySet:
    try:
        return KeySet.import_key_set(_json(url))  # type: ignore[arg-type]  # checked by joserfc
    except (JoseError, ValueError, KeyError) as error:
        raise ProviderDown("keys-unreadable") from error


def _json(url: str) -> dict[str, Any]:
    try:
        answer = requests.get(url, timeout=TIMEOUT, allow_redirects=False, stream=True)
        with answer:
            answer.raise_for_status()
            body = answer.raw.read(_LARGEST + 1, decode_content=True)
            if answer.status_code != requests.codes.ok or len(body) > _LARGEST:
                raise ProviderDown("metadata-answer")
        found = json.loads(body)
    except (requests.RequestException, OSError, ValueError) as error:
        raise ProviderDown("no-answer") from error
    if not isinstance(found, dict):
        raise ProviderDown("metadata-shape")
    return found
