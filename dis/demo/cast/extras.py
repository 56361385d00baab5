"""What FHIR cannot say about the cast: portal roles, restrictions, blocks, and who has looked."""

import uuid
from dataclasses import dataclass
from datetime import date

from access import gate, membership, subjects
from access.actor import Actor, ActorKind
from access.attestation import Statement
from access.codes import Action, Basis, Kind
from access.models import Block, Restriction
from common import clock
from common.references import local_id
from demo.cast.fhir_directory import cast_id, source_uri
from demo.cast.organisations import legal_entity, organisations
from demo.cast.persons import persons
from demo.cast.staff import PORTAL_ROLES
from demo.cast.texts import documents
from journal import selectors
from people import directory, identity
from people.codes import OrganizationKind
from people.models import Organization, Person, Practitioner, PractitionerRole, UnitSetting

# These patients have used their right to close: the first the whole record, the second one doctor.
DEMO = Actor.system("demo")
RESTRICTED = "synnove"
BLOCKING, BLOCKED = "tor-erik", "dahl"


@dataclass(frozen=True)
class Visit:
    """Somebody with a care relation opens a patient's record and reads one document."""

    person: str
    document: str


VISITS = (
    Visit("fastlege", "kari-hjertepol-host"),
    Visit("sekretar", "kari-timebrev-siste"),
    Visit("berg", "kari-hjertepol-siste"),
    Visit("sykepleier", "astrid-siste-notat"),
)


def is_empty() -> bool:
    """Whether nobody of the cast is here yet."""
    return not Person.objects.exists()


def add_portal_roles(today: date) -> int:
    """Give administrators, privacy officer and helpline their roles; how many are new."""
    added = 0
    for role in PORTAL_ROLES:
        person = persons(today)[role.person_slug]
        practitioner, _ = Practitioner.objects.get_or_create(
            person=person_of(role.person_slug, today),
            defaults={"family": person.family, "given": person.given},
        )
        number = organisations()[role.unit].organization_number
        _, is_new = PractitionerRole.objects.get_or_create(
            practitioner=practitioner,
            organization=Organization.objects.get(organization_number=number),
            code=role.code,
            defaults={"start": date(today.year - 3, 1, 1)},
        )
        added += is_new
    return added


def add_agreements(today: date) -> None:
    """Every legal entity of the cast is a member that may attest, as since three years."""
    days = membership.agreement(date(today.year - 3, 1, 1))
    for entity in Organization.objects.filter(kind=OrganizationKind.LEGAL_ENTITY):
        UnitSetting.objects.get_or_create(
            organization=entity, key=membership.SETTING, defaults={"value": days}
        )


def add_closures(today: date) -> int:
    """The restriction of one patient and the block of another; how many are new."""
    start = clock.now()
    restricted = patient_of(RESTRICTED, today)
    with gate.open_batch(DEMO, [restricted], Kind.SETTINGS) as grant:
        _, is_restricted_now = Restriction.objects.under(grant).get_or_create(
            patient_id=restricted, end=None, defaults={"start": start}
        )
    blocking = patient_of(BLOCKING, today)
    doctor = Practitioner.objects.get(person=person_of(BLOCKED, today))
    with gate.open_batch(DEMO, [blocking], Kind.SETTINGS) as grant:
        _, is_blocked_now = Block.objects.under(grant).get_or_create(
            patient_id=blocking, practitioner=doctor, end=None, defaults={"start": start}
        )
    return int(is_restricted_now) + int(is_blocked_now)


def make_visits(today: date) -> int:
    """Read through the real gate, so that those who look at their log find somebody there."""
    for visit in VISITS:
        patient = documents(today)[visit.document].patient
        statement = Statement(Basis.RELATION)
        read(actor_of(visit.person, today), patient, visit.document, statement, today)
    return len(VISITS)


def read(actor: Actor, patient: str, document: str, statement: Statement, today: date) -> None:
    """Open a patient's record on what is stated, and read one document in it where one is named."""
    patient_id = patient_of(patient, today)
    reader = actor.attested(gate.attest(actor, patient_id, statement).id)
    if not document:
        with gate.open_record(reader, patient_id, Kind.JOURNAL, action=Action.LIST):
            return
    source = source_uri(legal_entity(documents(today)[document].unit))
    own_id = local_id(source, "DocumentReference", cast_id("DocumentReference", document))
    item = ("DocumentReference", own_id)
    with gate.open_record(reader, patient_id, Kind.JOURNAL, item=item) as grant:
        selectors.document(grant, own_id)


def actor_of(slug: str, today: date) -> Actor:
    """Who works, in the first of the roles that they have."""
    person = person_of(slug, today)
    role = directory.current_roles(person.id, clock.today())[0]
    kind = ActorKind.ADMINISTRATOR if role.is_administrative else ActorKind.PRACTITIONER
    return Actor(kind=kind, person_id=person.id, role=role)


def person_of(slug: str, today: date) -> Person:
    return identity.person_for(persons(today)[slug].national_id)


def patient_of(slug: str, today: date) -> uuid.UUID:
    person_id = person_of(slug, today).id
    return subjects.by_person_ids([person_id])[person_id]
