"""Keeps a summary from abroad among the documents of the patient."""

import hashlib
import json
import uuid
from typing import Any

from access import writing_here
from access.grant import Item
from common.declarations import Fate, Incoming, Outcome
from common.errors import DisError
from journal import fhir as journal


class NotKept(DisError):
    """It could not be stored; the outcome says why."""


def item(document: dict[str, Any], patient_id: uuid.UUID) -> Item:
    """What the log names of what somebody puts in."""
    return Item("DocumentReference", uuid.UUID(document["id"]), 1, patient_id, "created")


def keep(document: dict[str, Any], patient_id: uuid.UUID) -> bool:
    """Store it as a document, by the import of the portal; False where it is there already.

    Whether somebody may put it in has been decided before (Kind.SUMMARY), and is logged.
    """
    text = json.dumps(document, ensure_ascii=False)
    own_id = uuid.UUID(document["id"])
    incoming = Incoming(
        place=f"DocumentReference/{own_id}",
        source=writing_here.SOURCE,
        source_id=str(own_id),
        resource=document,
        wire=text,
        digest=hashlib.sha256(text.encode()).digest(),
        id=own_id,
    )
    outcome: Outcome = journal.keep(writing_here.searched(incoming), patient_id)
    if outcome.fate is Fate.REFUSED:
        raise NotKept("; ".join(str(each) for each in outcome.problems))
    return outcome.fate is Fate.STORED
