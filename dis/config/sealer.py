"""Owns where the sealer's database, key and anchor are: told to its own processes only."""

from __future__ import annotations

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


def key() -> Ed25519PrivateKey:
    """Return the key that seals are signed with."""
    try:
        return statements.private_key(env.text("LOG_SEAL_KEY"))
    except ValueError as error:
        raise ImproperlyConfigured("LOG_SEAL_KEY must be base64 of 32 bytes.") from error
