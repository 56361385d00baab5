"""Bytes of documents: sealed with the patient's own key, under a random name in the storage.

Destroying the patient's key (access_patientkey) erases every document, in backups too.
"""

import hashlib
import logging
import os
import uuid
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from access.codes import Kind
from access.grant import Grant
from access.models import Blob, PatientKey
from common import crypto
from common.errors import DisError

logger = logging.getLogger(__name__)


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
    except (OSError, crypto.Tampered, PatientKey.DoesNotExist) as error:
        logger.error("The bytes of %s are damaged: %s", blob.id, error)
        raise Damaged(f"The bytes of {blob.id} are damaged.") from error


def _opened(grant: Grant, blob: Blob) -> bytes:
    key = _unsealed(PatientKey.objects.under(grant).get(patient_id=blob.patient_id))
    with _storage().open(blob.name) as file:
        data = crypto.unseal([key], file.read(), place=_place(blob))
    if hashlib.sha256(data).digest() != bytes(blob.sha256):
        raise crypto.Tampered("The check sum is not that of the bytes received.")
    return data


def _put(key: bytes, patient_id: uuid.UUID, data: bytes) -> Blob:
    blob = Blob(patient_id=patient_id, size=len(data), sha256=hashlib.sha256(data).digest())
    name = f"{blob.id.hex[:2]}/{os.urandom(16).hex()}"
    blob.name = _storage().save(name, ContentFile(crypto.seal(key, data, place=_place(blob))))
    return blob


def _keys(grant: Grant, patient_ids: set[uuid.UUID]) -> Mapping[uuid.UUID, bytes]:
    """The document keys of the patients, made where there is none. Safe to race: in one order."""
    rows = {key.patient_id: key for key in PatientKey.objects.under(grant)}
    missing = [_new_key(patient_id) for patient_id in sorted(patient_ids - rows.keys())]
    if missing:
        PatientKey.ungated.bulk_create(missing, ignore_conflicts=True)
        rows = {key.patient_id: key for key in PatientKey.objects.under(grant)}
    return {patient_id: _unsealed(rows[patient_id]) for patient_id in patient_ids}


def _new_key(patient_id: uuid.UUID) -> PatientKey:
    sealed = crypto.seal(settings.DOCUMENT_KEYS[0], os.urandom(32), place=_key_place(patient_id))
    return PatientKey(patient_id=patient_id, sealed=sealed)


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
