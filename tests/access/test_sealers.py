"""Whatever ends the sealer, and however many there are, the chain goes on without a gap."""

from __future__ import annotations

import base64
import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest

from access.seals import store
from access.seals.anchor import Anchor, Head
from access.seals.sealing import Sealer, WillNotSeal
from access.seals.statements import Statement
from tests.sealing import OWNER, Sealing, connected, url_of, write

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def made(tmp_path: Path) -> Sealing:
    return Sealing(tmp_path / "anchor")


def _environment(made: Sealing) -> dict[str, str]:
    return {
        "SEAL_DATABASE_URL": url_of(),
        "LOG_ANCHOR": str(made.anchor.path),
        "LOG_SEAL_KEY": base64.b64encode(made.key.private_bytes_raw()).decode(),
    }


def test_a_sealer_that_is_killed_in_the_middle_leaves_nothing_half(made: Sealing) -> None:
    write(3)
    made.seal()
    write(3)
    with psycopg.connect(url_of(OWNER)) as owner:
        owner.execute("LOCK TABLE access_seal IN SHARE MODE")  # Its last step has to wait.
        sealer = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "seal_log", "--once"],
            env={**os.environ, **_environment(made)},
        )
        waits = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'access_seal'::regclass"
        with connected(OWNER) as watch:
            while not watch.execute(waits.encode()).fetchone():
                assert sealer.poll() is None
        sealer.send_signal(signal.SIGKILL)
        sealer.wait()
    with connected() as database:
        found = database.execute("SELECT DISTINCT seal FROM access_sealpiece").fetchall()
    assert found == [(1,)]
    assert made.seal().rows == 6
    assert made.verify().seals == 2


def test_a_seal_that_was_not_anchored_is_anchored_before_the_next(
    made: Sealing, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.seal()
    write(1)

    def full(anchor: Anchor, head: Head) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as ends:
        ends.setattr(Anchor, "add", full)
        with pytest.raises(OSError, match="no space left"):
            made.seal()
    assert made.anchor.read().last == 1
    assert made.verify().seals == 2
    made.seal()
    assert made.anchor.read().last == 3
    made.verify()


def test_a_head_that_was_cut_off_is_written_again(made: Sealing) -> None:
    made.seal()
    whole = made.anchor.path.read_bytes()
    made.seal()
    made.anchor.path.write_bytes(made.anchor.path.read_bytes()[: len(whole) + 40])
    assert made.anchor.read().last == 1
    made.seal()
    assert made.anchor.read().last == 3
    made.verify()


def _both(made: Sealing) -> tuple[list[Statement | None], list[Exception]]:
    """Two sealers that begin at the same moment."""
    done: list[Statement | None] = []
    failed: list[Exception] = []
    start = threading.Barrier(2)

    def seal() -> None:
        with connected() as database:
            sealer = Sealer(database, made.key, made.anchor)
            start.wait()
            try:
                done.append(sealer.seal())
            except (psycopg.Error, WillNotSeal) as error:
                failed.append(error)

    threads = [threading.Thread(target=seal) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done, failed


def test_a_sealer_does_nothing_while_another_is_at_it(made: Sealing) -> None:
    with connected() as other, connected() as database:
        assert store.try_to_be_alone(other)
        assert Sealer(database, made.key, made.anchor).seal() is None
    assert made.seal().number == 1


def test_of_two_sealers_at_once_one_seals(made: Sealing) -> None:
    made.seal()
    for _ in range(5):
        write(20)
        done, failed = _both(made)
        assert failed == []
        assert len(done) == 2
    found = made.verify()
    made.seal()
    assert (found.unsealed, found.events) == (0, 100)


def test_without_the_lock_the_second_sealer_would_fail(
    made: Sealing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race is real: what is left to guard the chain then is the key of the table."""
    made.seal()
    together = threading.Barrier(2)
    before = store.add

    def meet(connection: store.Connection, seal: store.Stored) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(5)
        before(connection, seal)

    monkeypatch.setattr(store, "try_to_be_alone", lambda connection: True)
    monkeypatch.setattr(store, "not_alone", lambda connection: None)
    monkeypatch.setattr(store, "add", meet)
    done, failed = _both(made)
    assert len(done) == 1
    assert [type(error) for error in failed] == [psycopg.errors.UniqueViolation]
