"""The base of results and summaries that others send: one row as received, with what hides it, and
the way in. An app adds its kinds of rows and what is lifted out of each."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.db import models

from access import closed, confidentiality, receiving, subjects, wires
from access.codes import CONFIDENTIALITY_SYSTEM, Audience
from access.grant import Grant
from access.receiving import Columns, Placed
from access.records import ConfidentialRecord
from common.declarations import Incoming, Outcome
from common.errors import Unacceptable
from common.models import Served
from common.references import display, mappings, system_of
from common.rest import READS, WRITES, Interaction, Rest, SearchParameter

CONFIDENTIALITY_SYSTEMS = (
    CONFIDENTIALITY_SYSTEM,
    "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
    "urn:oid:2.16.840.1.113883.5.25",
)
UNKNOWN = "UNKNOWN"
MISTAKE = "entered-in-error"


class ReceivedRecord(ConfidentialRecord, Served):
    """A clinical resource as received. `category` is the kind of documents (9602, level 1) that it
    is closed together with; `is_mistake` says that its sender has marked it as entered in error.

    Such a thing is often about somebody else: citizens do not see it, those who treat are told.
    `closed_with` are columns with the id of what it is closed together with.
    """

    closed_with: ClassVar[Sequence[str]] = ()
    category = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=300, blank=True)
    is_mistake = models.BooleanField(default=False)

    class Meta(ConfidentialRecord.Meta):
        abstract = True

    @classmethod
    def visible_to(cls, grant: Grant) -> models.Q:
        visible = confidentiality.visible(grant.audience)
        visible &= closed.open_to(grant, also=cls.closed_with)
        if confidentiality.is_citizen(grant.audience):
            visible &= models.Q(is_mistake=False)
        return visible


# Gives the columns of a resource that are not those of every one, or raises Unacceptable.
LiftOne = Callable[[Mapping[str, Any]], Columns]
Lifted = list[Columns | Unacceptable]
# Looks at all that is to be stored of a type, and refuses what may not stand beside the rest.
Hold = Callable[[Sequence[Placed], Grant, Lifted], Lifted]


def storing(
    model: type[ReceivedRecord],
    lift: LiftOne,
    *,
    subject: str = "subject",
    hold: Hold | None = None,
) -> Callable[[Sequence[Incoming]], list[Outcome]]:
    """How a type is stored that names its patient in the element `subject`."""

    def lifted(changed: Sequence[Placed], grant: Grant) -> Lifted:
        found = [_columns(placed.incoming.resource, lift) for placed in changed]
        return hold(changed, grant, found) if hold else found

    def store(batch: Sequence[Incoming]) -> list[Outcome]:
        found = subjects.patients_of([(each, each.resource.get(subject)) for each in batch])
        placed, refused = receiving.place(batch, found)
        return refused + receiving.store(model, placed, kind=model.kind, lift=lifted)

    return store


def _columns(resource: Mapping[str, Any], lift: LiftOne) -> Columns | Unacceptable:
    try:
        return {"security": security(resource), **lift(resource)}
    except Unacceptable as error:
        return error


def security(resource: Mapping[str, Any]) -> list[str]:
    """Every confidentiality code, known or not; a label without one is UNKNOWN. What is not known
    hides from citizens."""
    labels = mappings((resource.get("meta") or {}).get("security"))
    return sorted(
        {
            str(coding.get("code") or "").strip().upper()[:20] or UNKNOWN
            for coding in labels
            if system_of(coding) in CONFIDENTIALITY_SYSTEMS
        }
    )


def of_status(resource: Mapping[str, Any], name: str, allowed: Sequence[str]) -> str:
    """A code that R4 binds to these; the models of R4B take any."""
    status = str(resource.get(name) or "")
    if status not in allowed:
        place = f"{resource.get('resourceType')}.{name}"
        raise Unacceptable.because(f"not one of {', '.join(allowed)}", place)
    return status


def title(*concepts: Any) -> str:
    """Words for a thing: of the first concept that has any."""
    return next((words[:300] for words in map(display, concepts) if words), "")


def names(
    model: type[ReceivedRecord], grant: Grant, ids: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, str]:
    """Names of those that the reader may see and that have one, for the log."""
    rows = model.objects.under(grant).filter(id__in=ids).exclude(title="")
    return dict(rows.values_list("id", "title"))


def told_withheld(model: type[ReceivedRecord], grant: Grant) -> int:
    """How many rows are kept from the reader, as far as the reader may know of it: those who treat,
    and who has a link of the patient. The latter shows it to the patient, and so learns nothing of
    what is kept from the patient too."""
    if grant.audience is Audience.CLINICIAN:
        return model.objects.withheld_from(grant)
    if grant.audience is not Audience.RECIPIENT:
        return 0
    own = confidentiality.visible(Audience.SELF)
    return model.objects.withheld(grant).filter(own, is_mistake=False).count()


def newest(rows: models.QuerySet[Any], most: int, *more: str) -> Sequence[Any]:
    """The newest of these rows with their texts and who sent them, and with these columns. Where
    thousands are read at once, an object of the model for each would take longer than all else."""
    columns = ("id", "patient_id", "version", "wire", "source", "names_own_ids", *more)
    found = rows.order_by("-sorted_at", "-id").values_list(*columns, named=True)
    return list(found[:most])


def erased(grant: Grant, rows: Sequence[type[ReceivedRecord]]) -> Mapping[str, int]:
    """Delete all of the Grant's patient, whatever it hides from whom; how many of each table."""
    for model in rows:
        grant.check(model.kind, write=True)
    return {model._meta.db_table: model.objects.under(grant).delete()[0] for model in rows}


def served(
    model: type[ReceivedRecord],
    parameters: Sequence[SearchParameter],
    *,
    sorted_by: str,
    deleted: Callable[[dict[str, Any]], dict[str, Any]],
) -> Rest:
    """How such a type is served: all of it, to whom a Grant shows it."""
    return Rest(
        kind=model.kind,
        table=model._meta.db_table,
        rows=model.objects.under,
        wires=wires.shown,
        parameters=parameters,
        interactions=READS | WRITES | {Interaction.DELETE},
        subject="patient",
        deleted=deleted,
        withheld=model.objects.withheld_from,
        sorted_by=sorted_by,
    )


def in_error(resource: dict[str, Any]) -> dict[str, Any]:
    """The resource marked as entered in error, where its status says so."""
    return {**resource, "status": MISTAKE}
