"""The store of used proofs: of two that use the same at once, exactly one is the first.

In PostgreSQL, because a store that can be away would have to choose between letting replays in and
letting nobody in.
"""

import hashlib
import uuid
from datetime import datetime, timedelta

from django.db import connection
from oauth2_provider.models import clear_expired

from common import clock
from fhirapi.models import TokenAttestation, UsedProof

# The row need not outlive a crash of the server, which takes longer to start again than a second:
# so nobody waits for the disk. Said in the statement, and true for this transaction only.
_USE = """
    INSERT INTO fhirapi_usedproof (id, expires_at)
    SELECT %s, %s WHERE set_config('synchronous_commit', 'off', true) = 'off'
    ON CONFLICT DO NOTHING
"""


def is_first(thumbprint: str, jti: str, *, seconds: int, now: datetime) -> bool:
    """Take the proof as used; False where it was already. `seconds`: how long it could be used."""
    key = _key(thumbprint, jti)
    with connection.cursor() as cursor:
        cursor.execute(_USE, [key, now + timedelta(seconds=seconds)])
        return bool(cursor.rowcount == 1)


def _key(thumbprint: str, jti: str) -> uuid.UUID:
    return uuid.UUID(
        bytes=hashlib.sha256(f"{thumbprint}|{jti}".encode(errors="surrogatepass")).digest()[:16]
    )


def forget() -> int:
    """Delete what no longer has to be known: proofs and tokens that are over by now."""
    now = clock.now()
    proofs, _ = UsedProof.objects.filter(expires_at__lt=now).delete()
    tokens, _ = TokenAttestation.objects.filter(expires_at__lt=now).delete()
    clear_expired()
    return proofs + tokens
