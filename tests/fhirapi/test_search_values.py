"""Values are compared as FHIR compares those of their type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.cast import World
from tests.fhirapi import shelf
from tests.fhirapi.calling import call
from tests.fhirapi.shelf import ids, observation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _types() -> Iterator[None]:
    with shelf.declared():
        yield


def found(world: World, query: str, **elements: Any) -> bool:
    """Whether a search finds an Observation with these elements, and nothing but it."""
    (own,) = shelf.put(world, "kari", [observation(**elements)])
    answer = call(world, "kari", "GET", f"Observation?{query}&_id={own.id}")
    assert answer.status == 200, answer.text
    return ids(answer) == [str(own.id)]


TOKENS = [
    ("code=8480-6", True),
    ("code=http://loinc.org|8480-6", True),
    ("code=http://loinc.org|", True),
    ("code=|8480-6", False),
    ("code=http://snomed.info/sct|8480-6", False),
    ("code=8480", False),
    ("code=1,8480-6", True),
    ("code=1,2", False),
    ("code:not=8480-6", False),
    ("code:not=1,2", True),
    ("code:missing=false", True),
    ("identifier:missing=true", True),
    ("identifier:missing=false", False),
    ("status=final", True),
    ("status=|final", True),
    ("code=8480-6&status=final", True),
    ("code=8480-6&status=amended", False),
    ("_tag=x", False),
    ("_profile:missing=true", True),
]


@pytest.mark.parametrize(("query", "expected"), TOKENS)
def test_tokens_are_found_by_system_and_code(world: World, query: str, expected: bool) -> None:
    assert found(world, query) is expected


ESCAPES = [
    ("identifier=a%5C%7Cb", True),
    ("identifier=x|a%5C%7Cb", True),
    ("identifier=1%5C,5", True),
    ("identifier=1", False),
    ("identifier=b%5C%5Cc", True),
    ("identifier=d%5C$e", True),
]


@pytest.mark.parametrize(("query", "expected"), ESCAPES)
def test_a_backslash_makes_signs_ordinary(world: World, query: str, expected: bool) -> None:
    values = ["a|b", "1,5", "b\\c", "d$e"]
    identifiers = [{"system": "x", "value": value} for value in values]
    assert found(world, query, identifier=identifiers) is expected


# The day is that of Norway: it begins at 22:00 UTC the evening before in summer.
DATES = [
    ("2025-06-01T10:00:00Z", "date=2025-06-01", True),
    ("2025-06-01T10:00:00Z", "date=2025-06", True),
    ("2025-06-01T10:00:00Z", "date=2025", True),
    ("2025-06-01T10:00:00Z", "date=2025-06-01T10:00:00Z", True),
    ("2025-06-01T10:00:00Z", "date=2025-06-01T12:00:00", True),
    ("2025-06-01T10:00:00Z", "date=2025-06-01T12:00%2B02:00", True),
    ("2025-05-31T22:30:00Z", "date=2025-06-01", True),
    ("2025-06-01T22:30:00Z", "date=2025-06-01", False),
    ("2025-06", "date=2025-06-01", False),
    ("2025-06", "date=2025", True),
    ("2025-06-01", "date=ne2025-06-01", False),
    ("2025-06-02", "date=ne2025-06-01", True),
    ("2025-06-02", "date=gt2025-06-01", True),
    ("2025-06-01", "date=gt2025-06-01", False),
    ("2025", "date=gt2025-06-01", True),
    ("2025-06-01", "date=lt2025-06-01", False),
    ("2025-05-31", "date=lt2025-06-01", True),
    ("2025-06-01", "date=ge2025-06-01", True),
    ("2025-06-01", "date=le2025-06-01", True),
    ("2025", "date=sa2025-06-01", False),
    ("2025-06-02", "date=sa2025-06-01", True),
    ("2025-05-31", "date=eb2025-06-01", True),
    ("2025-06-01", "date=eb2025-06-01", False),
    ("2025-06-01", "date=ap2025-06-02", True),
    ("2005-06-01", "date=ap2025-06-02", False),
    ("2025-06-01", "date=ge2025-05-01&date=lt2025-07-01", True),
    ("2025-06-01", "date=2024,2025", True),
    ("9999-12-31", "date=gt2025", True),
    ("0001-01-01", "date=lt2025", True),
]


@pytest.mark.parametrize(("at", "query", "expected"), DATES)
def test_dates_are_intervals_of_their_precision(
    world: World, at: str, query: str, expected: bool
) -> None:
    assert found(world, query, effectiveDateTime=at) is expected


def test_digits_of_other_scripts_are_none(world: World) -> None:
    for query in ("date=٢٠٢٥", "date=ge２０２５-01", "value-quantity=٥", "_lastUpdated=gt٢٠٢٥"):
        assert call(world, "kari", "GET", f"Observation?{quote(query, safe='=')}").status == 400


PERIODS = [
    ({"start": "2025-06-01", "end": "2025-06-10"}, "date=2025-06", True),
    ({"start": "2025-06-01", "end": "2025-06-10"}, "date=2025-06-05", False),
    ({"start": "2025-06-01", "end": "2025-06-10"}, "date=gt2025-06-09", True),
    ({"start": "2025-06-01"}, "date=gt2080", True),
    ({"start": "2025-06-01"}, "date=2025", False),
    ({"end": "2025-06-10"}, "date=lt1900", True),
    ({"end": "2025-06-10"}, "date=eb2025-06-11", True),
]


@pytest.mark.parametrize(("period", "query", "expected"), PERIODS)
def test_a_period_without_end_goes_on(
    world: World, period: dict[str, str], query: str, expected: bool
) -> None:
    assert found(world, query, effectivePeriod=period) is expected


QUANTITIES = [
    ({"value": 5.4}, "5.4", True),
    ({"value": 5.41}, "5.4", True),
    ({"value": 5.45}, "5.4", False),
    ({"value": 5.41}, "5.40", False),
    ({"value": 100}, "1e2", True),
    ({"value": 104}, "1e2", True),
    ({"value": 105}, "1e2", False),
    ({"value": 5.4}, "gt5.4", False),
    ({"value": 5.41}, "gt5.4", True),
    ({"value": 5.4}, "ge5.4", True),
    ({"value": 5.4}, "lt5.4", False),
    ({"value": 5.3}, "le5.4", True),
    ({"value": 5.3}, "ne5.4", True),
    ({"value": 5.4}, "sa5.3", True),
    ({"value": 5.4}, "eb5.3", False),
    ({"value": 5.8}, "ap5.4", True),
    ({"value": 6.0}, "ap5.4", False),
    ({"value": 5.4, "system": "u", "code": "mg"}, "5.4|u|mg", True),
    ({"value": 5.4, "system": "u", "code": "mg"}, "5.4|u|g", False),
    ({"value": 5.4, "system": "u", "code": "mg"}, "5.4|v|mg", False),
    ({"value": 5.4, "system": "u", "code": "mg", "unit": "milligram"}, "5.4||milligram", True),
    ({"value": 5.4, "comparator": "<"}, "lt6", True),
    ({"value": 5.4, "comparator": "<"}, "gt6", False),
    ({"value": 5.4, "comparator": ">"}, "gt600", True),
]


@pytest.mark.parametrize(("value", "query", "expected"), QUANTITIES)
def test_numbers_are_as_exact_as_they_are_typed(
    world: World, value: dict[str, Any], query: str, expected: bool
) -> None:
    assert found(world, f"value-quantity={query}", valueQuantity=value) is expected


STRINGS = [
    ("value-string=blå", True),
    ("value-string=BLA", True),
    ("value-string=bær", False),
    ("value-string:contains=BÆR", True),
    ("value-string:exact=Blå bær", True),
    ("value-string:exact=blå bær", False),
    ("value-string:exact=Blå", False),
    ("value-string=100%25", False),
]


@pytest.mark.parametrize(("query", "expected"), STRINGS)
def test_texts_begin_alike_whatever_their_case_and_accents(
    world: World, query: str, expected: bool
) -> None:
    assert found(world, query, valueString="Blå bær") is expected
