"""What the patient is told is what happened, and nothing that is kept from the reader."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.utils.translation import override

from access import gate, grant, patient_views
from access.codes import Action, Kind
from access.telling import Look, named
from common import clock
from tests.cast import CONSENT, World

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


def test_a_stated_consent_is_told_as_stated(world: World) -> None:
    world.attested("dahl", "kari", CONSENT)

    row = looks(world, "kari")["Jonas Dahl"]
    assert row.says_consent
    assert row.ground_text


def _look(**more: Any) -> Look:
    values: dict[str, Any] = {"name": "", "role": "", "workplace": "", "organisation": ""}
    values |= {"ground_text": "", "ground_tone": "", "is_emergency": False}
    values |= {"is_self_declared": False, "says_consent": False, "opened_restricted": False}
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

    def fail(ids: object) -> None:
        raise DatabaseError("gone")

    opened = gate.open_record(world.citizen("kari"), world.patients["kari"], Kind.JOURNAL)
    with monkeypatch.context() as patch:
        patch.setattr(grant, "set_patients", fail)
        with pytest.raises(DatabaseError, match="gone"), opened:
            pass

    assert len(connection.savepoint_ids) == depth
    with gate.open_record(world.citizen("kari"), world.patients["kari"], Kind.JOURNAL):
        pass
