"""Owns where the sealer's database, key and anchor are: told to its own processes only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.exceptions import ImproperlyConfigured

from access.seals import statements
from access.seals.anchor import Anchor
from access.seals.store import Connection
from config import env


def connect() -> Connection:
    """Return a connection of the sealer's own role, in autocommit."""
    return psycopg.connect(
        env.text("SEAL_DATABASE_URL"),
        autocommit=True,
        connect_timeout=10,
        application_name="dis sealer",
    )


def anchor() -> Anchor:
    """Return the anchor that LOG_ANCHOR names."""
    return Anchor(Path(env.text("LOG_ANCHOR")))


def verify_hour() -> int:
    """Return the hour in Norway from which the whole log is checked, once a day."""
    hour = env.number("LOG_VERIFY_HOUR", 3)
    if hour not in range(24):
        raise ImproperlyConfigured(f"LOG_VERIFY_HOUR must be an hour from 0 to 23, not {hour}.")
    return hour


def looked_into() -> Sequence[int]:
    """Return the seals whose late rows are explained."""
    try:
        return [int(word) for word in env.words("LOG_LOOKED_INTO")]
    except ValueError as error:
        raise ImproperlyConfigured("LOG_LOOKED_INTO must hold numbers of seals.") from error


def key() -> Ed25519PrivateKey:
    """Return the key that seals are signed with."""
    try:
        return statements.private_key(env.text("LOG_SEAL_KEY"))
    except ValueError as error:
        raise ImproperlyConfigured("LOG_SEAL_KEY must be base64 of 32 bytes.") from error
