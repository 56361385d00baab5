"""The files of a report open where the report itself is shown, for its reader and nobody else."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from access.codes import Scope
from access.models import Restriction
from common import clock
from common.references import local_id
from labresults import files
from labresults.codes import Release
from tests.cast import SOURCE, World
from tests.journal.files import pdf
from tests.labresults.results import observation, put, report
from tests.labresults.test_pages import inside
from tests.labresults.test_release import decide
from tests.log_reading import events, items, rows_of

pytestmark = pytest.mark.django_db
PAGE = b"BT /F1 24 Tf 50 700 Td (Side en) Tj ET"
WORDS = "Svar på undersøkelsen: kanarifugl."
REPORT = local_id(SOURCE, "DiagnosticReport", "med-fil")


def said(text: str) -> str:
    with translation.override("nb"):
        return gettext(text)


def attachment(data: bytes, content_type: str = "text/plain", **more: Any) -> dict[str, Any]:
    return {"contentType": content_type, "data": base64.b64encode(data).decode(), **more}


def sent(*files: dict[str, Any], kind: str = "LAB", **more: Any) -> None:
    result = observation("i-rapport", 1)
    put(result, report("med-fil", result, kind=kind, presentedForm=list(files), **more))


@pytest.fixture
def kari(world: World) -> Client:
    return world.sign_in("kari")


@pytest.fixture
def berg(world: World) -> Client:
    return inside(world)


def blocked(patient_id: Any) -> None:
    with rows_of(patient_id):
        Restriction.ungated.create(
            patient_id=patient_id, scope=Scope.DOCUMENT, document_id=REPORT, start=clock.now()
        )


def own(number: int = 1, name: str = "own-file") -> str:
    return reverse(f"labresults:{name}", args=[REPORT, number])


def in_record(world: World, number: int = 1, name: str = "record-file") -> str:
    return reverse(f"labresults:{name}", args=[world.patients["kari"], REPORT, number])


def test_a_file_opens_from_the_page_of_its_report(world: World, kari: Client, berg: Client) -> None:
    sent(
        attachment(WORDS.encode(), title="Hele svaret"),
        attachment(pdf(content=PAGE), "application/pdf"),
    )
    for browser, page, address in (
        (kari, reverse("labresults:own-report", args=[REPORT]), own()),
        (
            berg,
            reverse("labresults:record-report", args=[world.patients["kari"], REPORT]),
            in_record(world),
        ),
    ):
        shown = browser.get(page).content.decode()
        assert address in shown
        assert "Hele svaret (TXT)" in shown
        assert f"{said('The report as a file')} (PDF)" in shown
        opened = browser.get(address)
        assert opened.status_code == 200
        assert WORDS in opened.content.decode()
        picture = browser.get(address.replace("/1/", "/2/")).content.decode()
        assert "data:image/" in picture
        assert "Side en" in picture


def test_a_file_is_saved_as_it_was_sent_and_never_shown_as_a_page_of_ours(
    world: World, kari: Client
) -> None:
    data = b"<script>alert(1)</script>"
    sent(attachment(data, "text/html; charset=utf-8"))
    answer = kari.get(own(name="own-file-download"))
    assert answer.content == data
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].endswith('-fil-1.bin"')
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "<script>alert" not in kari.get(own()).content.decode()
    assert events(world.patients["kari"])[-2].action == "download"


def test_the_log_names_the_report(world: World, berg: Client) -> None:
    sent(attachment(WORDS.encode()))
    kari = world.patients["kari"]
    before = len(items(kari))
    berg.get(in_record(world))
    (noted,) = items(kari)[before:]
    assert (noted.resource_type, noted.resource_id, noted.outcome) == (
        "DiagnosticReport",
        REPORT,
        "shown",
    )


@pytest.mark.attack(34)
def test_bytes_that_are_not_those_that_were_sent_are_not_shown(world: World, kari: Client) -> None:
    told = hashlib.sha1(b"else", usedforsecurity=False).digest()
    sent(attachment(WORDS.encode(), hash=base64.b64encode(told).decode()))
    shown = kari.get(own()).content.decode()
    assert WORDS not in shown
    assert items(world.patients["kari"])[-1].outcome == "damaged"
    assert kari.get(own(name="own-file-download")).status_code == 302


@pytest.mark.parametrize("data", ["AAAA=AAAA", "!!!!", "A"])
def test_what_is_no_base64_is_damaged(data: str) -> None:
    with pytest.raises(files.Damaged):
        files.content({"presentedForm": [{"data": data}]}, 1)


def test_the_right_checksum_is_no_obstacle(kari: Client) -> None:
    told = hashlib.sha1(WORDS.encode(), usedforsecurity=False).digest()
    sent(attachment(WORDS.encode(), hash=base64.b64encode(told).decode()))
    assert WORDS in kari.get(own()).content.decode()


def test_a_file_that_lies_elsewhere_is_named_and_not_fetched(kari: Client) -> None:
    sent({"contentType": "application/pdf", "url": "https://lab.example/x.pdf", "title": "Ute"})
    page = kari.get(reverse("labresults:own-report", args=[REPORT])).content.decode()
    assert "Ute" in page
    assert said("The file itself has not been received here.") in page
    assert "lab.example" not in page
    assert kari.get(own(name="own-file-download")).status_code == 404
    assert kari.get(own()).status_code == 200


@pytest.mark.attack(4)
@pytest.mark.parametrize("number", [0, 2, 99])
def test_what_is_not_there_is_not_found(kari: Client, number: int) -> None:
    sent(attachment(WORDS.encode()))
    for name in ("own-file", "own-file-download"):
        assert kari.get(own(number, name)).status_code == 404


@pytest.mark.attack(4)
def test_the_file_of_anothers_report_is_not_found(world: World) -> None:
    sent(attachment(WORDS.encode()))
    ola = world.sign_in("ola")
    berg = inside(world)
    for name in ("file", "file-download"):
        assert ola.get(own(name=f"own-{name}")).status_code == 404
        path = reverse(f"labresults:record-{name}", args=[world.patients["astrid"], REPORT, 1])
        assert berg.get(path).status_code in {302, 404}
        assert WORDS not in berg.get(path).content.decode()


@pytest.mark.attack(15)
def test_the_file_of_an_answer_that_waits_is_not_found(world: World, kari: Client) -> None:
    decide(Release.MANUAL)
    sent(attachment(WORDS.encode()), kind="PAT")
    for name in ("own-file", "own-file-download"):
        assert kari.get(own(name=name)).status_code == 404


@pytest.mark.attack(15)
@pytest.mark.parametrize("codes", ["NORN_FORANS", "NORS"])
def test_the_file_of_a_hidden_report_is_not_found(
    world: World, kari: Client, berg: Client, codes: str
) -> None:
    sent(attachment(WORDS.encode()), codes=codes)
    if codes == "NORS":
        assert berg.get(in_record(world)).status_code == 404
        assert kari.get(own()).status_code == 200
    else:
        assert berg.get(in_record(world)).status_code == 200


@pytest.mark.attack(9)
def test_the_file_of_a_blocked_answer_is_closed_to_who_treats(world: World, berg: Client) -> None:
    sent(attachment(WORDS.encode()))
    blocked(world.patients["kari"])
    for name in ("record-file", "record-file-download"):
        assert berg.get(in_record(world, name=name)).status_code == 404


def test_a_mistake_is_for_no_citizen(kari: Client) -> None:
    sent(attachment(WORDS.encode()), status="entered-in-error")
    assert kari.get(own()).status_code == 404
