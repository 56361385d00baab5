"""What a signed token says of itself before anybody has checked it."""

import base64
import json
import math
from typing import Any


def unverified_header(token: str) -> dict[str, Any]:
    """The header of a token in the compact form of RFC 7515; ValueError where it has none."""
    first, _payload, _signature = token.split(".")
    return _object(first)


def unverified_claims(token: str) -> dict[str, Any]:
    """What such a token claims, by nobody's word; ValueError where it claims nothing."""
    _header, payload, _signature = token.split(".")
    return _object(payload)


def moment(claim: object) -> float | None:
    """A time that a token says, in seconds; None where it is none that a clock could show."""
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        return None
    try:
        seconds = float(claim)
    except OverflowError:
        return None
    return seconds if math.isfinite(seconds) else None


def _object(part: str) -> dict[str, Any]:
    try:
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except RecursionError as error:
        raise ValueError("The part is too deep.") from error
    if not isinstance(found, dict):
        raise ValueError("The part is no object.")
    return found
