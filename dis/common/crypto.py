"""Sealing of small values and documents with AES-256-GCM, and keyed look-up indexes."""

import hashlib
import hmac
import logging
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from common.errors import DisError

logger = logging.getLogger(__name__)

KEY_ID_BYTES = 4
NONCE_BYTES = 12
# Whoever watches the system's log looks for this word.
ALARM = "sealed-value-does-not-open"


class Tampered(DisError):
    """A sealed value does not open: wrong key, moved to another place, or changed."""


def seal(key: bytes, plain: bytes, *, place: str) -> bytes:
    """Key id, nonce and ciphertext. `place` (table|column|row) binds the value to its place."""
    nonce = os.urandom(NONCE_BYTES)
    return key_id(key) + nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def unseal(keys: Sequence[bytes], sealed: bytes, *, place: str) -> bytes:
    """The plain value, opened by whichever of the keys sealed it.

    Tampered, with an alarm in the system's log, where none does: a value that does not open was
    changed, moved from another row, or sealed with a key that is lost.
    """
    name, body = sealed[:KEY_ID_BYTES], sealed[KEY_ID_BYTES:]
    for key in keys:
        if key_id(key) == name:
            try:
                return AESGCM(key).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], place.encode())
            except (InvalidTag, ValueError) as error:  # ValueError: cut short
                logger.error("%s: %s was changed or moved", ALARM, place)
                raise Tampered(f"A sealed value at {place} was changed or moved.") from error
    logger.error("%s: %s was sealed with the unknown key %s", ALARM, place, name.hex())
    raise Tampered(f"No known key opens the sealed value at {place}.")


def key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"key id" + key).digest()[:KEY_ID_BYTES]


def keyed_index(key: bytes, value: str) -> bytes:
    """HMAC-SHA256: equal values give equal indexes; without the key nothing can be looked up."""
    return hmac.new(key, value.encode(), hashlib.sha256).digest()
