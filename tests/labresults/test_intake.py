"""Result messages come in: each result once, in its newest version, for whom it is about."""

from __future__ import annotations

import itertools
import json
import uuid
from typing import Any

import pytest

from access.models import FormerVersion
from access.receiving import IMPORT
from common.messages import Fate, Sender
from labresults.intake import taking
from labresults.intake.models import ResultMessage, Specimen
from labresults.models import DiagnosticReport, Observation, ServiceRequest
from tests.cast import World
from tests.examples import EXAMPLES, needed
from tests.labresults.kith import LAST, LATER, SOURCE, item, message, number_of, take
from tests.log_reading import items, rows_of

pytestmark = pytest.mark.django_db
HB, LEU = (
    item("1", code="NOR05172"),
    item("2", '<NumResultValue V="5,1" U="10E9/L"/>', code="NPU02593"),
)


def rows(world: World, model: Any, slug: str = "kari") -> list[Any]:
    with rows_of(world.patients[slug]):
        return list(model._base_manager.filter(patient_id=world.patients[slug]))


def resources(world: World, model: Any) -> list[dict[str, Any]]:
    return [json.loads(row.wire) for row in rows(world, model)]


def results(world: World) -> dict[str, tuple[str, str]]:
    """Status and value of each result by its laboratory's own id."""
    return {
        each["identifier"][0]["value"]: (
            each["status"],
            str(each.get("valueQuantity", {}).get("value", "")),
        )
        for each in resources(world, Observation)
    }


def report(world: World) -> dict[str, Any]:
    (found,) = resources(world, DiagnosticReport)
    return found


def ends(world: World) -> Any:
    """All that stands after some messages, but for the numbers of versions."""
    return (
        results(world),
        report(world)["status"],
        sorted(each["reference"] for each in report(world)["result"]),
    )


def test_a_message_becomes_all_its_resources(world: World) -> None:
    (told,) = take(message())
    assert (told.fate, told.stored) == (Fate.STORED, 4), told.problems
    (found,) = resources(world, Observation)
    assert rows(world, Observation)[0].wire.count("14.20") == 1
    assert found["valueQuantity"]["unit"] == found["valueQuantity"]["code"] == "g/dL"
    assert found["effectiveDateTime"] == "2026-01-04T07:57:00+01:00"
    assert found["referenceRange"] == [{"text": "11,7 - 15,3"}]
    assert report(world)["result"] == [{"reference": f"Observation/{_id(world, Observation)}"}]
    assert report(world)["basedOn"] == [
        {"reference": f"ServiceRequest/{_id(world, ServiceRequest)}"}
    ]
    assert found["specimen"] == {"reference": f"Specimen/{_id(world, Specimen)}"}
    assert report(world)["performer"][0]["display"] == "Sykehuset Nord HF, Medisinsk biokjemi"
    assert rows(world, DiagnosticReport)[0].id == uuid.UUID(told.id)


def _id(world: World, model: Any) -> uuid.UUID:
    (row,) = rows(world, model)
    return row.id  # type: ignore[no-any-return]


def test_what_was_stored_is_in_the_log_with_one_event(world: World) -> None:
    before = len(items(world.patients["kari"]))
    take(message())
    written = items(world.patients["kari"])[before:]
    assert len({each.event_id for each in written}) == 1
    assert {each.resource_type for each in written} == {
        "Observation", "DiagnosticReport", "Specimen", "ServiceRequest",
    }  # fmt: skip


def test_the_same_message_again_changes_nothing(world: World) -> None:
    take(message())
    (told,) = take(message())
    assert (told.fate, told.stored, told.unchanged) == (Fate.UNCHANGED, 0, 4)
    assert [row.version for row in rows(world, Observation)] == [1]
    assert len(rows(world, ResultMessage)) == 1


def test_the_same_report_in_another_envelope_changes_no_result(world: World) -> None:
    take(message())
    (told,) = take(message(message_id="sent-again"))
    assert (told.fate, told.unchanged) == (Fate.UNCHANGED, 4)
    assert len(rows(world, ResultMessage)) == 2


def test_a_correction_replaces_and_the_former_version_is_kept(world: World) -> None:
    take(message())
    take(message("kari", CORRECTED, made=LATER, service="M"))
    assert results(world) == {"1": ("amended", "13.1")}
    assert report(world)["status"] == "amended"
    with rows_of(world.patients["kari"]):
        (former,) = FormerVersion.ungated.filter(resource_type="Observation")
    assert '"value": 14.20' in former.wire


def test_what_a_change_does_not_speak_of_stays(world: World) -> None:
    take(message("kari", HB, LEU))
    take(message("kari", item("2", "", service="C"), made=LATER, service="M"))
    assert results(world)["1"] == ("final", "14.2")
    assert results(world)["2"][0] == "entered-in-error"
    assert len(report(world)["result"]) == 2


CORRECTED = item("1", '<NumResultValue V="13.1" U="g/dL"/>', service="M")
STORY = (
    message("kari", HB, LEU, status="P"),
    message("kari", CORRECTED, made=LATER, service="M"),
    message("kari", item("3", code="NPU19748", service="A"), made=LAST, service="A"),
)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_whatever_order_they_come_in_the_end_is_the_same(
    world: World, order: tuple[int, ...]
) -> None:
    for at in order:
        take(STORY[at])
    assert results(world) == {
        "1": ("amended", "13.1"), "2": ("preliminary", "5.1"), "3": ("amended", "14.2"),
    }  # fmt: skip
    assert report(world)["status"] == "appended"
    assert len(report(world)["result"]) == 3
    assert len(rows(world, ResultMessage)) == 3


