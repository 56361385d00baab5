"""`manage.py seal_log` and `verify_log` say in their last line how it went."""

from __future__ import annotations

import base64
import signal
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from access.seals.sealing import EVERY_SECONDS, Sealer, WillNotSeal
from tests.sealing import Sealing, change, url_of, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sealing:
    sealing = Sealing(tmp_path / "anchor")
    monkeypatch.setenv("SEAL_DATABASE_URL", url_of())
    monkeypatch.setenv("LOG_ANCHOR", str(sealing.anchor.path))
    key = base64.b64encode(sealing.key.private_bytes_raw()).decode()
    monkeypatch.setenv("LOG_SEAL_KEY", key)
    return sealing


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.strip().splitlines()[-1]


def test_an_empty_log_is_intact(made: Sealing, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_log")
    assert last_line(capsys) == "0 events, 0 seals, intact"


def test_what_is_intact_is_counted(made: Sealing, capsys: pytest.CaptureFixture[str]) -> None:
    write(3)
    call_command("seal_log", "--once")
    assert last_line(capsys) == "seal 1: 6 rows"
    call_command("seal_log", "--once")
    call_command("verify_log")
    assert last_line(capsys) == "3 events, 2 seals, intact"


@pytest.mark.attack(56)
def test_the_first_bad_place_is_the_last_line(
    made: Sealing, capsys: pytest.CaptureFixture[str]
) -> None:
    (event,) = write(1)
    made.seal()
    change("UPDATE {events} SET is_permitted = NOT is_permitted")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_log")
    assert ended.value.code == 1
    assert last_line(capsys) == f"Event {event} was changed after seal 1."


@pytest.mark.attack(56)
def test_an_anchor_that_is_away_or_unreadable_is_a_bad_place(
    made: Sealing, capsys: pytest.CaptureFixture[str]
) -> None:
    made.seal()
    made.anchor.path.write_text('{"seal": 1}\n', encoding="ascii")
    with pytest.raises(SystemExit):
        call_command("verify_log")
    assert last_line(capsys).startswith("The anchor ")
    made.anchor.path.unlink()
    with pytest.raises(SystemExit):
        call_command("verify_log")
    assert "No such file" in last_line(capsys)


def test_a_sealer_that_will_not_seal_says_why(made: Sealing) -> None:
    made.seal()
    change("DELETE FROM access_seal")
    with pytest.raises(CommandError, match="The anchor knows seal 1, the database ends with 0"):
        call_command("seal_log", "--once")
    call_command("seal_log", "--after-restore")
    call_command("verify_log")


def test_the_process_goes_on_after_a_fault_and_tells_it(
    made: Sealing, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database that is away is asked again soon; what will not be sealed, after a minute."""
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", pause)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    faults = iter([WillNotSeal("something is wrong"), OSError("the disk is full")])

    def fails(*_: object) -> None:
        raise next(faults)

    monkeypatch.setattr(Sealer, "seal", fails)
    call_command("seal_log")
    assert pauses == [EVERY_SECONDS, 5]
    assert [record.getMessage() for record in caplog.records] == [
        "access-log-not-sealed: something is wrong",
        "access-log-not-sealed: the disk is full",
    ]
