"""The sealer has the whole log checked once a day, and seals on; what is found is told."""

from __future__ import annotations

import base64
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from access.models import LogCheck
from access.seals import heads, nightly
from common import clock
from config import sealer
from config.nightly import Nightly
from tests.sealing import OWNER, Sealing, change, connected, url_of, write

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sealing:
    sealing = Sealing(tmp_path / "anchor")
    monkeypatch.setenv("SEAL_DATABASE_URL", url_of())
    monkeypatch.setenv("LOG_ANCHOR", str(sealing.anchor.path))
    key = base64.b64encode(sealing.key.private_bytes_raw()).decode()
    monkeypatch.setenv("LOG_SEAL_KEY", key)
    return sealing


def kept() -> LogCheck:
    found: LogCheck = LogCheck.objects.latest("started_at")
    return found


@pytest.mark.attack(56)
def test_a_row_that_was_changed_is_told_until_the_log_holds_again(
    made: Sealing, caplog: pytest.LogCaptureFixture
) -> None:
    (event,) = write(1)
    made.seal()
    call_command("verify_log", "--keep")
    assert (kept().is_intact, kept().found) == (True, "1 events, 1 seals, intact")
    assert heads.warnings() == []

    change("UPDATE {events} SET actor_name = 'Nobody'")
    with pytest.raises(SystemExit):
        call_command("verify_log", "--keep")
    assert not kept().is_intact
    assert f"access-log-broken: Event {event} was changed after seal 1." in caplog.text
    (warning,) = heads.warnings()
    assert warning.startswith("access-log-broken: found ")
    assert str(event) not in warning


def test_looking_by_hand_keeps_nothing(made: Sealing) -> None:
    made.seal()
    call_command("verify_log")
    assert not LogCheck.objects.exists()


def test_what_was_looked_into_is_told_to_the_nightly_check(
    made: Sealing, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(1)
    made.seal()
    write(1, at=clock.now() - timedelta(hours=5))
    made.seal()
    with pytest.raises(SystemExit):
        call_command("verify_log", "--keep")
    assert kept().found.endswith("--looked-into 2")
    monkeypatch.setenv("LOG_LOOKED_INTO", "2")
    call_command("verify_log", "--keep")
    assert kept().is_intact


def test_a_check_that_is_not_made_is_missed(made: Sealing) -> None:
    write(1)
    made.seal()
    assert heads.warnings() == []
    aged("UPDATE access_seal SET sealed_at = sealed_at - interval '37 hours'")
    assert "access-log-not-verified ever" in heads.warnings()
    with connected() as database:
        nightly.keep(database, since=clock.now(), found="intact", is_intact=True)
    assert not any("verified" in each for each in heads.warnings())
    aged("UPDATE access_logcheck SET started_at = started_at - interval '37 hours'")
    assert any("not-verified since" in each for each in heads.warnings())


def aged(statement: str) -> None:
    with connected(OWNER) as owner:
        owner.execute(statement.encode())


def test_it_is_due_once_from_the_hour_on(made: Sealing, time_machine: Any) -> None:
    def due() -> bool:
        with connected() as database:
            return nightly.is_due(database, 3)

    assert not due()  # Nothing is sealed yet.
    made.seal()
    day = clock.today() + timedelta(days=1)
    time_machine.move_to(datetime(day.year, day.month, day.day, 2, 59, tzinfo=clock.OSLO))
    assert due()  # The hour of the day before counts.
    with connected() as database:
        nightly.keep(database, since=clock.now(), found="intact", is_intact=True)
    assert not due()
    time_machine.move_to(datetime(day.year, day.month, day.day, 3, 0, tzinfo=clock.OSLO))
    assert due()


@pytest.mark.attack(56)
def test_sealing_does_not_wait_for_the_check(
    made: Sealing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check that takes its time runs once, while seals are made; a new one is not begun."""
    begun: list[subprocess.Popen[bytes]] = []

    def begin(command: tuple[str, ...], **more: Any) -> subprocess.Popen[bytes]:
        begun.append(real([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))
        return begun[-1]

    real = subprocess.Popen
    monkeypatch.setattr("config.nightly.subprocess.Popen", begin)
    made.seal()
    checks = Nightly()
    for _ in range(3):
        checks.look()
        made.seal()
    assert [each.poll() for each in begun] == [None]
    checks.stop()
    assert begun[0].poll() is not None
    checks.look()  # It came to no end: it is begun again, though not at once.
    assert len(begun) == 1


def test_a_database_that_is_away_does_not_stop_the_sealer(
    made: Sealing, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SEAL_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nowhere")
    Nightly().look()
    assert "access-log-not-verified: " in caplog.text
    with pytest.raises(CommandError):
        call_command("verify_log", "--keep")


def test_a_setting_that_means_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_VERIFY_HOUR", "24")
    monkeypatch.setenv("LOG_LOOKED_INTO", "x")
    with pytest.raises(ImproperlyConfigured, match="an hour from 0 to 23"):
        sealer.verify_hour()
    with pytest.raises(ImproperlyConfigured, match="numbers of seals"):
        sealer.looked_into()


@pytest.mark.attack(56)
def test_the_sealer_has_the_log_checked_by_itself(made: Sealing) -> None:
    write(2)
    process = subprocess.Popen([sys.executable, str(ROOT / "manage.py"), "seal_log"])
    try:
        until = time.monotonic() + 60
        while not LogCheck.objects.exists():
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.1)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
    assert kept().found == "2 events, 1 seals, intact"


@pytest.mark.attack(56)
def test_the_portal_cannot_change_what_was_found(made: Sealing) -> None:
    with psycopg.connect(url_of("DATABASE_URL"), autocommit=True) as portal:
        for statement in (
            "INSERT INTO access_logcheck DEFAULT VALUES",
            "UPDATE access_logcheck SET is_intact = true",
            "DELETE FROM access_logcheck",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                portal.execute(statement.encode())
