"""What becomes of the chain when the database is restored, and when a month's time is over."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError

from access.models import LogErasure
from access.seals import erasing, store
from access.seals.comparing import Broken
from access.seals.sealing import WillNotSeal
from common import clock
from tests.sealing import OWNER, Sealing, change, connected, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(tmp_path: Path) -> Sealing:
    return Sealing(tmp_path / "anchor")


@pytest.mark.attack(77)
def test_seals_that_a_restore_took_away_are_told_and_signed_for(made: Sealing) -> None:
    for _ in range(3):
        write(1)
        made.seal()
    change("DELETE FROM access_seal WHERE number = 3")  # As if brought back to before it.
    with pytest.raises(Broken, match="Seal 3 is missing: the anchor knows seal 3"):
        made.verify()
    with pytest.raises(WillNotSeal, match="the database ends with 2"):
        made.seal()
    assert made.seal(after_restore=True).number == 4
    made.seal()
    assert made.verify().lost == [(3, 3)]


@pytest.mark.attack(77)
def test_a_dump_in_another_cluster_is_noticed(
    made: Sealing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as elsewhere:
        at = clock.now()
        elsewhere.setattr(store, "now", lambda _: store.Now("99999999:99999999:", at))
        made.seal()
    with pytest.raises(WillNotSeal, match=r"from the start: .* pg_resetwal --epoch=1$"):
        made.seal()
    with pytest.raises(Broken, match="from the start"):
        made.verify()


OLD = date(2021, 3, 1)


def _old_month(made: Sealing) -> None:
    with connected(OWNER) as owner:
        owner.execute("SELECT access_make_partitions('2021-03-01', 0)")
    write(2, at=clock.now().replace(year=OLD.year, month=OLD.month, day=9))
    write(1)
    made.seal()


def test_a_month_goes_when_a_seal_lets_it_go(made: Sealing) -> None:
    _old_month(made)
    assert OLD in erasing.months_before(date(2021, 4, 1))
    assert erasing.erase_month(OLD) is False
    assert made.verify().events == 3
    assert made.seal().erased == [OLD]
    assert erasing.erase_month(OLD) is True
    assert OLD not in erasing.months_before(clock.today())
    assert erasing.erase_month(OLD) is True
    assert made.seal().erased == []
    found = made.verify()
    assert (found.events, found.items, found.erased) == (1, 1, [OLD])


@pytest.mark.attack(56)
def test_a_month_that_no_seal_let_go_is_missed(made: Sealing) -> None:
    _old_month(made)
    change("DROP TABLE access_accessevent_2021_03")
    with pytest.raises(Broken, match=r"was deleted after seal 1, and 1 more row\."):
        made.verify()


@pytest.mark.attack(85)
@pytest.mark.parametrize("month", [date(2021, 3, 2), clock.today().replace(day=1)])
def test_a_month_whose_time_is_not_over_is_never_let_go(made: Sealing, month: date) -> None:
    made.seal()
    with pytest.raises(DatabaseError, match="no month of the log that may be erased"):
        erasing.erase_month(month)
    assert not LogErasure.objects.exists()
    assert made.seal().erased == []
