"""The patient summary as a page and a PDF, for the patient and for who treats."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from demo.stack.processes import node
from tests.cast import World, import_resources
from tests.fhirapi.calling import call
from tests.log_reading import events
from tests.summary import sharing
from tests.summary.sent import of
from tests.summary.summaries import put

pytestmark = pytest.mark.django_db
OWN = "/oppsummering/"
ROOT = Path(__file__).resolve().parents[2]
# Opens what is sealed with another library than ours.
_OPEN = """
import {compactDecrypt, base64url} from "jose";
const [sealed, key] = process.argv.slice(1);
const found = await compactDecrypt(sealed, base64url.decode(key));
const told = JSON.parse(new TextDecoder().decode(found.plaintext));
process.stdout.write(`${found.protectedHeader.cty} ${told.type}`);
"""


def test_the_patient_reads_it_in_the_language_that_is_chosen(world: World) -> None:
    put(of("Condition", "Høyt blodtrykk"))
    kari = world.sign_in("kari")
    page = kari.get(f"{OWN}?sprak=en").content.decode()
    assert "Høyt blodtrykk" in page
    assert 'lang="en-GB"' in page
    assert "Health problems" in page
    assert kari.get(f"{OWN}?sprak=xx").status_code == 404


@pytest.mark.attack(36)
def test_words_of_others_are_words(world: World) -> None:
    put(of("Condition", "<script>alert(1)</script>"))
    assert "<script>alert" not in world.sign_in("kari").get(OWN).content.decode()


@pytest.mark.attack(57)
def test_the_file_is_made_for_screen_readers_and_logged_as_taken_away(world: World) -> None:
    put(of("AllergyIntolerance", "Penicillin"), of("Condition", "\x07 & #evil \\[x]"))
    answer = world.sign_in("kari").get(f"{OWN}pdf/?sprak=nn")
    assert answer["Content-Type"] == "application/pdf"
    for mark in (b"pdfuaid", b"/StructTreeRoot", b"/Lang"):
        assert mark in answer.content
    pages = pypdfium2.PdfDocument(answer.content)
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert "Penicillin" in text
    assert "#evil" in text
    assert events(world.patients["kari"])[-1].action == "download"


def test_who_treats_reads_it_in_the_record(world: World) -> None:
    put(of("AllergyIntolerance", "Penicillin"), of("Condition", "Hemmelig", codes="NORS"))
    berg = world.sign_in("berg")
    record = f"/kliniker/pasient/{world.patients['kari']}/"
    assert berg.get(f"{record}oppsummering/").status_code == 302
    berg.post(f"{record}apne/", {"basis": "relation", "patient": str(world.patients["kari"])})
    page = berg.get(f"{record}oppsummering/").content.decode()
    assert "Hemmelig" not in page


def test_it_asks_as_often_for_much_as_for_little(world: World) -> None:
    path = f"Patient/{world.patients['kari']}/$summary"

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert call(world, "kari", "GET", path).status == 200
        return len(found)

    put(of("Condition", "A"), of("Observation", "A"), of("MedicationRequest", "A"))
    few = asked()
    more = [of(name, f"{name} {n}") for name in ("Condition", "Observation") for n in range(40)]
    assert not import_resources(more)
    assert asked() == few


def test_another_library_opens_what_a_link_gives(world: World) -> None:
    link = sharing.make(world)
    sealed = sharing.file_of(sharing.ask(link))["embedded"]
    done = subprocess.run(
        [node(), "--input-type=module", "-e", _OPEN, sealed, link.payload["key"]],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout == "application/fhir+json document"
