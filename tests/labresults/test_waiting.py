"""A report of somebody whom nobody here knows waits: sealed, in a list, and never dropped."""

from __future__ import annotations

import json
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from access import retention, sealed
from access.subjects import by_person_ids
from common import clock, crypto
from common.errors import Problem
from common.messages import Fate, Told
from demo.cast import numbers
from labresults.intake import formats, taking, waiting
from labresults.intake.codes import Step, Why
from labresults.intake.models import WaitingMessage, WaitingStep
from labresults.models import Observation
from people import identity
from tests.cast import World, import_resources
from tests.labresults.kith import LATER, item, message, take
from tests.log_reading import rows_of

pytestmark = pytest.mark.django_db
STRANGER = numbers.synthetic_national_id("a stranger", date(1980, 5, 5), female=True)
NAME = "Fremmedfugl"


def unknown(**more: Any) -> bytes:
    said = f"<Comment>{NAME}</Comment>"
    return message("kari", item(more=said), number=STRANGER, **more)


def patient_id() -> uuid.UUID | None:
    person = identity.person_with(STRANGER)
    return by_person_ids([person.id]).get(person.id) if person else None


def becomes_known() -> Any:
    """Whoever that was is a patient from now on; the id."""
    system = "urn:oid:2.16.578.1.12.4.1.4.1"
    patient = {
        "resourceType": "Patient",
        "id": "stranger",
        "identifier": [{"system": system, "value": STRANGER}],
        "name": [{"family": "Fremmed"}],
    }
    assert not import_resources([patient])
    return patient_id()


def results(patient_id: Any) -> list[dict[str, Any]]:
    with rows_of(patient_id):
        return [json.loads(row.wire) for row in Observation._base_manager.all()]


def test_it_waits_and_makes_nobody_a_patient(world: World) -> None:
    (told,) = take(unknown())
    assert told.fate is Fate.WAITING
    row = WaitingMessage.objects.get()
    assert (row.why, row.settled_at) == (Why.UNKNOWN, None)
    assert row.laboratory == "Sykehuset Nord HF, Medisinsk biokjemi"
    assert patient_id() is None


@pytest.mark.attack(49)
def test_nothing_of_it_stands_in_clear(world: World) -> None:
    take(unknown())
    with connection.cursor() as cursor:
        cursor.execute("SELECT w::text FROM labresults_waitingmessage w")
        (text,) = cursor.fetchone()
    for secret in (STRANGER, NAME, "Testesen", NAME.encode().hex(), "14.20"):
        assert secret not in text
    assert NAME.encode() in waiting.content(WaitingMessage.objects.get())


def test_what_is_sealed_opens_in_its_own_row_only(world: World) -> None:
    take(unknown(), unknown(made=LATER))
    first, second = WaitingMessage.objects.order_by("made_at")
    first.sealed = second.sealed
    with pytest.raises(crypto.Tampered):
        waiting.content(first)


@pytest.mark.parametrize("number", ["12345678901", "2512790228", "", "13116900216 1"])
def test_a_number_that_is_none_waits_for_somebody(world: World, number: str) -> None:
    (told,) = take(message(number=number))
    assert told.fate is Fate.WAITING
    row = WaitingMessage.objects.get()
    assert (row.why, row.person_id) == (Why.NO_NUMBER, None)
    assert formats.take_waiting() == 0


def test_the_same_message_again_waits_once(world: World) -> None:
    take(unknown())
    take(unknown(), unknown())
    assert WaitingMessage.objects.count() == 1


def test_it_is_taken_in_by_itself_when_the_patient_is_known(world: World) -> None:
    take(unknown(made=LATER, service="M"), unknown())
    assert formats.take_waiting() == 0
    known = becomes_known()
    assert formats.take_waiting() == 2
    (found,) = results(known)
    assert found["status"] == "final"
    assert {row.settled_as for row in WaitingMessage.objects.all()} == {Step.TAKEN_IN}
    assert not WaitingMessage.objects.filter(sealed__isnull=False).exists()
    assert WaitingStep.objects.filter(step=Step.TAKEN_IN).count() == 2
    assert formats.take_waiting() == 0


