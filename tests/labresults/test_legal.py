"""What becomes of messages is legal FHIR: the models are not asked of each (fhirapi.messages)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest

from common.declarations import Incoming
from common.errors import Unacceptable
from fhirapi import registry, validation
from fhirapi.messages import preparing
from labresults.intake import texts, versions
from labresults.intake.versions import State
from labresults.kith import reading
from labresults.kith.reports import Message
from tests.cast import SOURCE
from tests.examples import EXAMPLES, needed
from tests.labresults.kith import item, message

_PATIENT = uuid.UUID(int=7)
ODD = message(
    "kari",
    item(inside=item("2", name="\u00a0Na\u2028trium ", more="<Comment> a\u00a0 b</Comment>")),
    item("", "", code="", name=""),
    item("4", '<NumResultValue V="1" U="  "/>', more='<DevResultInd V="1"/><DevResultInd/>'),
    more="<RefDoc><MimeType> a  b </MimeType><Content><Base64Container>eA==</Base64Container>"
    "</Content></RefDoc>",
)


def made(data: bytes) -> Iterator[str]:
    """The texts that a message would be stored as."""
    found: Message = reading.read(data, "")
    for report in found.reports:
        names = texts.Names(SOURCE, report.key)
        plan = versions.plan(State(), report)
        bodies = [body for _, body, _ in plan.resources]
        for body in [*bodies, *([plan.body] if plan.body else [])]:
            yield texts.text_of(names, body, _PATIENT)


@needed
def test_what_published_messages_become_is_legal() -> None:
    files = sorted((EXAMPLES / "02-prove-og-rontgensvar").glob("*.xml"))
    found = [text for file in files for text in made(file.read_bytes())]
    assert len(found) > 100
    for text in found:
        validation.check(json.loads(text), is_exact=True)


def test_what_odd_messages_become_is_legal() -> None:
    for text in made(ODD):
        validation.check(json.loads(text), is_exact=True)


def incoming(text: str) -> Incoming:
    return Incoming("", SOURCE, "1", json.loads(text), text, b"", id=uuid.UUID(int=8))


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": 5},
        {"code": {"coding": "x"}},
        {"subject": ""},
        {"unheard": 1},
        {"status": "a\u2028"},
    ],
)
def test_what_has_another_shape_is_asked_of_again(wrong: dict[str, object]) -> None:
    right = next(text for text in made(message()) if '"Observation"' in text)
    kind = registry.types()["Observation"]
    for _ in range(2):
        preparing.prepared(kind, incoming(right))
        bad = {**json.loads(right), **wrong}
        with pytest.raises(Unacceptable):
            preparing.prepared(
                kind,
                replace(incoming(right), resource=bad, wire=json.dumps(bad, ensure_ascii=False)),
            )


def test_the_uppermost_result_has_all_codes_beneath_it() -> None:
    inside = item("2", code="NPU00001", inside=item("3", code="NPU00002"))
    found = [json.loads(text) for text in made(message("kari", item("1", inside=inside)))]
    tags = {
        each["identifier"][0]["value"]: [tag["code"] for tag in each.get("meta", {}).get("tag", ())]
        for each in found
        if each["resourceType"] == "Observation"
    }
    assert tags == {"1": ["NPU02319", "NPU00001", "NPU00002"], "2": [], "3": []}
