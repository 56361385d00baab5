"""Documents are sealed whole, labels are never lost, and no national id stands in clear."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from access.codes import Audience, Kind
from access.confidentiality import visible
from access.models import Blob
from common.identifiers import national_ids_in
from fhirapi.importing import Document, import_documents
from journal.models import DocumentReference
from journal.wire import as_received
from tests.fhirapi.parties import opened
from tests.fhirapi.test_importing import KARI, binary, document, patient, sent

pytestmark = pytest.mark.django_db
FIRST, SECOND = (base64.b64encode(text).decode() for text in (b"Hoveddokument", b"Vedlegg om Kari"))


def attached(**attachment: str) -> dict[str, Any]:
    return {"attachment": {"contentType": "text/plain", **attachment}}


def stored() -> tuple[DocumentReference, str]:
    with opened(Kind.JOURNAL) as grant:
        row = DocumentReference.objects.under(grant).get()
        return row, as_received(grant, row.wire)


CONTENTS: dict[str, dict[str, Any]] = {
    "both have data": {"content": [attached(data=FIRST), attached(data=SECOND)]},
    "the second has data": {"content": [attached(url="Binary/tekst"), attached(data=SECOND)]},
    "the same twice": {"content": [attached(data=SECOND), attached(data=SECOND)]},
    "written with a line break": {"content": [attached(data=f"{SECOND[:4]}\n {SECOND[4:]}")]},
    "in a contained resource": {"contained": [{**binary(), "data": SECOND}]},
}


@pytest.mark.parametrize("name", CONTENTS)
def test_no_data_stays_in_clear_and_all_comes_back_as_sent(name: str) -> None:
    text = json.dumps(document(**CONTENTS[name]))
    sent(patient())

    report = import_documents([Document("one", text)], source="unn")

    assert not report.refusals
    row, given_back = stored()
    assert given_back == text
    assert FIRST not in row.wire
    assert SECOND not in row.wire
    assert SECOND[4:] not in row.wire


def test_the_first_content_is_the_one_shown() -> None:
    sent(patient(), document(**CONTENTS["both have data"]))

    row, _ = stored()

    with opened(Kind.JOURNAL) as grant:
        blob = Blob.objects.under(grant).get(id=row.blob_id)
        assert blob.size == len(b"Hoveddokument")
        assert Blob.objects.under(grant).count() == 2


def test_data_under_a_key_written_with_escapes_is_refused_alone() -> None:
    text = json.dumps(document(content=[attached(data=FIRST)])).replace('"data"', '"d\\u0061ta"')

    report = import_documents(
        [Document("kari", json.dumps(patient())), Document("odd", text)], source="unn"
    )

    assert report.refusals == ["odd: its data does not stand in its text"]


def test_a_binary_without_data_is_refused_and_stops_nothing_else() -> None:
    empty = {key: value for key, value in binary().items() if key != "data"}

    report = sent(patient(), document(), empty)

    assert report.summary == "2 stored, 0 unchanged, 1 refused"
    assert report.refusals == ["file2: Binary.data: it has no data"]


def _coded(code: str, system: str = "urn:oid:2.16.578.1.12.4.1.1.9603") -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


LABELS: dict[str, tuple[list[dict[str, Any]], list[str]]] = {
    "of another system": ([_coded("HEMMELIG", "http://example.org/x")], ["HEMMELIG"]),
    "text only": ([{"text": "Skal ikke vises"}], ["UNKNOWN"]),
    "without a code": ([{"coding": [{"display": "Sperret"}]}], ["UNKNOWN"]),
    "beside a known one": ([_coded("N"), {"text": "Skal ikke vises"}], ["N", "UNKNOWN"]),
}


@pytest.mark.parametrize("name", LABELS)
def test_a_label_that_is_not_known_hides_from_citizens_and_not_from_clinicians(name: str) -> None:
    labels, expected = LABELS[name]
    sent(patient(), document(securityLabel=labels))

    with opened(Kind.JOURNAL) as grant:
        rows = DocumentReference.objects.under(grant)
        assert rows.get().security == expected
        assert not rows.filter(visible(Audience.SELF)).exists()
        assert rows.filter(visible(Audience.CLINICIAN)).exists()


@pytest.mark.parametrize(
    "more",
    [
        {"securityLabel": [_coded("nors")]},
        {"securityLabel": [_coded("NORS", "http://example.org/9603")]},
        {"meta": {"security": _coded("NORS")["coding"]}},
    ],
    ids=["in small letters", "of another system", "in meta"],
)
def test_a_blocking_label_blocks_however_it_is_written(more: dict[str, Any]) -> None:
    sent(patient(), document(**more))

    with opened(Kind.JOURNAL) as grant:
        rows = DocumentReference.objects.under(grant)
        assert not rows.filter(visible(Audience.CLINICIAN)).exists()


def test_no_national_id_stands_in_what_is_lifted_out() -> None:
    said = f"Gjelder {KARI} og {KARI[:6]} {KARI[6:]}"
    unit = {
        "resourceType": "Organization",
        "id": "o",
        "name": said,
        "type": [{"coding": [{"code": "dept"}]}],
    }
    writer = {"resourceType": "Practitioner", "id": "p", "name": [{"text": said}]}
    more = {
        "description": said,
        "type": {"text": said},
        "custodian": {"display": said},
        "contained": [unit, writer],
        "author": [{"reference": "#p"}, {"reference": "#o"}],
    }

    sent(patient(), document(**more))

    row, given_back = stored()
    columns = ("title", "type_text", "custodian_name", "author_name", "unit_name")
    shown = [getattr(row, name) for name in (*columns, "organization_name")]
    assert all("Gjelder" in text for text in shown)
    assert not any(national_ids_in(text) for text in (*shown, row.wire))
    assert json.loads(given_back)["description"] == said
