"""What others shared of a patient can be erased from every store; what was born here stays."""

from __future__ import annotations

import base64
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from access import erasing, gate, vault
from access.attestation import Statement
from access.codes import Basis, Ground, Kind
from access.models import Blob, PatientKey
from access.receiving import IMPORT
from common import clock
from demo.cast import fhir_directory
from demo.cast.persons import persons
from journal import reading_in
from journal.models import DocumentReference
from tests import cast
from tests.access.stores import files, tables, where
from tests.cast import World
from tests.journal.shelf import document, id_of, put
from tests.log_reading import items, rows_of
from tests.worklist.asking import own_grant
from worklist import owners, services
from worklist.codes import TaskCode

pytestmark = [pytest.mark.django_db, pytest.mark.attack(85)]
PATIENT = "kari"
# Each word stands in one kind of thing that is kept of the patient.
WORDS = {
    name: f"kanari{uuid.uuid5(uuid.NAMESPACE_OID, name).hex}"
    for name in ("title", "content", "former", "attached", "author", "visit", "sent", "search")
} | {"reason": "kanarigrunn7c1e"}
# Bytes are sealed from the beginning; their words stand in the index.
NEVER_IN_CLEAR: set[str] = set()
# What is left of them, and why; everything else is gone.
STAYS = {
    # Born here: the requests of the patient name what they are about.
    "title": {"worklist_task"},
    # Proof of who has looked, and on what ground (docs/retention.md).
    "reason": {"access_statedattestation"},
}


def attachment(words: str) -> dict[str, Any]:
    data = base64.b64encode(words.encode()).decode()
    return {"attachment": {"contentType": "text/plain", "data": data}}


@pytest.fixture
def kept(world: World) -> World:
    """A patient with something in every store."""
    put(document("erased", PATIENT, description=WORDS["former"]))
    author = {"resourceType": "Practitioner", "id": "a", "name": [{"family": WORDS["author"]}]}
    put(
        document(
            "erased",
            PATIENT,
            description=WORDS["title"],
            contained=[author],
            author=[{"reference": "#a"}],
            content=[attachment(WORDS["content"]), attachment(WORDS["attached"])],
        )
    )
    visit = cast.episode(PATIENT, "unn-hjertepol", "berg")
    sent = fhir_directory.patient(persons(clock.today())[PATIENT])
    sent["contact"] = [{"name": {"text": WORDS["sent"]}}]
    assert not cast.import_resources([visit | {"type": [{"text": WORDS["visit"]}]}, sent])
    read_in(world)
    world.attested("dahl", PATIENT, Statement(Basis.DECLARED, Ground.TREATING, WORDS["reason"]))
    world.sign_in(PATIENT).get(f"/journal/{id_of('erased')}/")
    ask(world)
    session = world.sign_in("berg").session
    session["journal.searches"] = {"key": WORDS["search"]}
    session["last_opened"] = [str(world.patients[PATIENT])]
    session.save()
    return world


def ask(world: World) -> None:
    """A request about the document, which names it."""
    owner = owners.by_id(world.roles["vik"].legal_entity_id)
    assert owner
    request = services.Request(
        code=TaskCode.DELETION,
        focus_type="DocumentReference",
        focus_id=id_of("erased"),
        focus_text=WORDS["title"],
        owner=owner,
        key=uuid.uuid4(),
    )
    with own_grant(world, PATIENT) as grant:
        services.ask(grant, request)


def read_in(world: World) -> None:
    """The words of the one document, without those of everybody else."""
    with rows_of(*world.patients.values()):
        others = DocumentReference.ungated.exclude(id=id_of("erased"))
        others.update(is_read_in=True)
    assert reading_in.read_batch().read == 1


def test_every_word_is_gone_from_every_store_but_what_was_born_here(kept: World) -> None:
    before = where(WORDS, kept.patients.values())

    counts = erasing.erase_shared(kept.patients[PATIENT])

    assert {name for name, stores in before.items() if not stores} == NEVER_IN_CLEAR
    assert where(WORDS, kept.patients.values()) == {name: STAYS.get(name, set()) for name in WORDS}
    assert counts["files"] > 2
    assert counts["sessions"] == 1


def test_the_bytes_and_their_key_are_gone(kept: World) -> None:
    patient_id = kept.patients[PATIENT]
    with rows_of(patient_id):
        names = set(Blob.ungated.filter(patient_id=patient_id).values_list("name", flat=True))

    erasing.erase_shared(patient_id)

    assert names
    assert not names & {name for name, _ in files()}
    with rows_of(patient_id):
        assert not PatientKey.ungated.filter(patient_id=patient_id).exists()


def test_every_table_about_patients_is_erased_or_named_as_kept(kept: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tablename FROM pg_policies WHERE schemaname = 'public'")
        about_patients = {row[0] for row in cursor.fetchall()}

    assert about_patients - erasing.tables() - set(erasing.KEPT) == set()
    assert not erasing.tables() & set(erasing.KEPT)
    assert set(erasing.KEPT) <= set(tables())


def test_other_patients_keep_everything(kept: World) -> None:
    other = kept.patients["ola"]
    before = page_of(kept, "ola")

    erasing.erase_shared(kept.patients[PATIENT])

    assert page_of(kept, "ola") == before
    with rows_of(other):
        assert PatientKey.ungated.filter(patient_id=other).exists()


def page_of(world: World, slug: str) -> bytes:
    answer = world.sign_in(slug).get(f"/journal/{world.documents[f'{slug} N']}/")
    assert answer.status_code == 200
    return answer.content[-2000:]


def test_the_log_keeps_that_it_was_done_and_doing_it_twice_does_nothing_more(kept: World) -> None:
    patient_id = kept.patients[PATIENT]
    erasing.erase_shared(patient_id)

    again = erasing.erase_shared(patient_id)

    assert set(again.values()) == {0}
    assert [item.outcome for item in items(patient_id)].count("erased") == 2


def test_what_is_left_undoes_it_all(kept: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An app that forgets a table is found out before anything is lost."""
    before = where(WORDS, kept.patients.values())
    monkeypatch.setattr("access.erasing._former_versions", lambda grant: {})
    forgetful = replace(erasing._OWN[0], erase=lambda grant: {})
    monkeypatch.setattr(erasing, "_OWN", (forgetful, *erasing._OWN[1:]))

    with pytest.raises(erasing.NotErased, match="access_formerversion"):
        erasing.erase_shared(kept.patients[PATIENT])

    assert where(WORDS, kept.patients.values()) == before


def test_the_patient_still_signs_in_and_finds_an_empty_record(kept: World) -> None:
    erasing.erase_shared(kept.patients[PATIENT])

    answer = kept.sign_in(PATIENT).get("/journal/")

    assert answer.status_code == 200
    assert answer.context["page"].paginator.count == 0


def test_a_new_document_gets_a_new_key(kept: World) -> None:
    patient_id = kept.patients[PATIENT]
    erasing.erase_shared(patient_id)
    with gate.open_batch(IMPORT, [patient_id], Kind.JOURNAL) as grant:
        (blob,) = vault.keep(grant, [(patient_id, b"later")])
        assert vault.read(grant, blob) == b"later"
