"""Gives a stored resource back exactly as it was received: tokens undone, bytes put back."""

import base64
import json
import re
import uuid
from collections.abc import Sequence
from typing import Any

from access import vault
from access.grant import Grant
from access.models import Blob
from people import identity

# Tokens in wire text: the bytes stand in a blob, or (base64 written unusually) the text does.
BLOB = "urn:dis:blob:"
BLOB_TEXT = "urn:dis:blob-text:"
_TOKENS = re.compile(r"urn:dis:blob(-text)?:([0-9a-f-]{36})")


def as_received(grant: Grant, wire: str) -> str:
    """The text of a document or Binary as its sender wrote it, to the last character."""
    return with_bytes(grant, [identity.restored(wire)])[0]


def with_bytes(grant: Grant, texts: Sequence[str]) -> list[str]:
    """The texts with bytes in the place of their tokens, by one question."""
    ids = [uuid.UUID(match[2]) for text in texts for match in _TOKENS.finditer(text)]
    if not ids:
        return list(texts)
    blobs = {str(blob.id): blob for blob in Blob.objects.under(grant).filter(id__in=ids)}

    def text(match: re.Match[str]) -> str:
        data = vault.read(grant, blobs[match[2]])
        # Digits in base64 may look like a national id, and stand as a token in the text kept.
        return identity.restored(data.decode()) if match[1] else base64.b64encode(data).decode()

    return [_TOKENS.sub(text, each) for each in texts]


def parsed(wire: str) -> dict[str, Any]:
    """The resource, with tokens in the place of its bytes: `as_received` gives those of one."""
    found: dict[str, Any] = json.loads(identity.restored(wire))
    return found


def outline(wire: str) -> str:
    """The text with other bytes than its own, for whoever wants to know the rest."""
    return identity.restored(_TOKENS.sub("AAAA", wire))
