"""Things are kept for as long as the rules say, and no longer; a run that stops is gone on with."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from access import retention, retention_rules
from access.models import Blob, DutyRun, FormerVersion, StatedAttestation
from access.retention_rules import Rule
from access.tasks import keep_limits
from common import clock
from config import health
from journal.models import ReadMark
from people.signin.models import SignInSession
from tests.access.stores import files
from tests.cast import DECLARED, World
from tests.journal.shelf import document, put
from tests.log_reading import rows_of

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def keep() -> DutyRun:
    run = retention.keep(seconds=60, is_asked=True)
    assert run is not None
    assert run.finished_at is not None
    return run


def test_former_versions_and_grounds_go_with_the_log_and_not_before(
    world: World, settings: Any, monkeypatch: Any, time_machine: Any
) -> None:
    monkeypatch.setattr("access.seals.erasing.months_before", lambda day: [])
    kari, start = world.patients["kari"], clock.now()
    put(document("old", "kari", description="Før"))
    put(document("old", "kari"))
    time_machine.move_to(start + timedelta(days=2))
    world.attested("berg", "kari")
    settings.LOG_RETENTION_YEARS = 3
    time_machine.move_to(start + retention_rules.log_age() - timedelta(days=1))
    assert keep().counts["former-versions"] == 0

    time_machine.move_to(start + retention_rules.log_age() + timedelta(days=1))
    run = keep()

    assert run.counts["former-versions"] == 1
    assert run.counts["attestations"] == 0
    with rows_of(kari):
        assert not FormerVersion.ungated.exists()
        assert StatedAttestation.ungated.exists()


def test_the_grounds_of_openings_go_too(
    world: World, settings: Any, monkeypatch: Any, time_machine: Any
) -> None:
    monkeypatch.setattr("access.seals.erasing.months_before", lambda day: [])
    world.attested("dahl", "kari", DECLARED)
    time_machine.move_to(clock.now() + retention_rules.log_age() + timedelta(days=1))

    assert keep().counts["attestations"] == 1
    with rows_of(world.patients["kari"]):
        assert not StatedAttestation.ungated.exists()


def test_the_law_is_the_least_whatever_the_setting_says(settings: Any) -> None:
    settings.LOG_RETENTION_YEARS = 0

    assert retention_rules.log_age() >= timedelta(days=365 * 3)


def test_read_marks_go_after_two_years(world: World) -> None:
    kari = world.patients["kari"]
    world.sign_in("kari").get(f"/journal/{world.documents['kari N']}/")
    world.sign_in("kari").get(f"/journal/{world.documents['kari R']}/")
    with rows_of(kari):
        old = ReadMark.ungated.filter(document_id=world.documents["kari N"])
        old.update(read_at=clock.now() - timedelta(days=731))

    assert keep().counts["read-marks"] == 1
    with rows_of(kari):
        left = set(ReadMark.ungated.values_list("document_id", flat=True))
    assert left == {world.documents["kari R"]}


def test_files_that_no_row_names_go_after_a_day(world: World, time_machine: Any) -> None:
    named = named_files(world)
    lost = storages["documents"].save("ab/lost", ContentFile(b"cut off"))

    keep()
    assert lost in {name for name, _ in files()}
    time_machine.move_to(clock.now() + timedelta(hours=25))
    run = keep()

    assert lost not in {name for name, _ in files()}
    assert run.counts["files"] >= 1
    assert named
    assert named <= {name for name, _ in files()}


def named_files(world: World) -> set[str]:
    ids = world.patients.values()
    with rows_of(*ids):
        return set(Blob.ungated.filter(patient_id__in=ids).values_list("name", flat=True))


def test_sign_ins_that_are_over_go(world: World, time_machine: Any) -> None:
    world.sign_in("kari")
    time_machine.move_to(clock.now() + timedelta(hours=25))

    assert keep().counts["sessions"] == 2
    assert not SignInSession.objects.exists()


def test_the_log_asks_for_whole_months_that_are_over(world: World, monkeypatch: Any) -> None:
    asked: list[Any] = []

    def erased(month: Any) -> bool:
        asked.append(month)
        return True

    monkeypatch.setattr("access.seals.erasing.months_before", lambda day: [day.replace(day=1)])
    monkeypatch.setattr("access.seals.erasing.erase_month", erased)
    run = keep()

    limit = (clock.now() - retention_rules.log_age()).astimezone(clock.OSLO).date()
    assert asked == [limit.replace(day=1)]
    assert run.counts["log"] == 1


def slow(until: datetime) -> Iterator[int]:
    for _ in range(3):
        yield 1


def rule(name: str, delete: Any) -> Rule:
    return Rule(name, "what", "begins", "why", lambda: timedelta(days=1), delete)


def test_a_run_out_of_time_goes_on_where_it_stopped(monkeypatch: Any) -> None:
    monkeypatch.setattr(retention, "rules", lambda: [rule("first", slow), rule("second", slow)])

    first = retention.keep(seconds=-1, is_asked=True)
    second = retention.keep(seconds=60)

    assert first is not None
    assert second is not None
    assert first.finished_at is None
    assert first.id == second.id
    assert second.finished_at is not None
    assert second.counts == {"first": 4, "second": 3}


def failing(until: datetime) -> Iterator[int]:
    yield from map(int, ["the storage is away"])


def test_a_rule_that_fails_stops_no_other_and_is_told(
    monkeypatch: Any, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(retention, "rules", lambda: [rule("first", failing), rule("second", slow)])

    with caplog.at_level(logging.ERROR), pytest.raises(CommandError, match="1 rules"):
        call_command("keep_limits")

    run = DutyRun.objects.get()
    assert (run.counts, run.faults) == ({"first": -1, "second": 3}, 1)
    assert f"{retention.ALARM}: first" in caplog.text
    assert health._warnings()[-1] == f"{retention.ALARM}: 1"


def test_it_is_done_once_a_day(world: World, time_machine: Any) -> None:
    keep_limits()
    keep_limits()
    once = DutyRun.objects.count()
    time_machine.move_to(clock.now() + timedelta(hours=24))
    keep_limits()

    assert (once, DutyRun.objects.count()) == (1, 2)


def test_whoever_runs_the_portal_is_told_when_it_is_late(world: World, time_machine: Any) -> None:
    keep()
    time_machine.move_to(clock.now() + timedelta(hours=49))

    assert any("retention-not-run" in each for each in retention.warnings())


def test_the_page_tells_every_rule_and_what_was_done(world: World) -> None:
    keep()
    page = world.sign_in("vik").get("/administrasjon/oppbevaring/")

    assert len(page.context["rows"]) == len(retention.rules())
    assert "In order" in page.content.decode() or "I orden" in page.content.decode()


def test_the_page_is_for_those_who_run_the_portal(world: World) -> None:
    assert world.sign_in("berg").get("/administrasjon/oppbevaring/").status_code == 404
    assert world.sign_in("kari").get("/administrasjon/oppbevaring/").status_code == 404


def test_every_rule_stands_in_the_document() -> None:
    page = (ROOT / "docs" / "retention.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE))

    assert told == {each.name for each in retention.rules()}
