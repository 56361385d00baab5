"""What the patient is told is what happened, and nothing that is kept from the reader."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.utils.translation import override

from access import gate, grant, patient_views
from access.codes import Action, ConsentBy, Kind
from access.models import AccessReview
from access.reviews import deciding
from access.telling import Look, named
from common import clock
from demo.cast.persons import persons
from tests.access.settings import HELPLINE, OWN, helpline, send
from tests.access.test_power_of_attorney import filled
from tests.cast import CONSENT, DECLARED, EMERGENCY, World
from tests.log_reading import items, rows_of

pytestmark = pytest.mark.django_db


def looks(world: World, slug: str) -> dict[str, Look]:
    """Who has looked, as the patient's own page gathers it, by name."""
    actor = world.citizen(slug)
    with gate.open_record(actor, world.patients[slug], Kind.LOG, action=Action.LIST) as log:
        rows = patient_views.looks(log, None)
    return {row.name: row for row in rows}


def test_a_list_of_the_unit_showed_name_and_birth_date_only(world: World) -> None:
    world.sign_in("sekretar").get("/kliniker/enhet/")

    with override("en"):
        assert looks(world, "kari")["Torill Bakkejord"].action_text == (
            "Saw your name and date of birth"
        )


def test_a_document_that_was_not_shown_was_not_read(world: World) -> None:
    dahl = world.attested("dahl", "kari", CONSENT)
    hidden = ("DocumentReference", uuid.uuid4())
    with gate.open_record(dahl, world.patients["kari"], Kind.JOURNAL, item=hidden) as opened:
        opened.note(
            [grant.Item("DocumentReference", hidden[1], 0, world.patients["kari"], "not-shown")]
        )

    row = looks(world, "kari")["Jonas Dahl"]
    assert Action.READ not in row.actions
    assert not row.seen


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (ConsentBy.PATIENT, "Says that you agreed"),
        (ConsentBy.NEXT_OF_KIN, "Says that your next of kin agreed"),
        (ConsentBy.GUARDIAN, "Says that your guardian agreed"),
    ],
)
def test_a_stated_consent_is_told_as_stated(world: World, who: ConsentBy, said: str) -> None:
    world.attested("dahl", "kari", replace(CONSENT, consent_by=who))

    with override("en"):
        row = looks(world, "kari")["Jonas Dahl"]
    assert row.consent_texts == [said]
    assert row.ground_text
    assert not any("you had agreed" in sentence for sentence in row.why)


def test_consents_of_two_are_both_told_and_other_rows_have_none(world: World) -> None:
    for who in (ConsentBy.PATIENT, ConsentBy.GUARDIAN, ConsentBy.PATIENT):
        world.attested("dahl", "kari", replace(CONSENT, consent_by=who))
    world.attested("legevakt", "kari", EMERGENCY)

    rows = looks(world, "kari")
    assert len(rows["Jonas Dahl"].consent_texts) == 2
    assert not rows["Henrik Åsen"].consent_texts


def test_what_the_helpline_did_is_told_as_that(world: World) -> None:
    client = helpline(world)
    send(client, f"{HELPLINE}sperring/", world, do="close-record", confirm="on")

    name = world.roles["strand"].practitioner_name
    with override("en"):
        row = looks(world, "kari")[name]
    assert row.action_text == "Changed a privacy setting for you"
    assert any("only when you ask" in sentence for sentence in row.why)


def test_of_settings_and_of_who_acts_the_operator_answers(world: World, settings: Any) -> None:
    settings.OPERATOR_NAME = "Helseportalen Nord"
    kari = world.sign_in("kari")
    send(kari, f"{OWN}sperring/", world, do="close-record", confirm="on")
    number = persons(clock.today())["ola"].national_id
    kari.post("/fullmakt/gi/", filled(world, number))
    kari.get("/varsler/")

    for sort in ("Consent", "Communication"):
        found = [each for each in items(world.patients["kari"]) if each.resource_type == sort]
        assert {each.controller for each in found} == {"Helseportalen Nord"}


def test_of_a_review_the_organisation_answers_whose_it_is(world: World) -> None:
    world.attested("dahl", "kari", DECLARED)
    place = world.roles["dahl"].legal_entity_name
    with rows_of(world.patients["kari"]):
        review = AccessReview.ungated.get()
        assert deciding.item(review, "listed").controller == place


def _look(**more: Any) -> Look:
    values: dict[str, Any] = {"name": "", "role": "", "workplace": "", "organisation": ""}
    values |= {"ground_text": "", "ground_tone": "", "is_emergency": False}
    values |= {"is_self_declared": False, "opened_restricted": False}
    return Look(at=clock.now(), **{**values, **more})


def test_a_parent_does_not_learn_that_something_is_kept_from_parents() -> None:
    hidden, shown = uuid.uuid4(), uuid.uuid4()
    look = _look(actions={Action.READ}, seen={hidden: "DocumentReference"})
    both = _look(actions={Action.READ}, seen={hidden: "", shown: ""})

    of_parent = named(look, {}, counts_hidden=False)
    of_patient = named(look, {}, counts_hidden=True)

    assert (of_parent.more_count, of_parent.actions) == (0, {Action.OPEN})
    assert (of_patient.more_count, of_patient.actions) == (1, {Action.READ})
    assert named(both, {shown: "Epikrise"}, counts_hidden=False).more_count == 0


def test_only_documents_are_counted_as_documents_that_are_not_shown() -> None:
    look = _look(seen={uuid.uuid4(): "Task", uuid.uuid4(): "DocumentReference"})
    assert named(look, {}, counts_hidden=True).more_count == 1


def test_a_grant_that_cannot_set_its_patients_leaves_nothing_open(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    depth = len(connection.savepoint_ids)

    def fail(*args: object) -> None:
        raise DatabaseError("gone")

    opened = gate.open_record(world.citizen("kari"), world.patients["kari"], Kind.JOURNAL)
    with monkeypatch.context() as patch:
        patch.setattr(grant, "set_patients", fail)
        with pytest.raises(DatabaseError, match="gone"), opened:
            pass

    assert len(connection.savepoint_ids) == depth
    with gate.open_record(world.citizen("kari"), world.patients["kari"], Kind.JOURNAL):
        pass
