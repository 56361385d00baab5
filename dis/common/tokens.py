"""What a signed token says of itself before anybody has checked it."""

import base64
import json
from typing import Any


def unverified_header(token: str) -> dict[str, Any]:
    """The header of a token in the compact form of RFC 7515; ValueError where it has none."""
    first, _payload, _signature = token.split(".")
    header = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    if not isinstance(header, dict):
        raise ValueError("The header is no object.")
    return header
