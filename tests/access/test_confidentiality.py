"""What each code of 9603 hides from whom, and that a clinician learns how much is hidden."""

from __future__ import annotations

import pytest

from access import gate
from access.actor import Actor
from access.codes import Audience, Kind
from access.confidentiality import KNOWN, visible
from access.grant import Grant
from journal import selectors
from tests.cast import CODES, CONSENT, DECLARED, EMERGENCY, World, import_resources
from tests.cast import document as document_resource

pytestmark = pytest.mark.django_db
SELF = {"N", "R", "NORS", "NORN_FORANS", "NORN_UNGDOM", "", "N NORS"}
PARENT = {"N", "R", "NORS", "NORN_UNGDOM", "", "N NORS"}
CLINICIAN = {codes for codes in CODES if "NORS" not in codes.split()}


def seen(world: World, grant: Grant, patient: str = "kari") -> set[str]:
    """The codes of the documents that a Grant shows."""
    names = {own_id: name for name, own_id in world.documents.items()}
    shown = {names[each.id] for each in selectors.documents(grant, selectors.Filters())}
    assert all(name.split(" ")[0] == patient for name in shown)
    return {name.partition(" ")[2] for name in shown}


def open_journal(actor: Actor, world: World, patient: str = "kari") -> Grant:
    return gate.open_record(actor, world.patients[patient], Kind.JOURNAL)


def test_the_world_has_a_document_of_every_code() -> None:
    assert set(KNOWN) <= set(CODES)


def test_the_patient_sees_what_no_code_withholds(world: World) -> None:
    with open_journal(world.citizen("kari"), world) as grant:
        assert grant.audience == Audience.SELF
        assert seen(world, grant) == SELF


def test_a_parent_does_not_see_what_is_withheld_from_parents(world: World) -> None:
    refused = import_resources(
        document_resource("lise", codes, own_id=f"lise-{number}")
        for number, codes in enumerate(CODES)
    )
    assert not refused
    with open_journal(world.citizen("ola"), world, "lise") as grant:
        assert grant.audience == Audience.PARENT
        shown = selectors.documents(grant, selectors.Filters())
        found = {" ".join(sorted(each.security)) for each in shown}
    assert found == {" ".join(sorted(codes.split())) for codes in PARENT}


@pytest.mark.parametrize(("slug", "statement"), [("berg", None), ("dahl", DECLARED)])
def test_a_clinician_sees_all_but_what_the_patient_has_blocked(
    world: World, slug: str, statement: object
) -> None:
    actor = world.attested(slug, "kari", statement)  # type: ignore[arg-type]  # None or a Statement
    with open_journal(actor, world) as grant:
        assert seen(world, grant) == CLINICIAN
        assert selectors.withheld_count(grant) == len(CODES) - len(CLINICIAN)


@pytest.mark.parametrize("statement", [CONSENT, EMERGENCY])
def test_with_consent_or_in_an_emergency_a_clinician_sees_everything(
    world: World, statement: object
) -> None:
    actor = world.attested("dahl", "kari", statement)  # type: ignore[arg-type]  # a Statement
    with open_journal(actor, world) as grant:
        assert seen(world, grant) == set(CODES)
        assert selectors.withheld_count(grant) == 0


def test_what_is_hidden_is_hidden_by_its_id_too(world: World) -> None:
    with open_journal(world.citizen("kari"), world) as grant:
        for codes in CODES:
            own_id = world.documents[f"kari {codes}".strip()]
            assert (selectors.document(grant, own_id) is not None) is (codes in SELF)
    with open_journal(world.attested("berg", "kari"), world) as grant:
        for codes in CODES:
            own_id = world.documents[f"kari {codes}".strip()]
            assert (selectors.document(grant, own_id) is not None) is (codes in CLINICIAN)


def test_an_audience_without_a_rule_sees_nothing() -> None:
    with pytest.raises(ValueError, match="No rule"):
        visible("somebody")  # type: ignore[arg-type]  # on purpose
