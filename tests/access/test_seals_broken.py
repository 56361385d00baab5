"""Whoever changes the log or its seals afterwards is found out, at the first bad place."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from pytest_django.plugin import DjangoDbBlocker

from access.seals.comparing import Broken
from access.seals.verifying import Verifier
from common import clock
from tests import sealing
from tests.sealing import OWNER, Sealing

pytestmark = [pytest.mark.django_db, pytest.mark.attack(56)]


@dataclass(frozen=True)
class Chain:
    """Three seals of two events each, and one event that is not sealed yet."""

    sealing: Sealing
    events: list[list[uuid.UUID]]


@pytest.fixture(scope="module")
def chain(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Chain]:
    made = Sealing(tmp_path_factory.mktemp("anchor"))
    with django_db_blocker.unblock(), sealing.emptied_afterwards():
        events = []
        for _ in range(3):
            events.append(sorted(sealing.write(2)))
            made.seal()
        sealing.write(1)
        yield Chain(made, events)


@pytest.fixture
def owner(chain: Chain) -> Iterator[psycopg.Connection[Any]]:
    """Somebody with all rights over the tables; what is done by it is undone after the test."""
    with psycopg.connect(sealing.url_of(OWNER)) as made:
        made.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield made
        made.rollback()


@pytest.fixture
def verdict(chain: Chain, owner: psycopg.Connection[Any]) -> Callable[..., str]:
    def change_and_verify(statement: str, **values: Any) -> str:
        for one in sealing.changed(statement, **values).split(";"):
            assert owner.execute(one.encode()).rowcount != 0
        with pytest.raises(Broken) as found:
            Verifier(owner, chain.sealing.anchor.read()).verify()
        return str(found.value)

    return change_and_verify


def test_what_nobody_changed_is_intact(chain: Chain) -> None:
    found = chain.sealing.verify()
    assert (found.events, found.items, found.seals, found.unsealed) == (6, 6, 3, 2)


@pytest.mark.parametrize(
    "what",
    [
        "actor_name = 'Somebody Else'",
        "patient_id = gen_random_uuid()",
        "unit_id = gen_random_uuid()",
        "is_permitted = NOT is_permitted",
        "toa = now()",
        "recorded_at = recorded_at + interval '1 microsecond'",
        "reason = ' '",
    ],
)
def test_an_edited_event_is_named(chain: Chain, verdict: Callable[..., str], what: str) -> None:
    row = chain.events[1][0]
    told = verdict("UPDATE {events} SET {what} WHERE id = '{row}'", what=what, row=row)
    assert told == f"Event {row} was changed after seal 2."


def test_an_edited_item_is_named(chain: Chain, verdict: Callable[..., str]) -> None:
    told = verdict(
        "UPDATE {items} SET version = 7 WHERE event_id = '{row}'", row=chain.events[2][0]
    )
    assert re.fullmatch(r"Item [0-9a-f-]{36} was changed after seal 3\.", told)


def test_of_several_the_first_seal_is_named(chain: Chain, verdict: Callable[..., str]) -> None:
    first, last = chain.events[0][0], chain.events[2][1]
    told = verdict(
        "UPDATE {events} SET kind = 'x' WHERE id IN ('{first}', '{last}')", first=first, last=last
    )
    assert told == f"Event {first} was changed after seal 1."


def test_deleted_rows_are_named(chain: Chain, verdict: Callable[..., str]) -> None:
    first, second = chain.events[1]
    told = verdict("DELETE FROM {events} WHERE id IN ('{a}', '{b}')", a=first, b=second)
    assert told == f"Event {first} was deleted after seal 2, and 1 more row."


def test_the_tail_of_the_log_is_missed(chain: Chain, verdict: Callable[..., str]) -> None:
    first, second = chain.events[2]
    told = verdict("DELETE FROM {events} WHERE id IN ('{a}', '{b}')", a=first, b=second)
    assert told == f"Event {first} was deleted after seal 3, and 1 more row."


def test_everything_is_missed(chain: Chain, verdict: Callable[..., str]) -> None:
    told = verdict("TRUNCATE access_accessevent; TRUNCATE access_accessitem")
    assert told.startswith(f"Event {chain.events[0][0]} was deleted after seal 1")


INSERTED = """
    INSERT INTO {{events}} SELECT * FROM jsonb_populate_record(null::{{events}}, (
      SELECT to_jsonb(e) || '{change}' FROM {{events}} e WHERE id = '{{row}}'))
