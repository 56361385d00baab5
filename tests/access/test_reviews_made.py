"""Which openings are to be reviewed, by whom and by when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError

from access import gate
from access.attestation import Statement
from access.codes import Basis
from access.models import AccessReview, StatedAttestation
from access.reviews import queue
from common import clock
from people.codes import RoleCode
from people.models import PractitionerRole, UnitSetting
from tests.access.reviewing import opened, reviewed, tie
from tests.cast import CONSENT, DECLARED, EMERGENCY, INCAPABLE, World
from tests.log_reading import events, rows_of

pytestmark = pytest.mark.django_db


@pytest.mark.attack(12)
@pytest.mark.parametrize(
    ("slug", "statement", "is_reviewed"),
    [
        ("berg", Statement(Basis.RELATION), False),
        ("berg", CONSENT, False),
        ("berg", DECLARED, True),
        ("berg", INCAPABLE, True),
        ("berg", EMERGENCY, True),
        ("dahl", CONSENT, True),
        ("dahl", DECLARED, True),
        ("dahl", INCAPABLE, True),
        ("dahl", EMERGENCY, True),
    ],
)
def test_what_rests_on_the_clinicians_word_alone_is_reviewed(
    world: World, slug: str, statement: Statement, is_reviewed: bool
) -> None:
    review = opened(world, slug, "kari", statement)
    assert (review is not None) is is_reviewed
    if review:
        role = world.roles[slug]
        assert (review.owner_id, review.owner_name) == (
            role.legal_entity_id,
            role.legal_entity_name,
        )
        assert review.due_on == clock.today() + timedelta(days=14)


def test_the_days_are_a_setting_of_the_organisation(world: World) -> None:
    entity = world.roles["berg"].legal_entity_id
    UnitSetting.objects.create(organization_id=entity, key="access.review-days", value=3)
    assert reviewed(world, "berg", "kari", EMERGENCY).due_on == clock.today() + timedelta(days=3)
    assert reviewed(world, "dahl", "kari", EMERGENCY).due_on == clock.today() + timedelta(days=14)


@pytest.mark.attack(12)
def test_no_record_opens_where_its_review_cannot_be_made(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    kari, actor = world.patients["kari"], world.worker("berg")

    def fail(rows: object) -> None:
        raise DatabaseError("full")

    before = len(events(kari))
    with monkeypatch.context() as patch:
        patch.setattr(AccessReview.ungated, "bulk_create", fail)
        with pytest.raises(DatabaseError, match="full"):
            gate.attest(actor, kari, EMERGENCY)
    with rows_of(kari):
        assert not StatedAttestation.ungated.filter(basis=Basis.EMERGENCY).exists()
    assert len(events(kari)) == before


def unattended() -> dict[str, int]:
    return {each.owner_name: each.amount for each in queue.unattended()}


def test_an_administrator_is_told_where_nobody_reviews(world: World) -> None:
    review = reviewed(world, "dahl", "kari", EMERGENCY)
    reviewed(world, "berg", "kari", EMERGENCY)
    assert unattended() == {review.owner_name: 1}
    page = world.sign_in("lie").get("/administrasjon/").content.decode()
    assert review.owner_name in page
    assert "Jonas Dahl" not in page
    assert review.owner_name not in world.sign_in("vik").get("/administrasjon/").content.decode()
    PractitionerRole.objects.create(
        practitioner_id=world.roles["moe"].practitioner_id,
        organization_id=review.owner_id,
        code=RoleCode.PRIVACY_OFFICER,
    )
    assert unattended() == {}


def test_what_the_only_officer_may_not_decide_is_attended_by_nobody(world: World) -> None:
    review = reviewed(world, "berg", "kari", EMERGENCY)
    reviewed(world, "berg", "ola", EMERGENCY)
    tie(world, "kari", world.persons["vik"])
    assert unattended() == {review.owner_name: 1}
