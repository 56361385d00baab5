"""Real published examples: imported without an exception, unchanged the second time, given back."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from access import gate
from access.codes import Kind
from access.grant import Grant
from access.receiving import IMPORT
from common.declarations import Fate
from common.errors import Unacceptable
from fhirapi import files, wire
from fhirapi.importing import Report, import_documents
from journal.models import Binary, DocumentReference
from journal.wire import as_received
from tests.examples import EXAMPLES, needed

pytestmark = [pytest.mark.django_db, needed]
POPULATION = EXAMPLES / "08-pasientpopulasjoner"
FOLDERS = {
    "documents": [EXAMPLES / "01-dokumenter"],
    "base resources": [EXAMPLES / "11-norske-basisressurser"],
    "bundles": sorted(POPULATION.glob("*.json"))[:6],
    "ndjson": [POPULATION / "clinosim-seed7"],
}
# The examples hold three versions of one document, and bundles that name two things by one UUID.
# Sent in a row again, each is a change again.
CHANGED_AGAIN = {"documents": 3, "bundles": 142}


@pytest.fixture
def patient_ids(monkeypatch: pytest.MonkeyPatch) -> set[uuid.UUID]:
    """The patients for whom anything is written meanwhile."""
    found: set[uuid.UUID] = set()
    real = gate.open_batch

    def noting(actor: Any, ids: Sequence[uuid.UUID], kind: Kind) -> Grant:
        found.update(ids)
        return real(actor, ids, kind)

    monkeypatch.setattr(gate, "open_batch", noting)
    return found


def imported(paths: list[Path]) -> Report:
    bad: list[tuple[str, str]] = []
    documents = files.documents(paths, on_bad_file=lambda *each: bad.append(each))
    report = import_documents(documents, source="examples")
    for place, reason in bad:
        report.refuse(place, reason)
    return report


def sent(paths: list[Path]) -> Counter[str]:
    """The text of each resource in the files."""
    texts: Counter[str] = Counter()
    for each in files.documents(paths, on_bad_file=lambda place, reason: None):
        try:
            texts.update(slice_.text for slice_ in wire.read(each.text))
        except Unacceptable:
            continue
    return texts


@pytest.mark.parametrize("name", FOLDERS)
def test_examples_are_stored_or_refused_in_words_and_then_unchanged(
    name: str, patient_ids: set[uuid.UUID]
) -> None:
    assert FOLDERS[name]
    first = imported(FOLDERS[name])
    second = imported(FOLDERS[name])

    assert first.counts[Fate.STORED] > 0
    assert all(": " in refusal for refusal in first.refusals)
    assert second.counts[Fate.STORED] == CHANGED_AGAIN.get(name, 0), second.summary
    assert second.refusals == first.refusals
    assert second.homeless == first.homeless
    _is_given_back(patient_ids, sent(FOLDERS[name]))


def _is_given_back(patient_ids: set[uuid.UUID], texts: Counter[str]) -> None:
    with gate.open_batch(IMPORT, sorted(patient_ids), Kind.JOURNAL) as grant:
        rows = chain(DocumentReference.objects.under(grant), Binary.objects.under(grant))
        for row in rows:
            assert as_received(grant, row.wire) in texts
