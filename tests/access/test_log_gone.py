"""A log whose disk is full, or whose table is gone, lets nothing be shown; and then it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client

from tests.cast import World
from tests.house.sweeping import told
from tests.sealing import OWNER, connected

pytestmark = pytest.mark.attack(57)

FULL = """
    CREATE FUNCTION test_disk_is_full() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN RAISE EXCEPTION ''could not extend file: No space left on device''
       USING ERRCODE = ''disk_full''; END';
    CREATE TRIGGER test_full BEFORE INSERT ON {log} FOR EACH ROW
      EXECUTE FUNCTION test_disk_is_full()
"""
FAULTS = {
    "disk full": (FULL, "DROP TRIGGER test_full ON {log}; DROP FUNCTION test_disk_is_full()"),
    "table gone": (
        "ALTER TABLE {log} RENAME TO {log}_gone",
        "ALTER TABLE {log}_gone RENAME TO {log}",
    ),
}


@contextmanager
def broken(log: str, fault: str) -> Iterator[None]:
    breaks, mends = FAULTS[fault]
    with connected(OWNER) as owner:
        owner.execute(breaks.format(log=log).encode())
        try:
            yield
        finally:
            owner.execute(mends.format(log=log).encode())


@pytest.mark.parametrize("log", ["access_accessevent", "access_accessitem"])
def test_nothing_is_shown_until_the_log_can_be_written_again(
    committed_world: World, log: str
) -> None:
    kari: Client = committed_world.sign_in("kari", failing=False)
    pages = ("/hjem/", "/journal/", f"/journal/{committed_world.documents['kari N']}/")
    for fault in FAULTS:
        with broken(log, fault):
            for page in pages:
                answer = kari.get(page)
                if log == "access_accessitem" and answer.status_code == 200:
                    # A document that is read by its id stands in the event, which was written.
                    assert page == pages[2]
                    continue
                assert answer.status_code >= 500, (fault, page)
                assert not told(committed_world, answer.content, "nobody"), (fault, page)
        for page in pages:
            assert kari.get(page).status_code == 200, (fault, page)
