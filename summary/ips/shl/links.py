"""What a SMART Health Link is made of: a secret in its address, and a key that only the link tells.

https://hl7.org/fhir/uv/smart-health-cards-and-links/ (HL7, STU 1). The key comes of the secret and
the salt that is kept here: who has the database alone cannot make it, and who asks brings the
secret, so that what is asked for can be sealed at once and stored nowhere.
"""

import base64
import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from joserfc import jwe
from joserfc.jwk import OctKey

SECRET_BYTES = 32
FHIR_JSON = "application/fhir+json"
_SEALED = {"alg": "dir", "enc": "A256GCM", "cty": FHIR_JSON}


@dataclass(frozen=True)
class Secret:
    """The secret of one link, in its address and nowhere else."""

    value: bytes

    @classmethod
    def new(cls) -> "Secret":
        return cls(os.urandom(SECRET_BYTES))

    @classmethod
    def read(cls, text: str) -> "Secret | None":
        """The secret in an address; None for what is none."""
        try:
            value = base64.urlsafe_b64decode(f"{text}=")
        except ValueError:
            return None
        found = cls(value)
        return found if len(value) == SECRET_BYTES and found.text == text else None

    @property
    def text(self) -> str:
        return encoded(self.value)

    @property
    def digest(self) -> bytes:
        """By which the link is found."""
        return hashlib.sha256(b"shared link|" + self.value).digest()

    def key(self, salt: bytes) -> bytes:
        made = HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"shared link key")
        return made.derive(self.value)


def address(secret: Secret) -> str:
    return f"{settings.BASE_URL}{reverse('ips:manifest', args=[secret.text])}"


def link(secret: Secret, salt: bytes, *, label: str, until: datetime, is_lasting: bool) -> str:
    """The link, which opens in a browser on our own page and in apps that know such links."""
    payload: dict[str, Any] = {
        "url": address(secret),
        "flag": "LP" if is_lasting else "P",
        "key": encoded(secret.key(salt)),
        "exp": int(until.timestamp()),
        "label": label[:80],
    }
    text = json.dumps(payload, separators=(",", ":"), ensure_ascii=False)
    viewer = f"{settings.BASE_URL}{reverse('ips:viewer')}"
    return f"{viewer}#shlink:/{encoded(text.encode())}"


def picture(text: str) -> SafeString:
    """The link as a QR code, an SVG that stands in a page as it is."""
    made = segno.make(text, error="m", micro=False)
    drawn = made.svg_inline(
        border=4, dark="#000", light="#fff", svgclass="dis-qr", lineclass=None, omitsize=True
    )
    return mark_safe(drawn)  # noqa: S308 - a drawing of squares, with no word of anybody's in it


def sealed(text: str, key: bytes) -> str:
    """What is sent, for who has the key: a compact JWE. It is not compressed: many programs cannot
    open that, and the length of what is compressed tells of what is in it."""
    return jwe.encrypt_compact(_SEALED, text.encode(), OctKey.import_key(key))


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
