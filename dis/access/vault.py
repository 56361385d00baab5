"""Bytes of documents: sealed with the patient's own key, under a random name in the storage.

Destroying the patient's key (access_patientkey) erases every document, in backups too.
"""

import hashlib
import logging
import os
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import connection
from django.db.models import OuterRef, Subquery

from access.codes import Kind
from access.grant import Grant
from access.models import Blob, PatientKey
from common import crypto, resealing
from common.errors import DisError

logger = logging.getLogger(__name__)

TABLES = ("access_blob", "access_patientkey")
_KEY_BYTES = 32


class Damaged(DisError):
    """The stored bytes or their key are gone, changed, or not those that were received."""


def keep(grant: Grant, contents: Sequence[tuple[uuid.UUID, bytes]]) -> list[Blob]:
    """Store bytes for patients of the Grant (patient id, bytes), in the order given."""
    grant.check(Kind.JOURNAL, write=True)
    keys = _keys(grant, {patient_id for patient_id, _ in contents})
    blobs = [_put(keys[patient_id], patient_id, data) for patient_id, data in contents]
    Blob.ungated.bulk_create(blobs)
    return blobs


def read(grant: Grant, blob: Blob) -> bytes:
    """The bytes as received; Damaged, with a line in the system's log, where they are not."""
    grant.check(Kind.JOURNAL)
    try:
        return _opened(grant, blob)
    except (OSError, crypto.Tampered, ObjectDoesNotExist) as error:
        logger.error("The bytes of %s are damaged: %s", blob.id, error)
        raise Damaged(f"The bytes of {blob.id} are damaged.") from error


def renew(grant: Grant) -> int:
    """Give the patient of the Grant a new key, and seal all bytes with it; how many there were.

    For when a patient's key may be known outside. The former files stay until the daily sweep, as
    what nobody names: who is reading one of them now reads on. Imports of the patient wait.
    """
    grant.check(Kind.JOURNAL, write=True)
    locked = PatientKey.objects.under(grant).select_for_update()
    row: PatientKey | None = locked.filter(patient_id=grant.patient_id).first()
    if row is None:
        return 0
    former, new = _unsealed(row), os.urandom(_KEY_BYTES)
    blobs = list(Blob.objects.under(grant).select_for_update().order_by("pk"))
    for blob in blobs:
        blob.name = _stored(new, blob, _checked(former, blob))
    Blob.ungated.bulk_update(blobs, ["name"])
    row.sealed = _sealed(grant.patient_id, new)
    row.save(update_fields=["sealed"])
    return len(blobs)


def forget(grant: Grant) -> list[str]:
    """Delete the patient's key and all that names files of the patient; the names of the files.

    Waits for imports that are sealing with the key. Without it nobody can open the files.
    """
    grant.check(Kind.JOURNAL, write=True)
    list(PatientKey.objects.under(grant).select_for_update().order_by("pk"))
    blobs = Blob.objects.under(grant)
    names = list(blobs.values_list("name", flat=True))
    blobs.delete()
    PatientKey.objects.under(grant).delete()
    return names


def remove(names: Iterable[str]) -> None:
    """Remove files that nobody names any more; one that is gone already is no fault."""
    for name in names:
        _storage().delete(name)


def sweep(until: datetime) -> Iterator[int]:
    """Remove files older than that which no row names; how many, folder by folder.

    An import that was cut off leaves them, sealed with a key of no row that was committed.
    """
    storage = _storage()
    for folder in storage.listdir("")[0]:
        names = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
        lost = [each for each in _unnamed(names) if storage.get_modified_time(each) < until]
        remove(lost)
        yield len(lost)


def _unnamed(names: Sequence[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM access_files_named(%s)", [list(names)])
        named = {row[0] for row in cursor.fetchall()}
    return [each for each in names if each not in named]


def reseal(grant: Grant) -> resealing.Resealed:
    """Seal the document keys of the Grant's patients with the current key of the house."""
    grant.check(Kind.JOURNAL, write=True)
    keys = settings.DOCUMENT_KEYS
    waiting = resealing.on_other_keys(PatientKey.objects.under(grant), "sealed", keys)
    rows = list(waiting.select_for_update().order_by("pk"))
    return resealing.reseal(rows, "sealed", keys, lambda row: _key_place(row.patient_id))


def _opened(grant: Grant, blob: Blob) -> bytes:
    """Name and key are read together: they may be changed together meanwhile."""
    key = PatientKey.objects.under(grant).filter(patient_id=OuterRef("patient_id"))
    now = Blob.objects.under(grant).annotate(key=Subquery(key.values("sealed"))).get(id=blob.id)
    if now.key is None:
        raise PatientKey.DoesNotExist("The patient's key was destroyed.")
    return _checked(_unsealed(PatientKey(patient_id=now.patient_id, sealed=now.key)), now)


def _checked(key: bytes, blob: Blob) -> bytes:
    with _storage().open(blob.name) as file:
        data = crypto.unseal([key], file.read(), place=_place(blob))
    if hashlib.sha256(data).digest() != bytes(blob.sha256):
        raise crypto.Tampered("The check sum is not that of the bytes received.")
    return data


def _put(key: bytes, patient_id: uuid.UUID, data: bytes) -> Blob:
    blob = Blob(patient_id=patient_id, size=len(data), sha256=hashlib.sha256(data).digest())
    blob.name = _stored(key, blob, data)
    return blob


def _stored(key: bytes, blob: Blob, data: bytes) -> str:
    """The random name under which the bytes are stored."""
    name = f"{blob.id.hex[:2]}/{os.urandom(16).hex()}"
    return _storage().save(name, ContentFile(crypto.seal(key, data, place=_place(blob))))


def _keys(grant: Grant, patient_ids: set[uuid.UUID]) -> Mapping[uuid.UUID, bytes]:
    """The document keys of the patients, made where there is none. Safe to race: in one order.

    They stay as they are until this transaction ends: nothing is sealed with a key that is being
    renewed or destroyed.
    """
    _hold(patient_ids)
    rows = {key.patient_id: key for key in PatientKey.objects.under(grant)}
    missing = [_new_key(patient_id) for patient_id in sorted(patient_ids - rows.keys())]
    if missing:
        PatientKey.ungated.bulk_create(missing, ignore_conflicts=True)
        _hold(patient_ids)
        rows = {key.patient_id: key for key in PatientKey.objects.under(grant)}
    return {patient_id: _unsealed(rows[patient_id]) for patient_id in patient_ids}


def _hold(patient_ids: Collection[uuid.UUID]) -> None:
    """Keep the keys from being changed or deleted. Imports do not wait for each other here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM access_patientkey WHERE patient_id = ANY (%s) ORDER BY id FOR SHARE",
            [list(patient_ids)],
        )


def _new_key(patient_id: uuid.UUID) -> PatientKey:
    return PatientKey(patient_id=patient_id, sealed=_sealed(patient_id, os.urandom(_KEY_BYTES)))


def _sealed(patient_id: uuid.UUID, key: bytes) -> bytes:
    return crypto.seal(settings.DOCUMENT_KEYS[0], key, place=_key_place(patient_id))


def _unsealed(key: PatientKey) -> bytes:
    return crypto.unseal(
        settings.DOCUMENT_KEYS, bytes(key.sealed), place=_key_place(key.patient_id)
    )


def _key_place(patient_id: uuid.UUID) -> str:
    return f"access_patientkey|sealed|{patient_id}"


def _place(blob: Blob) -> str:
    return f"access_blob|bytes|{blob.id}"


def _storage() -> Storage:
    return storages["documents"]
