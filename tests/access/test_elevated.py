"""Consent, no ability to consent, emergency: they open what is closed, and only that."""

from __future__ import annotations

from datetime import timedelta

import pytest

from access.attestation import Statement
from access.codes import Audience, Basis, ConsentForm, Reason, Scope
from access.models import DigitalConsent, Restriction, StatedAttestation
from common import clock
from tests.access.doors import audience, refusal
from tests.cast import CONSENT, EMERGENCY, INCAPABLE, RESTRICTED, World
from tests.log_reading import events, rows_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("statement", [CONSENT, INCAPABLE, EMERGENCY])
def test_where_nothing_is_closed_a_relation_is_all_that_opens(
    world: World, statement: Statement
) -> None:
    astrid, nurse = world.patients["astrid"], world.worker("sykepleier")
    assert refusal(nurse, astrid, statement) == Reason.NOTHING_CLOSED
    with rows_of(astrid):
        Restriction.ungated.create(
            patient_id=astrid, start=clock.now(), scope=Scope.CATEGORY, category="A00-1"
        )
    actor = world.attested("sykepleier", "astrid", statement)
    assert audience(actor, astrid) == Audience.CLINICIAN_ELEVATED


@pytest.mark.parametrize("statement", [CONSENT, INCAPABLE, EMERGENCY])
def test_a_document_that_its_sender_has_closed_is_something_closed(
    world: World, statement: Statement
) -> None:
    kari, before = world.patients["kari"], len(events(world.patients["kari"]))
    actor = world.attested("berg", "kari", statement)
    assert len(events(kari)) == before + 1
    assert audience(actor, kari) == Audience.CLINICIAN_ELEVATED


@pytest.mark.parametrize("statement", [CONSENT, INCAPABLE, EMERGENCY])
def test_without_a_relation_nothing_more_opens_than_is_closed(
    world: World, statement: Statement
) -> None:
    astrid = world.patients["astrid"]
    actor = world.attested("dahl", "astrid", statement)
    assert audience(actor, astrid) == Audience.CLINICIAN
    with rows_of(astrid):
        Restriction.ungated.create(patient_id=astrid, start=clock.now())
    assert refusal(actor, astrid) == Reason.RESTRICTED
    assert audience(world.attested("dahl", "astrid", statement), astrid)


def test_a_digital_consent_that_is_taken_back_closes_the_record(world: World) -> None:
    restricted = world.patients[RESTRICTED]
    statement = Statement(Basis.CONSENT, consent_form=ConsentForm.DIGITAL)
    assert refusal(world.worker("berg"), restricted, statement) == Reason.CONSENT_UNCLEAR
    with rows_of(restricted):
        DigitalConsent.ungated.create(
            patient_id=restricted,
            practitioner_id=world.roles["berg"].practitioner_id,
            start=clock.now(),
            until=clock.now() + timedelta(days=1),
        )
    actor = world.attested("berg", RESTRICTED, statement)
    assert audience(actor, restricted) == Audience.CLINICIAN_ELEVATED
    assert refusal(world.worker("sekretar"), restricted, statement) == Reason.CONSENT_UNCLEAR
    with rows_of(restricted):
        DigitalConsent.ungated.filter(patient_id=restricted).update(end=clock.now())
    assert refusal(actor, restricted) == Reason.CONSENT_UNCLEAR


def test_who_has_agreed_and_when_is_kept_with_the_attestation(world: World) -> None:
    kari = world.patients["kari"]
    world.attested("berg", "kari", CONSENT)
    with rows_of(kari):
        content = StatedAttestation.ungated.get(patient_id=kari, basis=Basis.CONSENT).content
    assert CONSENT.consent_at
    assert (content["consent_form"], content["consent_by"]) == ("spoken", "patient")
    assert content["consent_at"] == CONSENT.consent_at.isoformat()
    assert content["is_elevated"]
