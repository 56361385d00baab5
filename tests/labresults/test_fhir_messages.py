"""FHIR messages of results: taken in as KITH's are, in any order, with nothing lost on the way."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from access import gate
from access.codes import Kind
from access.models import FormerVersion
from common.messages import Fate
from fhirapi import validation
from labresults.intake import formats
from labresults.intake.models import ResultMessage, Specimen, WaitingMessage
from labresults.models import DiagnosticReport, Observation, ServiceRequest
from tests.cast import World
from tests.fhirapi import calling
from tests.labresults.bundles import (
    HEADER,
    LAB,
    LAST,
    LATER,
    bundle,
    patient,
    report,
    result,
    take,
    whole,
    without,
)  # fmt: skip
from tests.labresults.kith import number_of
from tests.labresults.test_waiting import STRANGER, becomes_known
from tests.log_reading import rows_of

pytestmark = pytest.mark.django_db
OPERATION = "$process-message"
SAMPLE = {
    "resourceType": "Specimen",
    "id": "sample",
    "subject": {"reference": "Patient/pat"},
    "request": [{"reference": "ServiceRequest/order"}],
}
ORDER = {
    "resourceType": "ServiceRequest",
    "id": "order",
    "status": "completed",
    "intent": "order",
    "code": {"text": "Blodprøve"},
    "subject": {"reference": "Patient/pat"},
    "requester": {"reference": "PractitionerRole/who"},
}
WHO = {
    "resourceType": "PractitionerRole",
    "id": "who",
    "practitioner": {"display": "Liv Lege"},
    "organization": {"reference": "Organization/lab"},
}


def sample_of(more: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in SAMPLE.items() if name != "request"} | more


def rows(world: World, model: Any, slug: str = "kari") -> list[Any]:
    with rows_of(world.patients[slug]):
        return list(model._base_manager.filter(patient_id=world.patients[slug]))


def resources(world: World, model: Any) -> list[dict[str, Any]]:
    found = [json.loads(row.wire) for row in rows(world, model)]
    for each in found:
        validation.check({**each, "id": "1"}, is_exact=True)
    return found


def one(world: World, model: Any) -> dict[str, Any]:
    (found,) = resources(world, model)
    return found


def values(world: World) -> dict[str, tuple[str, float]]:
    return {
        each["identifier"][0]["value"]: (each["status"], each["valueQuantity"]["value"])
        for each in resources(world, Observation)
    }


def send(world: World, data: bytes, who: Any = "system") -> tuple[int, dict[str, Any]]:
    answer = calling.call(world, who, "POST", OPERATION, body=data.decode())
    return answer.status, json.loads(answer.text)


def test_a_message_is_taken_in_with_all_that_it_names(world: World) -> None:
    measured = result(
        specimen={"reference": "Specimen/sample"}, basedOn=[{"reference": "ServiceRequest/order"}]
    )
    asked = report("1", basedOn=[{"reference": "ServiceRequest/order"}])
    text = bundle(patient(), LAB, WHO, SAMPLE, ORDER, asked, measured)
    (told,) = take(text.replace(b"14.2", b"14.20"))
    assert (told.fate, told.stored) == (Fate.STORED, 4), told.problems
    (row,) = rows(world, Observation)
    found = one(world, Observation)
    assert '"value": 14.20' in row.wire
    assert (row.laboratory, row.requester) == ("Sykehuset Nord HF", "Liv Lege, Sykehuset Nord HF")
    assert found["specimen"]["reference"] == f"Specimen/{rows(world, Specimen)[0].id}"
    order = one(world, ServiceRequest)
    assert found["basedOn"][0]["reference"] == f"ServiceRequest/{rows(world, ServiceRequest)[0].id}"
    assert {each["resourceType"] for each in order["contained"]} == {
        "Organization", "PractitionerRole",
    }  # fmt: skip
    assert one(world, DiagnosticReport)["result"] == [{"reference": f"Observation/{row.id}"}]


def test_what_is_sent_comes_back_as_it_was_sent(world: World) -> None:
    sent = result(meta={"tag": [{"code": "x"}], "lastUpdated": LAST}, note=[{"text": "a\nb"}])
    take(whole(sent))
    answer = calling.call(world, "system", "GET", f"Observation/{rows(world, Observation)[0].id}")
    found = json.loads(answer.text)
    extension = found.pop("extension")
    assert extension[0]["url"].endswith("nilar-diagnostic-report-ref")
    assert found.pop("id") != sent.pop("id")
    assert found.pop("meta")["tag"] == sent.pop("meta")["tag"]
    assert found.pop("subject") == {"reference": f"Patient/{world.patients['kari']}"}
    sent.pop("subject")
    assert found == sent


def test_the_same_again_changes_nothing(world: World) -> None:
    take(whole())
    assert [each.fate for each in take(whole())] == [Fate.UNCHANGED]
    again = json.loads(whole())
    again["entry"][0]["resource"]["id"] = "message-2"
    (told,) = take(json.dumps(again).encode())
    assert (told.fate, told.unchanged) == (Fate.UNCHANGED, 2)
    assert len(rows(world, ResultMessage)) == 2


STORY = (
    whole(result("1"), result("2", 5.1, status="preliminary"), status="preliminary"),
    whole(result("1", 13.1, status="amended"), made=LATER, status="amended"),
    whole(result("3", 2.5), made=LAST, status="appended"),
)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_whatever_order_they_come_in_the_end_is_the_same(
    world: World, order: tuple[int, ...]
) -> None:
    for at in order:
        take(STORY[at])
    assert values(world) == {"1": ("amended", 13.1), "2": ("preliminary", 5.1), "3": ("final", 2.5)}
    found = one(world, DiagnosticReport)
    assert (found["status"], len(found["result"])) == ("appended", 3)


@pytest.mark.attack(64)
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_report_that_is_taken_back_is_so_in_any_order(
    world: World, order: tuple[int, int]
) -> None:
    gone = bundle(patient(), LAB, report(made=LATER, status="entered-in-error"))
    for at in order:
        take((whole(), gone)[at])
    assert {status for status, _ in values(world).values()} == {"entered-in-error"}
    assert one(world, DiagnosticReport)["status"] == "entered-in-error"


@pytest.mark.attack(64)
def test_of_two_of_the_same_time_the_higher_version_stands(world: World) -> None:
    new = whole(result("1", 13.1), meta={"versionId": "10"})
    old = whole(meta={"versionId": "9"})
    assert [take(each)[0].fate for each in (new, old)] == [Fate.STORED, Fate.OLDER]
    assert values(world) == {"1": ("final", 13.1)}


def test_a_correction_keeps_the_former_version(world: World) -> None:
    for each in STORY[:2]:
        take(each)
    with rows_of(world.patients["kari"]):
        assert FormerVersion.ungated.filter(resource_type="Observation").count() == 1


def test_what_has_members_keeps_them(world: World) -> None:
    panel = result("1", hasMember=[{"reference": "Observation/obs-2"}])
    take(bundle(patient(), LAB, report("1"), panel, result("2")))
    names = {each.id: json.loads(each.wire) for each in rows(world, Observation)}
    members = {
        each["identifier"][0]["value"]: len(each.get("hasMember", ())) for each in names.values()
    }
    assert members == {"1": 1, "2": 0}
    assert len(one(world, DiagnosticReport)["result"]) == 1


def test_nobody_known_waits_and_is_taken_in_later(world: World) -> None:
    status, told = send(world, whole(number=STRANGER))
    assert status == 202
    assert told["entry"][0]["resource"]["response"]["code"] == "ok"
    row = WaitingMessage.objects.get()
    assert (row.format, row.laboratory) == ("FHIR R4 message", "Sykehuset Nord HF")
    assert STRANGER.encode() not in bytes(row.sealed or b"")
    assert STRANGER not in json.dumps(told)
    becomes_known()
    assert formats.take_waiting() == 1


def test_a_system_gets_a_message_back(world: World) -> None:
    status, told = send(world, whole())
    validation.check(told, is_exact=True)
    head, outcome = (each["resource"] for each in told["entry"])
    assert (status, head["response"]["identifier"]) == (200, HEADER["id"])
    assert head["eventUri"] == HEADER["eventUri"]
    (row,) = rows(world, DiagnosticReport)
    assert head["focus"] == [{"reference": f"DiagnosticReport/{row.id}"}]
    assert "2 new or changed" in outcome["issue"][0]["diagnostics"]


@pytest.mark.attack(2)
@pytest.mark.parametrize("who", ["kari", "berg-for-kari", "berg", "few"])
def test_nobody_else_sends_messages(world: World, who: str) -> None:
    caller = calling.system(world, scopes="system/Observation.cruds") if who == "few" else who
    status, told = send(world, whole(number="13116900216"), caller)
    assert (status, told["resourceType"]) == (403, "OperationOutcome")
    assert not WaitingMessage.objects.exists()
    assert not rows(world, Observation)


def test_the_message_comes_back_as_it_was_sent(world: World) -> None:
    (told,) = take(whole())
    ways = {each.kind: each.original for each in formats.FORMATS}
    kari = world.patients["kari"]
    berg = world.attested("berg", "kari")
    with gate.open_record(berg, kari, Kind.RESULTS) as grant:
        assert ways[formats.FHIR](grant, told.id) == (whole(), "utf-8")
        assert ways[formats.KITH](grant, told.id) is None
    assert number_of("kari") not in rows(world, ResultMessage)[0].wire


_OLA = {**patient("ola"), "id": "ola"}
_FLAG = {
    "resourceType": "Flag",
    "id": "f",
    "status": "active",
    "code": {"text": "x"},
    "subject": {"reference": "Patient/pat"},
}
WRONG: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"{", "not JSON"),
    "a transaction": (whole().replace(b'"message"', b'"transaction"'), "no message"),
    "no header": (bundle(report(), first=patient()), "no message"),
    "no report": (bundle(patient()), "no DiagnosticReport"),
    "nobody": (bundle(LAB, report(subject=None)), "it is about nobody"),
    "no name": (
        bundle(patient(), LAB, report(identifier=None)).replace(b'"id": "report", ', b""),
        "no later version",
    ),
    "a result of another": (
        bundle(patient(), _OLA, LAB, report("1"), result(subject={"reference": "Patient/ola"})),
        "another patient",
    ),
    "a result elsewhere": (bundle(patient(), LAB, report("7")), "Observation/obs-7 is not in"),
    "what has no place": (bundle(patient(), LAB, report("1"), result(), _FLAG), "would be lost"),
    "no status": (without(whole(), "Observation", "status"), "entry[4].resource.status"),
    "a number in quotes": (whole(result("1", "14.2")), "a number, without quotes"),
    "twice": (whole(result("1"), result("1")), "Observation/obs-1 too"),
    "no time": (whole(made=""), "which version it is"),
    "a time to come": (whole(made="2099-01-01T10:00:00Z"), "in the future"),
    "a key twice": (b'{"resourceType":"Bundle","resourceType":"Bundle"}', "stands twice"),
    "a mark of ours": (whole().replace(b"Klinisk", b"\\u0001"), "U+0001"),
    "deep": (whole().replace(b'"Klinisk kjemi"', b"[" * 200 + b"]" * 200), "deeper"),
    "a number as a name": (whole(own_id=number_of("kari")), "may not be its name"),
}


@pytest.mark.attack(30)
def test_what_cannot_be_taken_is_refused_with_its_place(world: World) -> None:
    for name, (data, said) in WRONG.items():
        (told,) = take(data)
        assert told.fate is Fate.REFUSED, name
        assert said in "; ".join(map(str, told.problems)), (name, told.problems)
        status, answer = send(world, data)
        assert status in {400, 422}, name
        assert answer["resourceType"] in {"Bundle", "OperationOutcome"}
    assert not rows(world, Observation)
    assert not WaitingMessage.objects.exists()
