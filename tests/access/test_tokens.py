"""A token attests for exactly this person, place, patient and hour: whatever is altered is refused.

The points of norway.md 1.2, each taken away or changed, and nothing else.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from access import gate, membership, tokens
from access.actor import Actor
from access.codes import Audience, Basis, Reason
from access.models import AccessReview, Block, Reservation, StatedAttestation
from access.signed import NotSigned, SignedClaims, verified
from common import clock
from common.identifiers import FNR_SYSTEM
from demo.cast.persons import persons
from people.models import Practitioner, UnitSetting
from tests.access.doors import audience, refusal
from tests.access.signing import FORGED, ISSUER, signed, token
from tests.cast import RESTRICTED, World
from tests.log_reading import last_event, rows_of

pytestmark = pytest.mark.django_db
Details = dict[str, Any]


def claims_of(world: World, slug: str = "berg", patient: str = "kari") -> dict[str, Any]:
    """What a whole token says of somebody who treats the patient."""
    role, today = world.roles[slug], clock.today()
    pid, number = (persons(today)[each].national_id for each in (slug, patient))
    return {
        "helseid://claims/identity/pid": pid,
        "helseid://claims/identity/security_level": "4",
        "helseid://claims/hpr/hpr_number": role.hpr_number,
        "authorization_details": [
            {
                "type": "nhn:tillitsrammeverk:parameters",
                "practitioner": {
                    "identifier": {"id": pid, "system": FNR_SYSTEM},
                    "authorization": {"code": role.code},
                    "legal_entity": {"id": role.legal_entity_number},
                    "point_of_care": {"id": role.point_of_care_number},
                },
                "care_relationship": {
                    "purpose_of_use": {"code": "TREAT"},
                    "purpose_of_use_details": {"code": "BEHANDLER"},
                    "decision_ref": {"id": "d1", "description": "Treats", "user_selected": False},
                },
                "patients": [{"identifier": {"id": number, "system": FNR_SYSTEM}}],
                "toa": int((clock.now() - timedelta(minutes=5)).timestamp()),
            }
        ],
    }


@pytest.fixture
def trusted(world: World) -> World:
    for slug in ("berg", "dahl"):
        UnitSetting.objects.update_or_create(
            organization_id=world.roles[slug].legal_entity_id,
            key=membership.SETTING,
            defaults={"value": membership.agreement(clock.today())},
        )
    return world


def carried(world: World, change: Callable[[Details], object] | None = None) -> SignedClaims:
    claims = claims_of(world)
    if change:
        change(claims["authorization_details"][0])
    return signed(claims, now=clock.now())


def refused(actor: Actor, patient_id: uuid.UUID, claims: SignedClaims) -> Reason:
    with pytest.raises(gate.Refused) as refusal:
        tokens.attest(actor, patient_id, claims)
    event = last_event(patient_id)
    assert (event.is_permitted, event.reason) == (False, refusal.value.reason)
    return refusal.value.reason


def set_agreement(world: World, value: object) -> None:
    UnitSetting.objects.filter(
        organization_id=world.roles["berg"].legal_entity_id, key=membership.SETTING
    ).update(value=value)


def test_a_whole_token_opens_what_the_gate_then_reads(trusted: World) -> None:
    berg, kari = trusted.worker("berg"), trusted.patients["kari"]
    made = tokens.attest(berg, kari, carried(trusted))
    assert audience(berg.attested(made.id), kari) == Audience.CLINICIAN
    assert last_event(kari).attestation_id == made.id
    assert made.expires_at <= clock.now() + timedelta(minutes=55)


@pytest.mark.attack(19)
@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": "somebody else"},
        {"aud": None},
        {"exp": 1},
        {"exp": None},
        {"exp": True},
        {"key": FORGED},
        {"header": {"kid": "other"}},
        {"header": {"jku": "https://evil.example/keys"}},
    ],
)
def test_what_the_issuer_has_not_signed_for_us_is_no_claim(
    world: World, change: dict[str, Any]
) -> None:
    now = clock.now()
    with pytest.raises(NotSigned):
        verified(token(claims_of(world), now=now, **change), ISSUER, now=now)


@pytest.mark.attack(19)
def test_an_altered_or_unsigned_token_is_no_claim(world: World) -> None:
    now = clock.now()
    head, payload, signature = token(claims_of(world), now=now).split(".")
    said = json.loads(base64.urlsafe_b64decode(payload + "=="))
    said["authorization_details"][0]["patients"][0]["identifier"]["id"] = "altered"
    other = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    none = base64.urlsafe_b64encode(b'{"alg":"none","kid":"own"}').decode().rstrip("=")
    for forged in (f"{head}.{other}.{signature}", f"{none}.{payload}.", "a.b", "[].b.c", ""):
        with pytest.raises(NotSigned):
            verified(forged, ISSUER, now=now)
    with pytest.raises(TypeError):
        SignedClaims(object(), claims_of(world))


@pytest.mark.attack(19)
@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["practitioner"].pop("legal_entity"),
        lambda d: d["practitioner"]["identifier"].update(id="13116900216"),
        lambda d: d.update(patients=[]),
        lambda d: d["patients"][0]["identifier"].update(id="13116900216"),
        lambda d: d.update(toa=d["toa"] - 3600),
        lambda d: d.pop("toa"),
        lambda d: d["care_relationship"].pop("purpose_of_use_details"),
        lambda d: d["care_relationship"].pop("purpose_of_use"),
    ],
)
def test_what_is_missing_or_differs_is_refused_and_in_the_log(trusted: World, change: Any) -> None:
    found = refused(trusted.worker("berg"), trusted.patients["kari"], carried(trusted, change))
    assert found == Reason.INVALID_ATTESTATION


@pytest.mark.attack(19)
def test_a_token_for_one_patient_opens_no_other(trusted: World) -> None:
    for_kari = carried(trusted)
    ola = trusted.patients["ola"]
    assert refused(trusted.worker("berg"), ola, for_kari) == Reason.INVALID_ATTESTATION
    made = tokens.attest(trusted.worker("berg"), trusted.patients["kari"], for_kari)
    assert refusal(trusted.worker("berg").attested(made.id), ola) == Reason.NO_ATTESTATION


@pytest.mark.attack(19)
def test_a_token_of_one_person_opens_nothing_for_another(trusted: World) -> None:
    kari = trusted.patients["kari"]
    assert refused(trusted.worker("dahl"), kari, carried(trusted)) == Reason.INVALID_ATTESTATION
    lie = trusted.worker("lie")
    assert refused(lie, kari, carried(trusted)) == Reason.NO_CLINICAL_ACCESS


@pytest.mark.attack(19)
@pytest.mark.parametrize(
    "agreement",
    [
        {},
        "yes",
        {"since": "never"},
        {"since": "2999-01-01"},
        {"since": "2020-01-01", "until": "2020-12-31"},
    ],
)
def test_only_a_member_with_an_agreement_in_force_attests(
    trusted: World, agreement: object
) -> None:
    set_agreement(trusted, agreement)
    kari = trusted.patients["kari"]
    assert refused(trusted.worker("berg"), kari, carried(trusted)) == Reason.NOT_TRUSTED
    UnitSetting.objects.filter(key=membership.SETTING).delete()
    assert refused(trusted.worker("berg"), kari, carried(trusted)) == Reason.NOT_TRUSTED


@pytest.mark.attack(19)
def test_a_withdrawn_authorisation_attests_nothing_and_ends_what_was_attested(
    trusted: World,
) -> None:
    berg, kari = trusted.worker("berg"), trusted.patients["kari"]
    made = tokens.attest(berg, kari, carried(trusted))
    Practitioner.objects.filter(id=trusted.roles["berg"].practitioner_id).update(
        authorisation_withdrawn_at=clock.now()
    )
    assert refused(berg, kari, carried(trusted)) == Reason.ROLE_ENDED
    assert refusal(berg.attested(made.id), kari) == Reason.ROLE_ENDED


@pytest.mark.attack(9)
@pytest.mark.attack(13)
def test_blocks_and_reservation_count_for_tokens_too(trusted: World) -> None:
    berg, kari = trusted.worker("berg"), trusted.patients["kari"]
    made = tokens.attest(berg, kari, carried(trusted))
    with rows_of(kari):
        block = Block.ungated.create(
            patient_id=kari,
            practitioner_id=trusted.roles["berg"].practitioner_id,
            start=clock.now(),
        )
    assert refused(berg, kari, carried(trusted)) == Reason.BLOCKED
    assert refusal(berg.attested(made.id), kari) == Reason.BLOCKED
    with rows_of(kari):
        Block.ungated.filter(id=block.id).update(end=clock.now())
        Reservation.ungated.create(patient_id=kari, start=clock.now())
    assert refused(berg, kari, carried(trusted)) == Reason.RESERVED


@pytest.mark.attack(19)
def test_an_attestation_ends_an_hour_after_it_was_stated(trusted: World) -> None:
    berg, kari = trusted.worker("berg"), trusted.patients["kari"]
    made = tokens.attest(berg, kari, carried(trusted))
    for minutes, is_open in ((54, True), (56, False)):
        with time_machine.travel(clock.now() + timedelta(minutes=minutes)):
            if is_open:
                assert audience(berg.attested(made.id), kari)
            else:
                assert refusal(berg.attested(made.id), kari) == Reason.NO_ATTESTATION


def _overrides(reason: str) -> Callable[[Details], object]:
    def override(details: Details) -> None:
        relation = details["care_relationship"]
        relation["purpose_of_use"] = {"code": "BTG"}
        relation["decision_ref"] = {"id": "d2", "description": reason, "user_selected": True}

    return override


@pytest.mark.attack(11)
@pytest.mark.attack(12)
@pytest.mark.parametrize("reason", ["", "  ", "ab", "Unconscious after a fall"])
def test_an_emergency_by_token_needs_words_and_is_reviewed(trusted: World, reason: str) -> None:
    berg, kari = trusted.worker("berg"), trusted.patients["kari"]
    claims = carried(trusted, _overrides(reason))
    if len(reason) < 15:
        assert refused(berg, kari, claims) == Reason.REASON_TOO_SHORT
        return
    made = tokens.attest(berg, kari, claims)
    assert last_event(kari).is_user_selected
    with rows_of(kari):
        stated = StatedAttestation.ungated.get(id=made.id)
        assert AccessReview.ungated.filter(attestation_id=made.id).exists()
    assert (stated.basis, stated.free_text) == (Basis.EMERGENCY, reason)
    assert audience(berg.attested(made.id), kari) == Audience.CLINICIAN_ELEVATED


def test_a_relation_that_only_the_token_tells_of_opens_nothing(trusted: World) -> None:
    claims = signed(claims_of(trusted, "dahl"), now=clock.now())
    kari = trusted.patients["kari"]
    assert refused(trusted.worker("dahl"), kari, claims) == Reason.NO_RELATION
    restricted = signed(claims_of(trusted, "berg", RESTRICTED), now=clock.now())
    found = refused(trusted.worker("berg"), trusted.patients[RESTRICTED], restricted)
    assert found == Reason.RESTRICTED
