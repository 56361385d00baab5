"""Values that are legal, or nearly, and that no table or calendar was made for: nothing stops."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from common.declarations import Fate
from common.fhirtime import instant
from fhirapi.importing import Document, Report, import_documents
from tests.fhirapi.test_importing import FNR, KARI, document, patient

pytestmark = pytest.mark.django_db
TYPE_SYSTEM = "urn:oid:2.16.578.1.12.4.1.1.9602"


def sent(*resources: dict[str, Any]) -> Report:
    texts = [json.dumps(each) for each in resources]
    found = [Document(f"file{n}", t) for n, t in enumerate(texts)]
    return import_documents(found, source="unn", believes_senders=True)


def attached(**more: Any) -> list[dict[str, Any]]:
    return [{"attachment": {"contentType": "text/plain", "url": "Binary/tekst", **more}}]


LONG = "x" * 5000
ODD: dict[str, dict[str, Any]] = {
    "long title": {"description": LONG},
    "long type": {"type": {"coding": [{"system": TYPE_SYSTEM, "code": LONG, "display": LONG}]}},
    "long words for the type": {"type": {"text": LONG}},
    "long media type": {"content": attached(contentType="x/" + LONG)},
    "long language": {"content": attached(language=LONG)},
    "long names": {
        "author": [{"display": LONG, "type": "Practitioner"}, {"reference": "Organization/x"}],
        "custodian": {"display": LONG},
    },
    "long code of confidentiality": {
        "securityLabel": [
            {"coding": [{"system": "urn:oid:2.16.578.1.12.4.1.1.9603", "code": LONG}]}
        ]
    },
    "the last instant": {"date": "9999-12-31T23:59:59-12:00"},
    "the first instant": {"date": "0001-01-01T00:00:00+14:00"},
    "a leap second": {"date": "2016-12-31T23:59:60Z"},
    "for ever": {"context": {"period": {"start": "0001", "end": "9999-12-31"}}},
    "many digits of a second": {"date": "2026-03-01T10:00:00.123456789+01:00"},
    "a month": {"context": {"period": {"start": "2025-02", "end": "2025-03"}}},
    "replaces itself": {
        "relatesTo": [{"code": "replaces", "target": {"reference": "DocumentReference/odd"}}]
    },
    "half a letter where it is not read": {"text": {"status": "empty", "div": "<div>\ud800</div>"}},
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_value_is_kept(name: str) -> None:
    report = sent(patient(), document(id="odd", **ODD[name]), document())

    assert report.summary == "3 stored, 0 unchanged, 0 refused", report.refusals
    assert sent(document(id="odd", **ODD[name])).summary == "0 stored, 1 unchanged, 0 refused"


BAD: dict[str, dict[str, Any]] = {
    "a NUL": {"description": "Epi\0krise"},
    "half a letter": {"description": "Epi\ud800krise"},
    "a long sender": {"meta": {"source": "urn:" + LONG}},
    "a day that is none": {"date": "2025-02-30T10:00:00Z"},
    "an hour that is none": {"date": "2025-02-20T25:00:00Z"},
    "a list for an object": {"context": []},
    "an object for a list": {"author": {"display": "x"}},
    "a number for words": {"description": 7},
    "data that is no base64": {"content": attached(data="Q")},
    "a terminal's code as id": {"id": "\x1b[2J"},
    "no such place": {"subject": {"reference": "Patient/"}},
    "nested deep": {"extension": json.loads('[{"url":"x","extension":' * 200 + "[]" + "}]" * 200)},
}


@pytest.mark.parametrize("name", BAD)
def test_a_value_that_cannot_be_kept_is_refused_alone(name: str) -> None:
    others = [document(id=f"other-{number}") for number in range(5)]

    report = sent(patient(), *others[:2], document(**{"id": "bad", **BAD[name]}), *others[2:])

    assert report.summary == "6 stored, 0 unchanged, 1 refused", report.refusals
    assert report.refusals[0].startswith("file3: ")


@pytest.mark.parametrize(
    "more",
    [
        {"name": [{"family": LONG, "given": [LONG]}]},
        {"address": [{"line": [LONG], "postalCode": LONG, "city": LONG}]},
        {"birthDate": "0001-01-01"},
        {"birthDate": "9999-12-31", "deceasedDateTime": "9999-12-31T23:59:59-12:00"},
        {"name": [{"family": "Nord\0li"}]},
        {"name": "Nordli"},
        {"identifier": [{"system": FNR, "value": KARI}, {"system": LONG, "value": LONG}]},
    ],
    ids=["name", "address", "first", "last", "nul", "words", "identifier"],
)
def test_an_odd_patient_stops_nobody_else(more: dict[str, Any]) -> None:
    report = sent(patient(**more), patient(id="andre", identifier=[]), document())

    assert sum(report.counts.values()) == 3
    assert report.counts[Fate.STORED] >= 1


@pytest.mark.parametrize("name", ["Kake", "patient", "", "HumanName", "Patient\n", "\x1b[2J", LONG])
def test_what_is_no_type_of_fhir_is_refused(name: str) -> None:
    report = sent({"resourceType": name, "id": "1"}, patient())

    assert report.summary == "1 stored, 0 unchanged, 1 refused"
    assert not report.homeless
    assert len(report.refusals[0]) < 200


@pytest.mark.parametrize("value", [["Patient"], {"a": 1}, 7, None, True])
def test_a_type_that_is_no_word_is_refused(value: object) -> None:
    assert sent({"resourceType": value}).summary == "0 stored, 0 unchanged, 1 refused"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("9999-12-31T23:59:59-12:00", datetime(9999, 12, 31, 12, tzinfo=UTC)),
        ("0001-01-01", datetime(1, 1, 2, tzinfo=UTC)),
        ("2025", datetime(2024, 12, 31, 23, tzinfo=UTC)),
        ("2025-07", datetime(2025, 6, 30, 22, tzinfo=UTC)),
    ],
)
def test_a_time_at_the_edge_is_the_nearest_that_every_zone_can_tell(
    written: str, meant: datetime
) -> None:
    assert instant(written) == meant
