"""A search finds the same as a plain reading of all resources does, whatever is asked."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from common.clock import OSLO
from tests.cast import World
from tests.fhirapi import shelf
from tests.fhirapi.calling import call
from tests.fhirapi.shelf import ids, observation

pytestmark = pytest.mark.django_db
SYSTEMS, CODES = ["http://loinc.org", "urn:x", ""], ["8480-6", "8462-4", "a|b", "1,5"]
STATUSES = ["final", "amended", "preliminary"]
TEXTS = ["Blå bær", "BLÅ", "bla bla", "Ærfugl", "é", "e", "ære være", ""]
DATES = [
    *("2025", "2025-06", "2025-06-01", "2025-05-31", "2025-10-26", "2025-03-30"),
    *("2025-06-01T00:00:00+02:00", "2025-05-31T22:00:00Z", "2025-06-01T10:30Z"),
    *("2025-06-01T10:30:00Z", "2025-06-01T10:30:00.5Z", "2025-12-31T23:59:59+01:00"),
]
NUMBERS = ["5.4", "5.40", "5.41", "5.45", "100", "104", "1e2", "0", "-5.4", "0.0", "99.5"]
PREFIXES = ["", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb"]
EVER = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


def some(dice: random.Random) -> dict[str, Any]:
    """A random Observation."""
    coding = {"system": dice.choice(SYSTEMS), "code": dice.choice(CODES)}
    more: dict[str, Any] = {"status": dice.choice(STATUSES)}
    more["code"] = {"coding": [{k: v for k, v in coding.items() if v}]}
    if dice.random() < 0.6:
        more["effectiveDateTime"] = dice.choice(DATES)
    elif dice.random() < 0.6:
        ends = sorted(dice.sample(DATES, 2), key=lambda text: interval(text)[0])
        period = dict(zip(("start", "end"), ends, strict=True))
        more["effectivePeriod"] = period if dice.random() < 0.6 else {"start": ends[0]}
    if dice.random() < 0.7:
        more["valueQuantity"] = {"value": float(dice.choice(NUMBERS)), "unit": dice.choice("ab")}
    else:
        more["valueString"] = dice.choice(TEXTS)
    return observation(**more)


def interval(text: str) -> tuple[datetime, datetime]:
    """From when until before when, by how exactly it is written."""
    if "T" not in text:
        year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
        start = datetime(year, month or 1, day or 1, tzinfo=OSLO)
        if day:
            end = datetime.combine(start.date() + timedelta(days=1), start.time(), OSLO)
        else:
            last = month or 12
            end = datetime(year + last // 12, last % 12 + 1, 1, tzinfo=OSLO)
        return start, end
    start = datetime.fromisoformat(text)
    start = start if start.tzinfo else start.replace(tzinfo=OSLO)
    exact = timedelta(minutes=1) if text.count(":", 0, 19) == 1 else timedelta(seconds=1)
    return start, start + (timedelta(milliseconds=100) if "." in text else exact)


RESOURCES = [some(random.Random(n)) for n in range(40)]


def compared(prefix: str, own: tuple[datetime, datetime], asked: tuple[datetime, datetime]) -> bool:
    """R4's table of prefixes, on half-open intervals."""
    within = asked[0] <= own[0] and own[1] <= asked[1]
    above, below = own[1] > asked[1], own[0] < asked[0]
    return {
        "": within,
        "eq": within,
        "ne": not within,
        "gt": above,
        "lt": below,
        "ge": above or within,
        "le": below or within,
        "sa": own[0] >= asked[1],
        "eb": own[1] <= asked[0],
    }[prefix]


def has_date(resource: dict[str, Any], prefix: str, text: str) -> bool:
    if "effectiveDateTime" in resource:
        return compared(prefix, interval(resource["effectiveDateTime"]), interval(text))
    period = resource.get("effectivePeriod")
    if period is None:
        return False
    start = interval(period["start"])[0]
    end = interval(period["end"])[1] if "end" in period else EVER[1]
    return compared(prefix, (start, end), interval(text))


