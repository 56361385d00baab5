"""Owns what the tests of reviews share: openings by Vik's colleagues, and what stands of them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from access import gate, unit
from access.attestation import Statement
from access.codes import Action, Kind
from access.grant import Grant
from access.models import AccessReview, AccessReviewStep, StatedAttestation
from access.reviews import queue
from common import clock
from people.models import RelatedPerson
from tests.cast import World
from tests.log_reading import rows_of

LIST = "/gjennomgang/"


def opened(world: World, slug: str, patient: str, statement: Statement) -> AccessReview | None:
    """The record is opened on the statement; the review that this makes, if it makes one."""
    made = world.attested(slug, patient, statement).attestation_id
    with rows_of(world.patients[patient]):
        return AccessReview.ungated.filter(attestation_id=made).first()


def reviewed(world: World, slug: str, patient: str, statement: Statement) -> AccessReview:
    found = opened(world, slug, patient, statement)
    assert found
    return found


def as_stored(review: AccessReview) -> AccessReview:
    with rows_of(review.patient_id):
        return AccessReview.ungated.get(id=review.id)


def changed(review: AccessReview, **columns: Any) -> None:
    with rows_of(review.patient_id):
        AccessReview.ungated.filter(id=review.id).update(**columns)


def steps_of(review: AccessReview) -> list[AccessReviewStep]:
    with rows_of(review.patient_id):
        found = AccessReviewStep.ungated.filter(review_id=review.id)
        return list(found.order_by("version"))


def address(review: AccessReview) -> str:
    return f"{LIST}{review.id}/"


def staff_grant(world: World, review_id: uuid.UUID, slug: str = "vik") -> Grant:
    actor = world.worker(slug)
    lookup = queue.Patients(world.roles[slug].id, review_id=review_id)
    item = ("AccessReview", review_id)
    return unit.open_queue_item(actor, Kind.REVIEW, lookup.only, item=item, action=Action.WRITE)


def tie(world: World, patient: str, person_id: uuid.UUID) -> None:
    """The person is registered as somebody of the patient's."""
    patient_id = world.patients[patient]
    with rows_of(patient_id):
        RelatedPerson.objects.create(
            patient_id=patient_id,
            person_id=person_id,
            relationship="SIB",
            source="urn:test",
            source_id=f"{patient} {person_id}",
            wire="{}",
            digest=b"",
            received_at=clock.now(),
        )


def many(world: World, patient: str, amount: int) -> None:
    """So many emergencies at the hospital of Vik, one a minute."""
    patient_id, role, now = world.patients[patient], world.roles["berg"], clock.now()
    with rows_of(patient_id):
        made = StatedAttestation.ungated.bulk_create(
            StatedAttestation(
                patient_id=patient_id,
                person_id=world.persons["berg"],
                role_id=role.id,
                basis="emergency",
                toa=now - timedelta(minutes=number),
                expires_at=now,
                content={"purpose_of_use_details": "BEHANDLER"},
            )
            for number in range(amount)
        )
        AccessReview.ungated.bulk_create(
            AccessReview(
                patient_id=patient_id,
                attestation=each,
                owner_id=role.legal_entity_id,
                owner_name=role.legal_entity_name,
                person_id=world.persons["berg"],
                actor_name=role.practitioner_name,
                role_code=role.code,
                workplace=role.workplace,
                basis="emergency",
                opened_at=each.toa,
                due_on=clock.today(),
            )
            for each in made
        )


def opens_log(world: World, patient: str) -> Grant:
    return gate.open_record(
        world.citizen(patient), world.patients[patient], Kind.LOG, action=Action.LIST
    )
