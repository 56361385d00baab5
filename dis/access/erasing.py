"""Erasing what others have shared of one patient: rows, former versions, words, files and the key.

Each app declares what it keeps of that kind (`SharedCopies`), and this checks that it is gone. What
was born here stays, and so does the log: `docs/retention.md` says what, and why.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping

from django.db import connection

from access import gate, vault
from access.actor import Actor
from access.codes import Kind
from access.grant import Grant, Item
from access.models import CareRelationship, CareResource
from common.declarations import SharedCopies
from common.errors import DisError
from people import receiving
from people.signin import forgetting

# Tables about patients that stay, and why (docs/retention.md).
KEPT: Mapping[str, str] = {
    "people_patient": "the person uses the portal: settings, requests and the log are about him",
    "people_relatedperson": "who may act for the patient, as Folkeregisteret says",
    "access_accessevent": "the log: who has looked",
    "access_accessitem": "the log: what was shown, by id and version",
    "access_statedattestation": "on what ground a record was opened: proof, as the log",
    "access_restriction": "a setting of the patient",
    "access_block": "a setting of the patient",
    "access_reservation": "a setting of the patient, and why this was erased",
    "access_accessclosure": "a setting of the patient",
    "access_digitalconsent": "a setting of the patient",
    "access_powerofattorney": "a setting of the patient",
    "access_assignedproxy": "a setting about the patient",
    "access_youthconsent": "a setting about the patient",
    "access_patientnotice": "what the patient was told: of settings and of accesses",
    "access_noticeread": "that the patient has read what was told",
    "notify_noticemessage": "that the patient was told outside the portal of a notice",
    "access_accessreview": "the review of an opening: proof, as the log",
    "access_accessreviewstep": "what came of a review: proof, as the log",
    "access_alertpatient": "whose records were read in an unusual way: proof, as the log",
    "access_grantedcopy": "what was granted on a request of the patient",
    "labresults_avoidedorder": "that an order was not sent because an answer was here: a choice",
    "summary_sharedlink": "a link to the summary that the patient has made: a setting",
    "fhirapi_givenaccess": "which apps the patient has let in: a setting of the patient",
    "fhirapi_launchedaccess": "for whom an app was opened beside the record: proof, as the log",
    "worklist_task": "a request of the patient to an organisation",
    "worklist_taskevent": "what became of a request",
    "worklist_taskread": "how far a request has been read",
}
ERASER = Actor.system("access.erase")
_declared: list[SharedCopies] = []


class NotErased(DisError):
    """Rows were left; nothing was erased."""


def fill(declarations: Iterable[SharedCopies]) -> None:
    """Take the declarations of all apps; what was there before is forgotten."""
    _declared[:] = sorted(declarations, key=lambda each: each.order)


def tables() -> frozenset[str]:
    """The tables that hold nothing of a patient afterwards."""
    found = (table for each in (*_declared, *_OWN) for table in each.tables)
    return frozenset((*found, *vault.TABLES))


def erase_shared(
    patient_id: uuid.UUID, *, first: Callable[[Grant], None] | None = None
) -> Mapping[str, int]:
    """Erase what was received for sharing about the patient; how many rows of each table.

    All or nothing, and the log keeps that it was done. The patient's document key goes too, so that
    the files cannot be opened, not in backups either. Imports of the patient must be refused by
    then: what comes afterwards is kept. Doing it twice erases nothing more. `first` is done in the
    same transaction, and stops it by raising.
    """
    with gate.open_batch(ERASER, [patient_id], Kind.RECORD) as grant:
        if first:
            first(grant)
        counts: dict[str, int] = {}
        for each in (*_declared, *_OWN):
            counts |= each.erase(grant)
        files = vault.forget(grant)
        left = {table: count for table in sorted(tables()) if (count := _count(table))}
        if left:
            raise NotErased(f"Rows were left: {left}")
        grant.note([Item("Patient", patient_id, 0, patient_id, "erased")])
    # Nobody can open the files any more; those that a fault leaves here the daily sweep removes.
    vault.remove(files)
    counts["files"] = len(files)
    counts["sessions"] = forgetting.forget_patient(patient_id)
    return counts


def _count(table: str) -> int:
    """Row security shows the rows of the Grant's patient only."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - own names
        return int(cursor.fetchone()[0])


def _former_versions(grant: Grant) -> Mapping[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_delete_kept('access_formerversion', 'infinity')")
        return {"access_formerversion": int(cursor.fetchone()[0])}


def _care(grant: Grant) -> Mapping[str, int]:
    grant.check(Kind.RECORD, write=True)
    relations = CareRelationship.ungated.filter(patient_id=grant.patient_id).delete()[0]
    resources = CareResource.ungated.filter(patient_id=grant.patient_id).delete()[0]
    return {"access_carerelationship": relations, "access_careresource": resources}


def _demographics(grant: Grant) -> Mapping[str, int]:
    return {"people_patientsource": receiving.erase_sources(grant.patient_id)}


_OWN = (
    SharedCopies(10, ("access_formerversion",), _former_versions),
    SharedCopies(20, ("access_carerelationship", "access_careresource"), _care),
    SharedCopies(30, ("people_patientsource",), _demographics),
)
