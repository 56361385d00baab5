"""Unusual reading becomes an alert, once; and who is near whom is what registers say."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from access import tasks
from access.alerts import checks, raising
from access.alerts.codes import AlertState, Rule
from access.models import ReadingAlert, ReadingCheck, ReadingUsual
from common import clock
from tests.access.alerting import (
    BEGIN,
    END,
    NOON,
    changed,
    look,
    patients_more,
    patients_of,
    reads,
    related,
    related_id,
    tie_of,
    treated,
)
from tests.cast import World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_reading_ones_own_mother_raises_one_alert(world: World) -> None:
    related(world, "astrid", world.persons["berg"])
    reads(world, "berg", world.patients["astrid"])
    reads(world, "berg", world.patients["kari"], basis="relation")
    assert look() == 1
    alert = ReadingAlert.objects.get()
    assert (alert.person_id, alert.practitioner_name) == (world.persons["berg"], "Ingrid Berg")
    assert set(alert.rules) == {Rule.FAMILY, Rule.UNRELATED}
    assert patients_of(world, alert) == {"astrid"}
    assert look() == 0
    assert ReadingAlert.objects.count() == 1


def test_a_care_relation_does_not_remove_family(world: World) -> None:
    related(world, "kari", world.persons["berg"])
    reads(world, "berg", world.patients["kari"], basis="relation")
    assert look() == 1
    assert ReadingAlert.objects.get().rules == [Rule.FAMILY]


def test_what_is_found_later_is_added_while_the_alert_is_open(world: World) -> None:
    related(world, "astrid", world.persons["berg"])
    related(world, "ola", world.persons["berg"])
    reads(world, "berg", world.patients["astrid"])
    assert look() == 1
    version = ReadingAlert.objects.get().version
    reads(world, "berg", world.patients["ola"], NOON + DAY)
    assert look() == 1
    alert = ReadingAlert.objects.get()
    assert patients_of(world, alert) == {"astrid", "ola"}
    # Who has the page open is told that there is more now.
    assert alert.version == version + 1


def test_what_was_decided_is_not_raised_again_but_new_reading_is(world: World) -> None:
    related(world, "astrid", world.persons["berg"])
    reads(world, "berg", world.patients["astrid"])
    look()
    ReadingAlert.objects.update(state=AlertState.IN_ORDER)
    assert look() == 0
    reads(world, "berg", world.patients["astrid"], NOON + DAY)
    assert look() == 1
    assert ReadingAlert.objects.count() == 2


def test_a_colleague_elsewhere_has_alerts_of_his_own(world: World) -> None:
    for slug in ("berg", "dahl"):
        related(world, "astrid", world.persons[slug])
        reads(world, slug, world.patients["astrid"])
    assert look() == 2
    assert ReadingAlert.objects.values("legal_entity_id").distinct().count() == 2


@pytest.mark.parametrize(
    "more",
    [
        {"is_permitted": False},
        {"action": "identify"},
        {"attestation_id": None},
        {"actor_kind": "citizen"},
        {"actor_kind": "system"},
    ],
)
def test_what_shows_nothing_of_a_record_is_no_reading(world: World, more: dict[str, Any]) -> None:
    related(world, "astrid", world.persons["berg"])
    reads(world, "berg", world.patients["astrid"], **more)
    assert look() == 0


def test_kin_of_kin_is_near_and_a_step_more_is_not(world: World) -> None:
    related(world, "lise", world.persons["berg"])  # Has a child with Kari, as the register says.
    for patient in ("lise", "kari", "nils"):
        reads(world, "berg", world.patients[patient])
    steps = {patient: tie_of(world, "berg", patient) for patient in ("lise", "kari", "nils")}
    assert [each.kin for each in steps.values()] == [1, 2, 0]


@pytest.mark.parametrize(("others", "steps"), [(10, 2), (11, 0)])
def test_a_guardian_of_many_leads_no_further(world: World, others: int, steps: int) -> None:
    """Thirteen of whom one person is guardian are no family of each other."""
    guardian = world.persons["dahl"]
    for ward in ("berg", "marte"):
        related(world, ward, guardian)
    made = patients_more(others)
    for patient_id in made:
        related_id(patient_id, guardian)
    reads(world, "berg", world.patients["marte"])
    assert tie_of(world, "berg", "marte").kin == steps


HOME = {"address_line": "Storgata 1", "postal_code": "9008"}


def test_a_home_is_shared_by_its_words(world: World) -> None:
    changed(world, "berg", family="Nordli", **HOME)
    changed(world, "elle", family="nordli", address_line=" storgata 1 ", postal_code="9008")
    changed(world, "marte", family="Nordli", address_line="Storgata 10", postal_code="9008")
    for patient in ("elle", "marte"):
        reads(world, "berg", world.patients[patient])
    near, far = (tie_of(world, "berg", patient) for patient in ("elle", "marte"))
    assert (near.home_size, near.is_same_name) == (2, True)
    assert far.home_size == 0


def test_a_confidential_address_is_compared_with_none(world: World) -> None:
    changed(world, "berg", **HOME)
    changed(world, "elle", address_confidentiality="strictly-confidential", **HOME)
    reads(world, "berg", world.patients["elle"])
    assert tie_of(world, "berg", "elle").home_size == 0


def test_no_address_is_no_home(world: World) -> None:
    for patient in ("berg", "elle"):
        changed(world, patient, address_line="", postal_code="")
    reads(world, "berg", world.patients["elle"])
    assert tie_of(world, "berg", "elle").home_size == 0


def test_a_colleague_is_who_works_there(world: World) -> None:
    for slug in ("sekretar", "dahl"):
        reads(world, slug, world.patients["berg"])
    found = [tie_of(world, slug, "berg").is_colleague for slug in ("sekretar", "dahl")]
    assert found == [True, False]


def test_somebody_whom_many_know_of(world: World) -> None:
    changed(world, "marte", is_publicly_known=True)
    reads(world, "berg", world.patients["marte"])
    assert look() == 1
    assert Rule.PUBLIC in ReadingAlert.objects.get().rules


@pytest.mark.parametrize(
    ("start", "end", "has_care", "ended"),
    [
        (-9, 9, True, None),
        (2, 9, True, None),  # Registered two days late.
        (4, 9, False, None),
        (-9, -2, True, 2),
        (-900, -400, False, 400),
    ],
)
def test_care_then_or_just_about_then_counts(
    world: World, start: int, end: int, has_care: bool, ended: int | None
) -> None:
    treated(world, "astrid", "berg", NOON + start * DAY, NOON + end * DAY)
    reads(world, "berg", world.patients["astrid"])
    tie = tie_of(world, "berg", "astrid")
    assert (tie.has_care, tie.ended_days) == (has_care, ended)


def test_a_former_patient_read_day_after_day(world: World) -> None:
    treated(world, "astrid", "berg", NOON - 900 * DAY, NOON - 400 * DAY)
    for day in range(3):
        reads(world, "berg", world.patients["astrid"], NOON + day * DAY)
    assert look() == 1
    assert {Rule.FORMER, Rule.REPEATED} <= set(ReadingAlert.objects.get().rules)


def test_the_clock_looks_lately_every_time_and_over_days_once(world: World) -> None:
    related(world, "astrid", world.persons["berg"])
    reads(world, "berg", world.patients["astrid"], clock.now() - timedelta(minutes=20))
    tasks.find_unusual()
    assert ReadingAlert.objects.count() == 1
    tasks.find_unusual()
    names = ReadingCheck.objects.order_by("started_at").values_list("name", flat=True)
    assert list(names) == ["days", "recent", "recent"]
    assert checks.last_look() is not None


def test_a_look_that_was_cut_off_is_made_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_findings: object) -> int:
        raise RuntimeError("cut off")

    with monkeypatch.context() as patch:
        patch.setattr(raising, "raise_all", fails)
        with pytest.raises(RuntimeError, match="cut off"):
            checks.look_over_days()
    assert ReadingCheck.objects.get().finished_at is None
    assert checks.look_over_days() is not None
    assert checks.look_over_days() is None


def test_after_a_standstill_all_of_it_is_looked_through(world: World) -> None:
    stopped = clock.now() - timedelta(hours=30)
    checks.look(stopped - timedelta(hours=1), stopped, checks.RECENT)
    assert checks.look_lately().from_at <= stopped - timedelta(hours=3)


def test_what_is_usual_is_kept_of_units_and_of_nobody(world: World) -> None:
    for day in range(1, 4):
        reads(world, "berg", world.patients["kari"], clock.now() - day * DAY, basis="relation")
    checks.look_over_days()
    row = ReadingUsual.objects.filter(unit_id=None)[0]
    assert (row.persons, row.charts, row.unrelated) == (1, 1, 0)
    names = {each.name for each in ReadingUsual._meta.get_fields()}
    assert not {name for name in names if name.startswith(("patient", "person_", "practitioner"))}


def test_the_command_tells_what_it_found(world: World) -> None:
    related(world, "astrid", world.persons["berg"])
    reads(world, "berg", world.patients["astrid"])
    out = StringIO()
    call_command(
        "find_unusual", "--from", BEGIN.isoformat(), "--until", END.isoformat(), stdout=out
    )
    assert out.getvalue().splitlines()[-1].endswith("1 reads, 1 alerts raised or added to")
    call_command("find_unusual", stdout=out)
    for wrong in (["--until", "2026-11-01"], ["--from", "2026-11-02", "--until", "2026-11-01"]):
        with pytest.raises(CommandError):
            call_command("find_unusual", *wrong)
