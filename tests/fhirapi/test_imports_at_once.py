"""Imports at the same time, and imports that are cut off: one stored set, nothing half done."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection

from access import gate, log, receiving, subjects, vault
from access.codes import Kind
from access.receiving import IMPORT
from common.declarations import Fate
from common.identifiers import with_check_digits
from fhirapi import importing
from fhirapi.importing import Document, Report, import_documents
from journal import sealing
from journal.models import DocumentReference
from people import identity
from tests.fhirapi.test_importing import FNR, document, patient

pytestmark = pytest.mark.django_db(transaction=True)
Resource = dict[str, Any]


def number(serial: int) -> str:
    """A synthetic national id (month + 80)."""
    stem = f"{serial % 28 + 1:02}8{serial % 9 + 1}70{500 + serial % 400:03}"
    return with_check_digits(stem) or number(serial + 31)


NUMBERS = list(dict.fromkeys(number(serial) for serial in range(60)))


def person(serial: int) -> Resource:
    has_number = serial % 3 != 0
    identifier = [{"system": FNR, "value": NUMBERS[serial]}] if has_number else []
    return patient(id=f"p{serial}", identifier=identifier)


def about(serial: int) -> Resource:
    """A document with its bytes, about a patient that is contained, or stands beside it."""
    data = base64.b64encode(f"Epikrise {serial}".encode()).decode()
    content = [{"attachment": {"contentType": "text/plain", "data": data}}]
    if serial % 3 == 1:
        inside = {"contained": [person(serial)], "subject": {"reference": f"#p{serial}"}}
        return document(id=f"d{serial}", content=content, **inside)
    return document(id=f"d{serial}", content=content, subject={"reference": f"Patient/p{serial}"})


def bundle(*resources: Resource) -> str:
    entry = [{"resource": each} for each in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entry})


def everything(count: int = 30) -> list[Resource]:
    beside = [person(serial) for serial in range(count) if serial % 3 != 1]
    return [*beside, *map(about, range(count))]


def at_once(*imports: tuple[str, str]) -> list[Report]:
    """Import texts (each with its sender) in threads that start together."""
    start = threading.Barrier(len(imports))

    def one(text: str, source: str) -> Report:
        try:
            start.wait()
            return import_documents([Document("bundle", text)], source=source)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(imports)) as pool:
        running = [pool.submit(one, *each) for each in imports]
        return [each.result() for each in running]


def stored_documents() -> list[DocumentReference]:
    """The documents of all persons with a number."""
    persons = identity.persons_for(NUMBERS).values()
    ids = subjects.by_person_ids([each.id for each in persons]).values()
    with gate.open_batch(IMPORT, sorted(ids), Kind.JOURNAL) as grant:
        return list(DocumentReference.objects.under(grant))


def counts(reports: list[Report], fate: Fate) -> int:
    return sum(report.counts[fate] for report in reports)


def test_without_the_lock_two_imports_of_the_same_collide(monkeypatch: pytest.MonkeyPatch) -> None:
    """The race that the lock of a sender is there for."""
    import_documents([Document("patient", json.dumps(person(2)))], source="unn")
    both = threading.Barrier(2)
    failures: list[BaseException] = []

    def no_lock(*_: Any) -> dict[Any, Any]:
        both.wait(timeout=20)
        return {}

    def store(fhir_type: Any, batch: Any) -> Any:
        try:
            return fhir_type.store(batch)
        except IntegrityError as error:
            failures.append(error)
            return []

    monkeypatch.setattr(receiving, "_lock", no_lock)
    monkeypatch.setattr(importing, "_stored", store)

    at_once(*[(bundle(about(2)), "unn")] * 2)

    assert len(failures) == 1


@pytest.mark.parametrize("_round", range(3))
def test_the_same_bundle_twice_at_once_is_stored_once(_round: int) -> None:
    resources = everything()

    reports = at_once(*[(bundle(*resources), "unn")] * 2)

    assert not [refusal for report in reports for refusal in report.refusals]
    assert counts(reports, Fate.STORED) == len(resources)
    assert counts(reports, Fate.UNCHANGED) == len(resources)
    assert len(stored_documents()) == 20


@pytest.mark.parametrize("_round", range(3))
def test_two_senders_about_the_same_persons_at_once_both_get_all_in(_round: int) -> None:
    resources = everything()

    reports = at_once(
        (bundle(*resources), "unn"), (bundle(*reversed(resources)), "nlsh"),
        (bundle(*resources[10:], *resources[:10]), "hlsh"),
    )  # fmt: skip

    assert not [refusal for report in reports for refusal in report.refusals]
    assert counts(reports, Fate.STORED) == 3 * len(resources)
    assert len(stored_documents()) == 3 * 20


class Killed(BaseException):
    """What ends a program from outside."""


def cut_off(after: int, real: Callable[..., Any]) -> Callable[..., Any]:
    """The function, which ends the program when it is called once too often."""
    calls = 0

    def called(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > after:
            raise Killed
        return real(*args, **kwargs)

    return called


PLACES: dict[str, tuple[Any, str, int]] = {
    "before a batch of documents": (sealing, "seal", 1),
    "between bytes": (vault, "_put", 13),
    "after the rows": (receiving, "_write", 4),
    "in the log": (log, "write_items", 4),
}


@pytest.mark.parametrize("place", PLACES)
def test_an_import_that_is_cut_off_leaves_whole_batches_and_a_rerun_completes(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    texts = [json.dumps(each) for each in everything()]
    sent = [Document(f"file{number}", text) for number, text in enumerate(texts)]
    module, name, after = PLACES[place]

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(module, name, cut_off(after, getattr(module, name)))
        with pytest.raises(Killed):
            import_documents(sent, source="unn")

    half = len(stored_documents())
    assert half < 20
    report = import_documents(sent, source="unn")
    assert not report.refusals
    assert report.counts[Fate.STORED] + report.counts[Fate.UNCHANGED] == len(sent)
    assert len(stored_documents()) == 20
    assert import_documents(sent, source="unn").counts[Fate.UNCHANGED] == len(sent)
