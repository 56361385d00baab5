"""How long a document takes from its stored bytes to the page that shows it."""

from __future__ import annotations

import base64
import uuid
from typing import Any

from bench.figures import Figure, spread
from bench.population import Somebody
from bench.readers import Browser
from common import clock
from common.identifiers import FNR_SYSTEM
from common.references import local_id
from demo.cast.persons import persons
from demo.cast.resources import bundles
from fhirapi.importing import documents_of, import_documents
from people import identity
from tests.journal import files, messages

GOAL = 1000.0
TIMES = 15
SIZE = 5_000_000
PATIENT, SOURCE = "marte", "urn:bench"
_ROW = """<tr><td ID="r{n}">Glukose {n}</td><td>5,{d} mmol/L</td><td>2024-01-0{d}</td>
<td><content styleCode="Bold">Tatt fastende</content></td></tr>"""
_ENTRY = """<entry><observation classCode="OBS" moodCode="EVN">
<templateId root="2.16.840.1.1138{n}"/><id root="{n}"/>
<code code="NPU02192" codeSystem="2.16.578.1.12.4.1.1.7280" displayName="Glukose">
<originalText><reference value="#r{n}"/></originalText></code><statusCode code="completed"/>
<effectiveTime value="2024010{d}"/><value unit="mmol/L" value="5.{d}"/>
<interpretationCode code="N"/><author><time value="2024010{d}"/>
<assignedAuthor><id extension="1"/></assignedAuthor></author></observation></entry>"""
_HEAD = "<tr><th>Analyse</th><th>Svar</th><th>Dato</th><th>Merknad</th></tr>"


def measure() -> list[Figure]:
    """The page of each document as the patient opens it: gate, log, vault, child and template."""
    import_documents(documents_of(bundles(clock.today())), source=SOURCE, believes_senders=True)
    made = {
        "CDA of 5 MB": (_cda(with_entries=True), "text/xml", "words and codes of each result"),
        "CDA of 5 MB, words only": (_cda(with_entries=False), "text/xml", "no codes: the heaviest"),
        "PDF of 20 pages": (files.typeset_pdf(20), "application/pdf", ""),
        "TIFF of 10 pages": (_tiff(), "image/tiff", "black and white, as a fax"),
    }
    national_id = persons(clock.today())[PATIENT].national_id
    person = identity.person_for(national_id)
    browser = Browser.of_patient(Somebody(person, uuid.UUID(int=0), ""))
    figures: list[Figure] = []
    for number, (name, (data, content_type, note)) in enumerate(made.items()):
        path = _stored(f"bench-{number}", national_id, data, content_type)
        _check(browser, path, name)
        samples = [browser.get(path).milliseconds for _ in range(TIMES)]
        goal = GOAL if number == 0 else None
        figures += spread(f"reading a {name}", samples, goal=goal, note=note)
    return figures


def _check(browser: Browser, path: str, name: str) -> None:
    answer = browser.get(path)
    assert answer.status == "200 OK", (name, answer.status)
    shown = "srcdoc" if name.startswith("CDA") else "dis-sheet__page"
    assert shown in answer.text, f"{name} is not shown: was the machine too busy?"


def _stored(own_id: str, national_id: str, data: bytes, content_type: str) -> str:
    attachment = {"contentType": content_type, "data": base64.b64encode(data).decode()}
    resource: dict[str, Any] = {
        "resourceType": "DocumentReference",
        "id": own_id,
        "meta": {"source": SOURCE},
        "status": "current",
        "type": {"coding": [{"system": "urn:oid:2.16.578.1.12.4.1.1.9602", "code": "A03-2"}]},
        "subject": {"identifier": {"system": FNR_SYSTEM, "value": national_id}},
        "date": "2025-06-01T10:00:00Z",
        "custodian": {"display": "Universitetssykehuset Nord-Norge HF"},
        "description": own_id,
        "content": [{"attachment": attachment}],
    }
    entry = [{"fullUrl": f"urn:uuid:{uuid.uuid4()}", "resource": resource}]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entry}
    report = import_documents(documents_of([bundle]), source=SOURCE)
    assert not report.refusals, report.refusals
    return f"/journal/{local_id(SOURCE, 'DocumentReference', own_id)}/"


def _cda(*, with_entries: bool) -> bytes:
    """Sections of fifty results each, until there are five megabytes of them."""
    sections: list[str] = []
    length = number = 0
    while length < SIZE:
        numbers = range(number, number + 50)
        rows = "".join(_ROW.format(n=n, d=n % 9 + 1) for n in numbers)
        entries = "".join(_ENTRY.format(n=n, d=n % 9 + 1) for n in numbers) if with_entries else ""
        text = f"<table><thead>{_HEAD}</thead><tbody>{rows}</tbody></table>"
        sections.append(messages.section(text, f"Prøvesvar {number}", entries))
        number, length = number + 50, length + len(sections[-1])
    return messages.cda(*sections)


def _tiff() -> bytes:
    page = files.fax_page()
    return files.tiff(*(page for _ in range(10)), compression="group4")
