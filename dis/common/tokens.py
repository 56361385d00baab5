"""What a signed token says of itself before anybody has checked it."""

import base64
import json
from typing import Any


def unverified_header(token: str) -> dict[str, Any]:
    """The header of a token in the compact form of RFC 7515; ValueError where it has none."""
    first, _payload, _signature = token.split(".")
    return _object(first)


def unverified_claims(token: str) -> dict[str, Any]:
    """What such a token claims, by nobody's word; ValueError where it claims nothing."""
    _header, payload, _signature = token.split(".")
    return _object(payload)


def _object(part: str) -> dict[str, Any]:
    try:
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except RecursionError as error:
        raise ValueError("The part is too deep.") from error
    if not isinstance(found, dict):
        raise ValueError("The part is no object.")
    return found