def has_number(resource: dict[str, Any], prefix: str, text: str) -> bool:
    if "valueQuantity" not in resource:
        return False
    own, typed = Decimal(str(resource["valueQuantity"]["value"])), Decimal(text)
    half = Decimal(5) if text == "1e2" else Decimal(5) * Decimal(10) ** (_places(text) - 1)
    within = typed - half <= own < typed + half
    return {
        "": within,
        "eq": within,
        "ne": not within,
        "gt": own > typed,
        "lt": own < typed,
        "ge": own >= typed,
        "le": own <= typed,
        "sa": own > typed,
        "eb": own < typed,
    }[prefix]


def _places(text: str) -> int:
    return -len(text.partition(".")[2])


def plain(text: str) -> str:
    pairs = zip("åÅéÆ", "aaeæ", strict=True)
    for accented, bare in pairs:
        text = text.replace(accented, bare)
    return text.lower()


def has_text(resource: dict[str, Any], modifier: str, text: str) -> bool:
    if not resource.get("valueString"):
        return False
    own: str = resource["valueString"]
    if modifier == ":exact":
        return own == text
    if modifier == ":contains":
        return plain(text) in plain(own)
    return plain(own).startswith(plain(text))


def has_code(resource: dict[str, Any], system: str | None, code: str) -> bool:
    (own,) = resource["code"]["coding"]
    return own["code"] == code and system in {None, own.get("system", "")}


Asked = tuple[str, str, Callable[[dict[str, Any]], bool]]


def date_asked(prefix: str, text: str) -> Asked:
    return "date", f"{prefix}{text}", lambda each: has_date(each, prefix, text)


def number_asked(prefix: str, text: str) -> Asked:
    return "value-quantity", f"{prefix}{text}", lambda each: has_number(each, prefix, text)


def text_asked(modifier: str, text: str) -> Asked:
    return f"value-string{modifier}", text, lambda each: has_text(each, modifier, text)


def code_asked(modifier: str, choices: list[tuple[str | None, str]]) -> Asked:
    is_not = modifier == ":not"
    value = ",".join(_token(*each) for each in choices)
    return (
        f"code{modifier}",
        value,
        lambda each: any(has_code(each, *choice) for choice in choices) is not is_not,
    )


def _token(system: str | None, code: str) -> str:
    escaped = code.replace("|", "\\|").replace(",", "\\,")
    return escaped if system is None else f"{system}|{escaped}"


def missing_asked(is_missing: bool) -> Asked:
    names = ("effectiveDateTime", "effectivePeriod")
    return (
        "date:missing",
        str(is_missing).lower(),
        lambda each: any(name in each for name in names) is not is_missing,
    )


PREFIXED = st.sampled_from(PREFIXES)
ONE = st.one_of(
    st.builds(date_asked, PREFIXED, st.sampled_from(DATES)),
    st.builds(number_asked, PREFIXED, st.sampled_from(NUMBERS)),
    st.builds(
        text_asked,
        st.sampled_from(["", ":exact", ":contains"]),
        st.sampled_from([text for text in TEXTS if text]),
    ),
    st.builds(
        code_asked,
        st.sampled_from(["", ":not"]),
        st.lists(
            st.tuples(st.sampled_from([None, *SYSTEMS]), st.sampled_from(CODES)),
            min_size=1,
            max_size=3,
        ),
    ),
    st.builds(missing_asked, st.booleans()),
)


@pytest.fixture(scope="module")
def rows(world: World) -> Iterator[list[Any]]:
    with shelf.declared():
        yield shelf.put(world, "kari", RESOURCES)


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(asked=st.lists(ONE, min_size=1, max_size=3))
@example(asked=[date_asked("eq", "2025-10-26")])  # A day of 25 hours,
@example(asked=[date_asked("eq", "2025-03-30")])  # and one of 23.
def test_a_search_finds_what_a_plain_reading_finds(
    world: World, rows: list[Any], asked: list[Asked]
) -> None:
    query = urlencode([(name, value) for name, value, _ in asked])
    answer = call(world, "kari", "GET", f"Observation?_count=500&{query}")
    assert answer.status == 200, answer.text
    expected = {
        str(row.id)
        for row, each in zip(rows, RESOURCES, strict=True)
        if all(has(each) for _, _, has in asked)
    }
    assert set(ids(answer)) == expected, query