def test_what_was_cut_off_in_the_middle_is_taken_in_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stored, and not marked: the next run finds it stored and marks it."""
    take(unknown())
    known = becomes_known()
    monkeypatch.setattr(waiting, "_mark", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        formats.take_waiting()
    monkeypatch.undo()
    assert formats.take_waiting() == 1
    assert len(results(known)) == 1


def test_what_cannot_be_taken_in_stays_for_somebody_to_see(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(unknown())
    becomes_known()
    refused = Told("", Fate.REFUSED, problems=[Problem("x", "not this")])
    monkeypatch.setattr(taking, "take", lambda documents, sender: [refused])
    assert formats.take_waiting() == 0
    row = WaitingMessage.objects.get()
    assert (row.settled_at, row.settled_as) == (None, Step.REFUSED)
    assert WaitingStep.objects.get().words == "x: not this"
    assert formats.take_waiting() == 0
    assert WaitingStep.objects.count() == 1


def kept() -> int:
    """How many the rule has deleted, of all that it is time for."""
    run = retention.keep(seconds=60, is_asked=True)
    assert run is not None
    return int(run.counts["settled-results"])


def settle(row: WaitingMessage, step: Step = Step.RETURNED) -> None:
    with transaction.atomic():
        waiting.settle(row.id, step, "The laboratory has been told", by_id=None, by_name="Lie")


def test_what_is_settled_is_not_taken_in_and_can_be_put_back(world: World) -> None:
    take(unknown())
    row = WaitingMessage.objects.get()
    settle(row)
    with pytest.raises(waiting.TooLate):
        settle(row)
    known = becomes_known()
    assert formats.take_waiting() == 0
    with transaction.atomic():
        waiting.reopen(row.id, "It was right after all", by_id=None, by_name="Lie")
    assert formats.take_waiting() == 1
    assert len(results(known)) == 1
    assert [each.step for each in WaitingStep.objects.order_by("recorded_at")] == [
        Step.RETURNED, Step.REOPENED, Step.TAKEN_IN,
    ]  # fmt: skip
    with pytest.raises(waiting.TooLate), transaction.atomic():
        waiting.reopen(row.id, "Once more", by_id=None, by_name="Lie")


def test_what_was_returned_waits_again_when_it_is_sent_again(world: World) -> None:
    take(unknown())
    settle(WaitingMessage.objects.get())
    take(unknown())
    assert WaitingMessage.objects.get().settled_at is None
    assert len(WaitingStep.objects.all()) == 2


@pytest.mark.attack(85)
def test_what_is_settled_is_kept_for_some_time_and_what_waits_for_ever(
    world: World, settings: Any, time_machine: Any
) -> None:
    take(unknown())
    take(unknown(report="R2"))
    row, other = WaitingMessage.objects.order_by("made_at", "id")
    settle(row)
    settings.WAITING_RESULTS_KEPT_DAYS = 30
    time_machine.move_to(clock.now() + timedelta(days=29))
    assert kept() == 0
    time_machine.move_to(clock.now() + timedelta(days=2))
    assert kept() == 1
    row.refresh_from_db()
    assert (row.sealed, row.person_id, row.laboratory != "") == (None, None, True)
    assert WaitingStep.objects.filter(waiting=row).count() == 1
    other.refresh_from_db()
    assert NAME.encode() in waiting.content(other)
    with pytest.raises(waiting.TooLate), transaction.atomic():
        waiting.reopen(row.id, "Too late", by_id=None, by_name="Lie")


@pytest.mark.parametrize("do", ["UPDATE {} SET words = ''", "DELETE FROM {}"])
def test_what_was_done_is_never_changed(world: World, do: str) -> None:
    take(unknown())
    settle(WaitingMessage.objects.get())
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(do.format("labresults_waitingstep"))


def test_what_waits_gets_the_new_key(world: World, settings: Any) -> None:
    take(unknown())
    old = settings.DOCUMENT_KEYS
    settings.DOCUMENT_KEYS = [b"n" * 32, *old]
    assert any(each.table == "labresults_waitingmessage" for each in sealed.rows())
    assert waiting.reseal().done == 1
    settings.DOCUMENT_KEYS = [b"n" * 32]
    assert NAME.encode() in waiting.content(WaitingMessage.objects.get())
