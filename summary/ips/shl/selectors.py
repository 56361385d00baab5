"""Reads of links: the patient's own, and the one that somebody asks for."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from access.grant import Grant
from common import clock
from summary.ips.models import SharedLink
from summary.ips.shl.links import Secret

SHOWN = 50


@dataclass(frozen=True)
class Found:
    """What a link stands for. Nothing of the patient is told to anybody before the passcode is."""

    id: uuid.UUID
    patient_id: uuid.UUID
    passcode: str
    salt: bytes
    language: str


def links(grant: Grant) -> Sequence[SharedLink]:
    """The newest of the patient's links, also those that are over."""
    return list(SharedLink.objects.under(grant).order_by("-start", "-id")[:SHOWN])


def open_links(grant: Grant) -> Sequence[SharedLink]:
    rows = SharedLink.objects.under(grant)
    return list(rows.filter(end=None, until__gt=clock.now()))


def with_secret(secret: Secret) -> Found | None:
    """The link with that secret, if it is in force."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT summary_link(%s, %s)", [secret.digest, clock.now()])
        row = cursor.fetchone()
    if not row or row[0] is None:
        return None
    told = json.loads(row[0]) if isinstance(row[0], str) else row[0]
    return Found(
        uuid.UUID(told["id"]),
        uuid.UUID(told["patient_id"]),
        told["passcode"],
        bytes.fromhex(told["salt"]),
        told["language"],
    )
