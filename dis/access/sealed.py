"""Which keys the rows name that hold sealed values: the measure of a change of keys.

Knows no model: production asks it before Django is ready.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from common import crypto

# Which keys open what stands in each table.
_KEYS: dict[str, str] = {
    "people_person": "IDENTITY_KEYS",
    "people_signinsession": "IDENTITY_KEYS",
    "access_patientkey": "DOCUMENT_KEYS",
    "fhirapi_endpoint": "IDENTITY_KEYS",
    "labresults_waitingmessage": "DOCUMENT_KEYS",
}


@dataclass(frozen=True)
class Sealed:
    """How many rows of a table name one key, and whether it is the current one, or known at all."""

    table: str
    key: str
    rows: int
    is_current: bool
    is_known: bool


def rows() -> list[Sealed]:
    """Reads whole tables. A database that nobody has migrated yet holds nothing sealed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('access_sealed_with') IS NULL")
        if cursor.fetchone()[0]:
            return []
        cursor.execute("SELECT sealed_in, key_id, row_count FROM access_sealed_with()")
        found = cursor.fetchall()
    return [_sealed(table, bytes(named), count) for table, named, count in found]


def on_old_keys() -> int:
    """How many rows an older key has sealed; at 0 the older keys may go."""
    return sum(each.rows for each in rows() if not each.is_current)


def lost() -> list[Sealed]:
    """Rows that name a key which is not in the settings: nobody can read them."""
    return [each for each in rows() if not each.is_known]


def _sealed(table: str, named: bytes, count: int) -> Sealed:
    known = [crypto.key_id(key) for key in getattr(settings, _KEYS[table])]
    return Sealed(table, named.hex(), count, named == known[0], named in known)
