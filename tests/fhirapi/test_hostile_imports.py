"""What a sender may try: ids that hold numbers, endless versions, errors that hold values."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection

from access.codes import Kind
from common.declarations import FhirType, Incoming, Outcome
from common.errors import Unacceptable
from fhirapi import importing, registry
from fhirapi.importing import Document, import_documents
from people.models import PatientSource
from tests.fhirapi.parties import opened
from tests.fhirapi.test_importing import KARI, document, patient, sent

pytestmark = pytest.mark.django_db
OTHERS = "urn:oid:2.16.578.1.12.4.1.4.101.100000008"


def bundle(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": list(entries)}


@pytest.mark.parametrize("own_id", [KARI, f"pasient-{KARI}", f"{KARI}.1"])
def test_an_id_that_holds_a_national_id_is_refused(own_id: str) -> None:
    report = sent(patient(), document(id=own_id))

    assert "id: a national identity number may not be the id" in report.refusals[0]


def test_a_full_url_that_holds_a_national_id_is_refused() -> None:
    url = f"https://unn.example/Patient/{KARI}"

    report = sent(bundle({"fullUrl": url, "resource": patient()}, {"resource": document()}))

    assert "fullUrl: a national identity number" in report.refusals[0]


def test_many_versions_of_one_id_are_stored_one_after_the_other() -> None:
    entries = [{"resource": patient(name=[{"family": f"Nordli {n}"}])} for n in range(300)]
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 250)
    try:
        report = sent(bundle(*entries))
    finally:
        sys.setrecursionlimit(before)

    assert report.summary == "300 stored, 0 unchanged, 0 refused"


@pytest.mark.parametrize("number", [1, 5])
def test_what_an_app_will_not_take_stops_nothing_else(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = registry.types()["DocumentReference"]

    def store(batch: Sequence[Incoming]) -> Sequence[Outcome]:
        if any(each.source_id == "bad" for each in batch):
            raise Unacceptable.because("it cannot be taken", "here")
        return real.store(batch)

    types = {**registry.types(), real.name: FhirType(real.name, real.order, store)}
    monkeypatch.setattr(registry, "_types", types)
    others = [document(id=f"other-{n}") for n in range(number)]

    report = sent(patient(), document(id="bad"), *others)

    assert report.refusals == ["file1: here: it cannot be taken"]
    assert report.summary == f"{number + 1} stored, 0 unchanged, 1 refused"


def test_the_words_of_the_database_are_not_passed_on() -> None:
    secret = "Kari Nordli"
    with pytest.raises(IntegrityError) as raised, connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE t (name text CONSTRAINT t_name UNIQUE);"
            "INSERT INTO t VALUES ('Kari Nordli'), ('Kari Nordli')"
        )

    assert secret in str(raised.value)
    told = importing.reason_of(raised.value)
    assert told == "a value in it cannot be kept (UniqueViolation, t_name)"
    assert importing.reason_of(DataError(secret)) == "a value in it cannot be kept (DataError)"
    assert secret not in importing.reason_of(ValueError(json.dumps(secret)))


@pytest.mark.attack(7)
def test_nobody_sends_in_the_name_of_another() -> None:
    """Who has sent something sees it whatever hides it, and may change it: a file does not say."""
    text = json.dumps(patient(meta={"source": OTHERS}))
    sent = [Document("forged", text)]
    assert not import_documents(sent, source="here").refusals
    with opened(Kind.DEMOGRAPHICS):
        assert [each.source for each in PatientSource.objects.all()] == ["here"]
    assert not import_documents(sent, source="here", believes_senders=True).refusals
    with opened(Kind.DEMOGRAPHICS):
        assert {each.source for each in PatientSource.objects.all()} == {"here", OTHERS}
