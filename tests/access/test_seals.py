"""Every row of the log is sealed once, and who makes the chain anew is found out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from access.seals import verifying
from access.seals.comparing import Broken
from access.seals.sealing import WillNotSeal
from common import clock
from tests.sealing import APPLICATION, OWNER, Sealing, change, connected, insert, url_of, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(tmp_path: Path) -> Sealing:
    return Sealing(tmp_path / "anchor")


@pytest.mark.attack(56)
def test_what_commits_after_its_minute_is_in_the_next_seal(made: Sealing) -> None:
    with psycopg.connect(url_of(APPLICATION)) as held:
        insert(held)
        write(2)
        assert made.seal().rows == 4
        write(1)
        assert made.seal().rows == 2  # The open transaction holds nobody back.
        assert made.verify().unsealed == 0
        held.commit()
    assert made.verify().unsealed == 1
    assert made.seal().rows == 1
    found = made.verify()
    assert (found.events, found.items, found.seals, found.unsealed) == (4, 3, 3, 0)


def test_what_was_taken_back_leaves_no_gap(made: Sealing) -> None:
    write(1)
    made.seal()
    with psycopg.connect(url_of(APPLICATION)) as undone:
        insert(undone, 3)
        undone.rollback()
    write(1)
    assert made.seal().rows == 2
    assert made.verify().events == 2


def test_rows_from_before_the_first_seal_are_in_it(made: Sealing) -> None:
    write(2, at=clock.now() - timedelta(days=400))
    write(2)
    assert [part.rows for part in made.seal().parts] == [2, 2, 2, 2]
    assert made.verify().events == 4


def test_a_seal_without_rows_is_a_seal(made: Sealing) -> None:
    assert (made.seal().rows, made.seal().number) == (0, 2)
    assert made.verify().seals == 2


@pytest.mark.attack(56)
def test_a_chain_that_is_made_anew_with_another_key_is_found_out(
    made: Sealing, tmp_path: Path
) -> None:
    for _ in range(2):
        write(1)
        made.seal()
    _rewrite(Sealing(tmp_path / "other"))
    with pytest.raises(Broken, match="Seal 1 is not signed with the key that the anchor names"):
        made.verify()
    with pytest.raises(WillNotSeal, match="Seal 2 is another one than the anchor knows"):
        made.seal()


@pytest.mark.attack(56)
def test_a_chain_that_is_made_anew_with_the_key_itself_is_found_out(
    made: Sealing, tmp_path: Path
) -> None:
    """By who has read the anchor, and makes as many seals as it knows."""
    for _ in range(2):
        write(1)
        made.seal()
    _rewrite(Sealing(tmp_path / "other", made.key))
    with pytest.raises(Broken, match="Seal 1 is another one than the anchor knows"):
        made.verify()


def _rewrite(forger: Sealing) -> None:
    change("UPDATE {events} SET actor_name = 'Somebody Else'")
    change("DELETE FROM access_seal")
    change("DELETE FROM access_sealpiece")
    forger.seal()
    forger.seal()


@pytest.mark.attack(56)
def test_without_the_anchor_nothing_is_sealed_or_said_to_be_intact(made: Sealing) -> None:
    made.seal()
    made.anchor.path.unlink()
    with pytest.raises(WillNotSeal, match="is away"):
        made.seal()


@pytest.mark.attack(56)
def test_another_key_is_used_only_when_somebody_says_so(made: Sealing) -> None:
    write(1)
    made.seal()
    made.key = Ed25519PrivateKey.generate()
    with pytest.raises(WillNotSeal, match="names another key"):
        made.seal()
    write(1)
    assert made.seal(new_key=True).number == 2
    made.seal()
    assert made.verify().seals == 3


@pytest.mark.attack(59)
@pytest.mark.parametrize("hours", [-1, 1])
def test_clocks_that_differ_by_an_hour_break_nothing(made: Sealing, hours: int) -> None:
    made.seal()
    write(2, at=clock.now() + timedelta(hours=hours))
    write(2)
    assert made.seal().rows == 8
    assert made.verify().events == 4


@pytest.mark.attack(56)
def test_a_row_that_is_written_long_after_its_time_is_named(made: Sealing) -> None:
    made.seal()
    (late,) = write(1, at=clock.now() - timedelta(hours=3))
    made.seal()
    with pytest.raises(Broken, match=f"Event {late} was written later than it says"):
        made.verify()
    assert made.verify(looked_into=[2]).events == 1


@pytest.mark.attack(56)
def test_rows_that_nobody_seals_are_told(made: Sealing, monkeypatch: pytest.MonkeyPatch) -> None:
    made.seal()
    write(3)
    assert made.verify().unsealed == 6
    monkeypatch.setattr(verifying, "SEALED_WITHIN", timedelta(0))
    with pytest.raises(Broken, match="6 rows are not sealed; nothing was since seal 1"):
        made.verify()


def test_a_hundred_thousand_rows_are_sealed_and_one_that_changed_is_found(made: Sealing) -> None:
    with connected(APPLICATION) as database:
        insert(database, 100_000)
    assert made.seal().rows == 100_000
    assert made.verify().events == 100_000
    change("UPDATE {events} SET actor_name = 'Nobody' WHERE actor_name = 'Berg 77777'")
    with pytest.raises(Broken, match=r"Event [0-9a-f-]{36} was changed after seal 1\."):
        made.verify()


def test_a_column_that_comes_later_breaks_no_old_seal(made: Sealing) -> None:
    write(1)
    made.seal()
    with connected(OWNER) as owner:
        owner.execute("ALTER TABLE access_accessevent ADD COLUMN test_colour text DEFAULT 'blue'")
        try:
            made.verify()
            write(1)
            assert "test_colour" in made.seal().columns["access_accessevent"]
            made.verify()
            change("UPDATE {events} SET test_colour = 'red' WHERE true")
            with pytest.raises(Broken, match="was changed after seal 2"):
                made.verify()
        finally:
            owner.execute("ALTER TABLE access_accessevent DROP COLUMN test_colour")
