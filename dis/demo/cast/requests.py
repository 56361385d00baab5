"""What Kari has asked about her record, in three states: so that a newcomer sees each of them."""

import uuid
from dataclasses import replace
from datetime import date

from access import gate, unit
from access.actor import Actor, ActorKind
from access.codes import Action, Kind
from access.models import AccessEvent
from common.references import local_id
from demo.cast.extras import actor_of, patient_of, person_of
from demo.cast.fhir_directory import cast_id, source_uri
from demo.cast.organisations import legal_entity, organisations
from demo.cast.texts import documents
from journal import selectors as journal_selectors
from journal.presenters import rows
from worklist import owners, presenters, selectors, services
from worklist.codes import TaskCode
from worklist.owners import Owner

PATIENT = "kari"
DOCUMENT = "kari-hjertepol-siste"
LOOKED = "berg"
WRONG = (
    "Det står at jeg bruker bisoprolol. Den sluttet jeg med i fjor høst, etter avtale med Berg."
    " Kan dere rette det?"
)
OLD = "Jeg leter etter epikrisen fra da jeg var innlagt på Kvinneklinikken."
WHY = "Jeg hadde ikke time den dagen. Hvorfor var hun inne i journalen min?"
ANSWER = (
    "Hei, Kari.\n\nBerg gikk gjennom journalen din for å forberede kontrollen du skal til."
    " Det er en vanlig del av behandlingen, og hun leste bare det hun trengte til det.\n\n"
    "Er det noe mer du lurer på, kan du spørre her igjen."
)


def make_requests(today: date) -> int:
    """Ask, take and answer through the real doors; how many requests were made."""
    citizen = Actor(kind=ActorKind.CITIZEN, person_id=person_of(PATIENT, today).id)
    patient = patient_of(PATIENT, today)
    owner = owners.by_number(organisations()["unn"].organization_number or "")
    if owner is None:
        raise LookupError("The hospital of the cast is not in the directory.")
    _ask(citizen, patient, _correction(citizen, patient, owner, today))
    taken = _ask(citizen, patient, _access(owner))
    _work(actor_of("sekretar", today), taken, words="")
    answered = _ask(citizen, patient, _question(citizen, patient, owner))
    _work(actor_of("vik", today), answered, words=ANSWER)
    return 3


def _correction(citizen: Actor, patient: uuid.UUID, owner: Owner, today: date) -> services.Request:
    source = source_uri(legal_entity(documents(today)[DOCUMENT].unit))
    own_id = local_id(source, "DocumentReference", cast_id("DocumentReference", DOCUMENT))
    with gate.open_record(citizen, patient, Kind.JOURNAL, action=Action.LIST) as grant:
        document = journal_selectors.document(grant, own_id)
        words = rows.name(document) if document else ""
    return services.Request(
        TaskCode.CORRECTION, "DocumentReference", own_id, words, owner, uuid.uuid4(), WRONG
    )


def _access(owner: Owner) -> services.Request:
    words = "Dokumenter som ikke vises her"
    return services.Request(
        TaskCode.ACCESS, "Organization", owner.id, words, owner, uuid.uuid4(), OLD, "1998–2003"
    )


def _question(citizen: Actor, patient: uuid.UUID, owner: Owner) -> services.Request:
    with gate.open_record(citizen, patient, Kind.LOG, action=Action.LIST):
        looks = AccessEvent.objects.filter(patient_id=patient, item_id__isnull=False)
        event = looks.filter(legal_entity_id=owner.id, role_code="LE").latest("recorded_at")
        words = presenters.looked(event)
    asked = services.Request(
        TaskCode.LOG_QUESTION, "AuditEvent", event.id, words, owner, uuid.uuid4(), WHY
    )
    return replace(asked, about_person_id=event.person_id)


def _ask(citizen: Actor, patient: uuid.UUID, request: services.Request) -> uuid.UUID:
    with gate.open_record(citizen, patient, Kind.TASK, action=Action.WRITE) as grant:
        return services.ask(grant, request).id


def _work(actor: Actor, task_id: uuid.UUID, *, words: str) -> None:
    """Take the request, and answer it where there are words."""
    lookup = selectors.Patients(actor.role.id if actor.role else None, task_id=task_id)
    item = ("Task", task_id)
    grant = unit.open_queue_item(actor, Kind.TASK, lookup.only, item=item, action=Action.WRITE)
    worker = services.Worker.of(actor)
    with grant:
        task = services.take(grant, worker, task_id=task_id, version=1)
        if words:
            services.complete(grant, worker, task_id=task_id, version=task.version, words=words)
