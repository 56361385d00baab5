"""What was received can be given back to the last character, and holds no national id meanwhile."""

import base64
import json
import uuid

import pytest

from access import gate
from access.actor import Actor
from access.codes import Kind
from access.subjects import by_person_ids
from common.identifiers import national_ids_in, with_check_digits
from fhirapi.importing import Document, import_documents
from journal.models import DocumentReference
from journal.wire import as_received
from people import identity

pytestmark = pytest.mark.django_db
NUMBER = str(with_check_digits("129184500") or with_check_digits("129184501"))


def _document(data: str, **more: object) -> str:
    """A DocumentReference written in a way that no encoder would write it anew."""
    text = json.dumps(
        {
            "resourceType": "DocumentReference",
            "id": "doc-1",
            "status": "current",
            "description": f"Gjelder {NUMBER[:6]} {NUMBER[6:]}, ikke 12345678901",
            "subject": {"reference": "#p"},
            "contained": [
                {
                    "resourceType": "Patient",
                    "id": "p",
                    "identifier": [{"system": "urn:oid:2.16.578.1.12.4.1.4.1", "value": NUMBER}],
                }
            ],
            "date": "2026-03-01T10:00:00+01:00",
            "content": [{"attachment": {"contentType": "text/plain", "data": "DATA"}}],
            **more,
        },
        indent=3,
    )
    return text.replace("DATA", data).replace('"status"', '"status"   ')


@pytest.mark.parametrize(
    "data",
    [
        base64.b64encode("Blåbærsyltetøy".encode()).decode(),
        base64.b64encode(bytes(range(256))).decode().replace("/", "\\/"),
        "QmzD\\n pYg=",
    ],
    ids=["usual", "escaped slashes", "white space"],
)
def test_a_document_comes_back_as_it_was_sent(data: str) -> None:
    sent = _document(data)

    report = import_documents([Document("one", sent)], source="here")

    assert report.summary == "1 stored, 0 unchanged, 0 refused", report.refusals
    row, given_back = _stored(DocumentReference)
    assert given_back == sent
    assert data not in row.wire
    assert not national_ids_in(row.wire)


def _stored(model: type[DocumentReference]) -> tuple[DocumentReference, str]:
    grant = gate.open_batch(Actor.system("import"), [_patient_id()], Kind.JOURNAL)
    with grant:
        row = model.objects.under(grant).get()
        return row, as_received(grant, row.wire)


def _patient_id() -> uuid.UUID:
    person = identity.person_for(NUMBER)
    return by_person_ids([person.id])[person.id]
