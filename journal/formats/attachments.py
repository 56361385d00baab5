"""A document that is written out, and what lies inside it: name, kind and bytes."""

import base64
import binascii
from dataclasses import dataclass, field

MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Attachment:
    """`data` is None if the bytes are not in the message, or cannot be read."""

    title: str
    content_type: str
    data: bytes | None


@dataclass
class Written:
    """The HTML of a document, not yet clean, and what lies inside it."""

    html: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)


def decoded(text: str) -> bytes | None:
    """The bytes of base64, however it is broken into lines; None if it is none."""
    packed = "".join(text.split())
    if not packed or len(packed) > MOST_BYTES * 4 // 3:
        return None
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
