"""Summaries from abroad: kept whole as one document, readable section by section, and none of what
they hold in the lists of this house."""

from __future__ import annotations

import json
from typing import Any

import pytest

from access import gate
from access.codes import Kind
from common import clock
from demo.cast.persons import persons
from fhirapi.importing import Document, import_documents
from journal import selectors
from journal.convert import convert, words
from journal.formats.sniff import judged
from journal.formats.values import Unreadable
from summary.models import AllergyIntolerance, Condition
from tests.cast import SOURCE, World
from tests.examples import EXAMPLES
from tests.log_reading import rows_of

FOLDER = EXAMPLES / "07-ips"
JSON = "application/fhir+json"
FNR = "urn:oid:2.16.578.1.12.4.1.4.1"


def documents() -> list[Any]:
    found = sorted(FOLDER.glob("*.json")) if FOLDER.exists() else []
    return [each for each in found if json.loads(each.read_text()).get("type") == "document"]


def foreign(**more: Any) -> dict[str, Any]:
    """A small document as a hospital abroad would make it."""
    number = persons(clock.today())["kari"].national_id
    div = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Penicilina: anafilaxia</p></div>'
    allergy = {"resourceType": "AllergyIntolerance", "id": "a1", "code": {"text": "Penicilina"}}
    return {
        "resourceType": "Bundle",
        "type": "document",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": "urn:uuid:1"},
        "timestamp": "2026-05-02T10:00:00Z",
        "entry": [
            {
                "fullUrl": "urn:uuid:c",
                "resource": {
                    "resourceType": "Composition",
                    "status": "final",
                    "type": {"coding": [{"system": "http://loinc.org", "code": "60591-5"}]},
                    "date": "2026-05-02",
                    "title": "Resumen del paciente",
                    "author": [{"display": "Hospital Clínic"}],
                    "subject": {"reference": "urn:uuid:p"},
                    "section": [
                        {
                            "title": "Alergias",
                            "text": {"status": "generated", "div": div},
                            "entry": [{"reference": "AllergyIntolerance/a1"}],
                        }
                    ],
                },
            },
            {
                "fullUrl": "urn:uuid:p",
                "resource": {
                    "resourceType": "Patient",
                    "identifier": [{"system": FNR, "value": number}],
                    "name": [{"family": "Hansen", "given": ["Kari"]}],
                    "birthDate": "1984-03-01",
                },
            },
            {
                "fullUrl": "urn:uuid:a",
                "resource": {**allergy, "patient": {"reference": "urn:uuid:p"}},
            },
        ],
        **more,
    }


def put(*bundles: dict[str, Any]) -> Any:
    sent = [Document(f"bundle {n}", json.dumps(each)) for n, each in enumerate(bundles)]
    return import_documents(sent, source=SOURCE)


@pytest.mark.skipif(not FOLDER.exists(), reason="the published examples are not here")
@pytest.mark.parametrize("path", documents(), ids=lambda path: path.stem[-40:])
def test_each_published_summary_is_readable(path: Any) -> None:
    data = path.read_bytes()
    bundle = json.loads(data)
    assert judged(data, JSON).kind == "fhir"
    found = convert("fhir", data).html
    assert found.startswith("<h2>")
    for section in bundle["entry"][0]["resource"].get("section", []):
        assert f">{section['title']}</h" in found
    assert words(data, JSON)


def test_the_sections_read_as_their_sender_wrote_them() -> None:
    found = convert("fhir", json.dumps(foreign()).encode(), said={"Patient": "Pasient"}).html
    assert "<h2>Resumen del paciente</h2>" in found
    assert "<dt>Pasient</dt><dd>Kari Hansen, 1984-03-01</dd>" in found
    assert "<h3>Alergias</h3><p>Penicilina: anafilaxia</p>" in found


@pytest.mark.attack(36)
@pytest.mark.parametrize(
    "div",
    [
        "<div><script>alert(1)</script></div>",
        '<div><a href="javascript:x">a</a><img src="http://x/y.png"/></div>',
        "<div onclick='x'><p style='position:fixed'>a</p></div>",
        "<div><iframe src='x'></iframe><form action='x'><input/></form></div>",
        "</div></section><h2>Annet",
    ],
)
def test_what_could_run_or_point_outside_is_taken_away(div: str) -> None:
    bundle = foreign()
    bundle["entry"][0]["resource"]["section"][0]["text"]["div"] = div
    found = convert("fhir", json.dumps(bundle).encode()).html
    for bad in ("script", "href", "src=", "onclick", "style", "iframe", "form", "alert"):
        assert bad not in found


@pytest.mark.attack(30)
@pytest.mark.parametrize(
    "broken",
    [
        b'{"resourceType": "Bundle", "type": "document"',
        b'{"resourceType": "Bundle", "type": "collection", "entry": []}',
        b'{"resourceType": "Bundle", "type": "document", "entry": [7, {"resource": []}]}',
        b'{"resourceType": "Bundle", "type": "document", "entry": ' + b"[" * 100_000,
    ],
)
def test_what_is_no_document_is_not_opened(broken: bytes) -> None:
    with pytest.raises(Unreadable):
        convert("fhir", broken)


@pytest.mark.django_db
def test_it_comes_in_as_one_document_and_not_into_the_lists(world: World) -> None:
    report = put(foreign())
    assert not report.refusals
    kari = world.patients["kari"]
    with gate.open_record(world.citizen("kari"), kari, Kind.JOURNAL) as grant:
        titles = [each.title for each in selectors.documents(grant, selectors.Filters())]
    assert "Resumen del paciente" in titles
    with rows_of(kari):
        assert not AllergyIntolerance.ungated.exists()
        assert not Condition.ungated.exists()
    again = put(foreign())
    assert again.summary == "0 stored, 1 unchanged, 0 refused"


@pytest.mark.django_db
def test_the_patient_reads_it_on_the_page(world: World) -> None:
    put(foreign())
    browser = world.sign_in("kari")
    page = browser.get("/journal/").content.decode()
    assert "Resumen del paciente" in page


@pytest.mark.django_db
def test_of_nobody_known_here_it_is_refused_with_the_reason(world: World) -> None:
    bundle = foreign()
    bundle["entry"][1]["resource"]["identifier"] = [{"system": "urn:oid:2.16.724", "value": "X1"}]
    (refusal,) = put(bundle).refusals
    assert "national identity number" in refusal


@pytest.mark.attack(15)
@pytest.mark.django_db
def test_its_own_confidentiality_hides_it(world: World) -> None:
    bundle = foreign()
    bundle["entry"][0]["resource"]["confidentiality"] = "V"
    assert not put(bundle).refusals
    assert "Resumen" not in world.sign_in("kari").get("/journal/").content.decode()