"""


def test_a_row_that_was_put_among_sealed_ones_is_named(
    chain: Chain, verdict: Callable[..., str]
) -> None:
    new = uuid.uuid4()
    told = verdict(INSERTED.format(change=f'{{{{"id": "{new}"}}}}'), row=chain.events[1][0])
    assert told == f"Event {new} was inserted after seal 2, into its time."


def test_a_row_that_names_a_transaction_to_come_is_named(
    chain: Chain, verdict: Callable[..., str]
) -> None:
    new = uuid.uuid4()
    change = f'{{{{"id": "{new}", "committed_in": "9000000000000"}}}}'
    told = verdict(INSERTED.format(change=change), row=chain.events[1][0])
    assert told == f"Event {new} names a transaction that has not been: it was inserted."


def test_a_second_row_of_the_same_id_is_named(chain: Chain, verdict: Callable[..., str]) -> None:
    row = chain.events[1][0]
    month_day = '{{{{"recorded_at": "{0}"}}}}'
    change = month_day.format(clock.now().replace(day=1, hour=0).isoformat())
    told = verdict(INSERTED.format(change=change), row=row)
    assert told == f"Event {row} was inserted after seal 2, into its time."


def test_rows_that_change_places_are_named(chain: Chain, verdict: Callable[..., str]) -> None:
    (first, _), (second, _) = chain.events[0], chain.events[1]
    told = verdict(
        "UPDATE {events} SET id = CASE id WHEN '{a}' THEN '{b}'::uuid ELSE '{a}'::uuid END,"
        " recorded_at = recorded_at + interval '1 second' WHERE id IN ('{a}', '{b}')",
        a=first,
        b=second,
    )
    assert told.startswith(f"Event {min(first, second)} was") or f"{first}" in told


def test_a_row_whose_seal_is_changed_with_it_is_found_out(
    chain: Chain, verdict: Callable[..., str]
) -> None:
    told = verdict(
        "UPDATE {events} SET actor_name = 'Somebody Else' WHERE id = '{row}';"
        " UPDATE access_sealpiece p SET leaves = l.leaves FROM access_seal_leaves("
        "   'access_accessevent', access_seal_columns('access_accessevent'),"
        "   (SELECT (statement::json ->> 'snapshot')::pg_snapshot FROM access_seal"
        "     WHERE number = 1),"
        "   (SELECT (statement::json ->> 'snapshot')::pg_snapshot FROM access_seal"
        "     WHERE number = 2), 65536) l WHERE p.seal = 2 AND p.log = 'access_accessevent'",
        row=chain.events[1][0],
    )
    assert told.startswith("Seal 2: its list of rows of access_accessevent")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM access_seal WHERE number = 2", "Seal 2 is missing."),
        ("DELETE FROM access_seal WHERE number < 3", "Seals 1-2 are missing."),
        (
            "DELETE FROM access_seal WHERE number = 3",
            "Seal 3 is missing: the anchor knows seal 3, the database ends with 2.",
        ),
        (
            "TRUNCATE access_seal; TRUNCATE access_sealpiece",
            "Seal 1 is missing: the anchor knows seal 3, the database ends with 0.",
        ),
        (
            "UPDATE access_seal SET number = number + 10; UPDATE access_seal SET number ="
            " CASE number WHEN 11 THEN 2 WHEN 12 THEN 1 ELSE 3 END",
            "Seal 1 was changed: its number, time or months are not those signed.",
        ),
        (
            "UPDATE access_seal SET statement = replace(statement, '\"rows\":2', '\"rows\":1')"
            " WHERE number = 2",
            "Seal 2 is not signed with the key that the anchor names.",
        ),
        (
            "UPDATE access_seal SET statement = statement || ' ' WHERE number = 2",
            "Seal 2 was changed: its statement cannot be read.",
        ),
        (
            "UPDATE access_seal SET signature = (SELECT signature FROM access_seal"
            " WHERE number = 1) WHERE number = 3",
            "Seal 3 is not signed with the key that the anchor names.",
        ),
        (
            "UPDATE access_seal SET hash = sha256('x') WHERE number = 1",
            "Seal 1 was changed: its hash is not that of its statement.",
        ),
        (
            "UPDATE access_seal SET sealed_at = now() WHERE number = 3",
            "Seal 3 was changed: its number, time or months are not those signed.",
        ),
        (
            "DELETE FROM {events}; DELETE FROM {items}; UPDATE access_seal SET erased ="
            " ARRAY[date_trunc('month', now())::date] WHERE number = 3",
            "Seal 3 was changed: its number, time or months are not those signed.",
        ),
        (
            "UPDATE access_sealpiece SET leaves = substr(leaves, 49) WHERE seal = 2",
            "Seal 2: its list of rows of access_accessevent in {month} was changed.",
        ),
        (
            "DELETE FROM access_sealpiece WHERE seal = 2 AND log = 'access_accessitem'",
            "Seal 2: its list of rows of access_accessitem in {month} was changed.",
        ),
        (
            "ALTER TABLE access_accessevent DROP COLUMN unit_name",
            "Seal 1 covers what is gone: column t.unit_name does not exist.",
        ),
        (
            "ALTER TABLE access_accessevent RENAME COLUMN person_id TO somebody;"
            " ALTER TABLE access_accessevent RENAME COLUMN role_id TO person_id",
            "Seal 1 covers what is gone: column t.role_id does not exist.",
        ),
    ],
)
def test_a_seal_that_is_not_what_it_was_is_named(
    verdict: Callable[..., str], statement: str, words: str
) -> None:
    month = f"{clock.now():%Y-%m}"
    assert verdict(statement) == words.format(month=month)