def test_all_at_once_they_come_in_their_own_order(world: World) -> None:
    told = take(*reversed(STORY))
    assert {each.fate for each in told} == {Fate.STORED}
    assert results(world)["1"] == ("amended", "13.1")


@pytest.mark.attack(64)
def test_an_older_version_is_kept_and_replaces_nothing(world: World) -> None:
    take(message("kari", CORRECTED, made=LATER, service="M"))
    (told,) = take(message())
    assert told.fate is Fate.OLDER
    assert results(world) == {"1": ("amended", "13.1")}


@pytest.mark.attack(64)
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize(("status", "then"), [("F", "entered-in-error"), ("P", "cancelled")])
def test_a_cancelled_report_is_cancelled_in_any_order(
    world: World, order: tuple[int, int], status: str, then: str
) -> None:
    story = (
        message("kari", HB, LEU),
        message("kari", item("1", service="C"), made=LATER, service="C", status=status),
    )
    for at in order:
        take(story[at])
    assert {status for status, _ in results(world).values()} == {then}
    assert report(world)["status"] == then
    assert len(report(world)["result"]) == 2
    (request,) = resources(world, ServiceRequest)
    assert request["status"] == "revoked"


def test_a_report_that_is_sent_anew_after_its_cancellation_stands(world: World) -> None:
    take(message())
    take(message("kari", item(service="C"), made=LATER, service="C"))
    take(message("kari", CORRECTED, made=LAST, service="M"))
    assert ends(world)[:2] == ({"1": ("amended", "13.1")}, "amended")


def test_results_within_results_are_members(world: World) -> None:
    inside = item("2", inside=item("3"))
    apart = item("4", more="<RefIdResultItem>1</RefIdResultItem>")
    take(message("kari", item("1", inside=inside), apart))
    found = {row.id: json.loads(row.wire) for row in rows(world, Observation)}
    names = {own_id: each["identifier"][0]["value"] for own_id, each in found.items()}
    members = {
        names[own_id]: [names[_aim(one)] for one in each.get("hasMember", ())]
        for own_id, each in found.items()
    }
    assert members == {"1": ["2", "4"], "2": ["3"], "3": [], "4": []}
    assert [names[_aim(each)] for each in report(world)["result"]] == ["1"]


def _aim(reference: dict[str, str]) -> uuid.UUID:
    return uuid.UUID(reference["reference"].partition("/")[2])


def test_results_that_stand_beneath_each_other_stand_alone(world: World) -> None:
    one = item("1", more="<RefIdResultItem>2</RefIdResultItem>")
    two = item("2", more="<RefIdResultItem>1</RefIdResultItem>")
    take(message("kari", one), message("kari", two, made=LATER, service="M"))
    members = [each for each in resources(world, Observation) if "hasMember" in each]
    assert len(members) <= 1


def test_a_member_that_a_later_message_tells_of_alone_stays_a_member(world: World) -> None:
    take(message("kari", item("1", inside=item("2"))))
    take(message("kari", item("2", '<NumResultValue V="3"/>'), made=LATER, service="M"))
    assert len(report(world)["result"]) == 1
    assert results(world)["2"] == ("final", "3")


def test_two_senders_with_the_same_report_do_not_meet(world: World) -> None:
    take(message())
    (told,) = take(message(), source="another")
    assert told.fate is Fate.STORED
    assert len(rows(world, DiagnosticReport)) == 2


@pytest.mark.attack(7)
def test_a_report_of_another_patient_with_the_same_name_is_refused(world: World) -> None:
    take(message())
    (told,) = take(message("ola", made=LATER, service="M"))
    assert told.fate is Fate.REFUSED
    assert "another patient" in told.problems[0].reason
    assert not rows(world, Observation, "ola")
    assert len(rows(world, Observation)) == 1


def test_one_that_cannot_be_stored_stops_no_other(world: World) -> None:
    take(message(report="R2"))
    told = take(message(), message("ola", report="R2"), message(report="R3"))
    assert [each.fate for each in told] == [Fate.STORED, Fate.REFUSED, Fate.STORED]


@pytest.mark.attack(49)
def test_national_ids_stand_nowhere_in_what_is_kept(world: World) -> None:
    number = number_of("kari")
    said = f"<Comment>Gjelder {number}</Comment>"
    (told,) = take(message("kari", item(more=said)))
    assert told.fate is Fate.STORED, told.problems
    for model in (Observation, ResultMessage, DiagnosticReport):
        for row in rows(world, model):
            assert number not in row.wire
    assert "urn:dis:person:" in rows(world, ResultMessage)[0].wire
    (told,) = take(message("kari", item(more=said), message_id="again"))
    assert told.fate is Fate.UNCHANGED


def test_a_token_in_a_message_is_refused(world: World) -> None:
    (told,) = take(message("kari", item(more="<Comment>urn:dis:person:1</Comment>")))
    assert told.fate is Fate.REFUSED


def test_statements_do_not_grow_with_results(
    world: World, django_assert_max_num_queries: Any
) -> None:
    many = [item(str(at), code=f"NPU{at:05}") for at in range(60)]
    with django_assert_max_num_queries(60):
        told = take(*(message("kari", *many, report=f"R{at}") for at in range(10)))
    assert sum(each.stored for each in told) == 10 * 63


@needed
def test_all_published_messages_come_in(world: World) -> None:
    files = sorted((EXAMPLES / "02-prove-og-rontgensvar").glob("*.xml"))
    assert len(files) == 16
    told = taking.take([(file.name, file.read_bytes()) for file in files], Sender(IMPORT, SOURCE))
    assert {each.fate for each in told} == {Fate.WAITING}
    assert len(told) == 16
