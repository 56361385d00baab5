"""Numbers as addresses and forms bring them."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from common.typed import page_number, whole_number


@pytest.mark.parametrize("typed", ["", None, "x", "-1", "1.5", "٣", "²", "1234567890", " 7", "1e3"])
def test_what_is_no_plain_number_is_none(typed: str | None) -> None:
    assert whole_number(typed) == 0
    assert whole_number(typed, 5) == 5


@pytest.mark.parametrize(
    ("typed", "number"), [("0", 0), ("7", 7), ("007", 7), ("999999999", 999999999)]
)
def test_plain_digits_are_read(typed: str, number: int) -> None:
    assert whole_number(typed, 5) == number


@pytest.mark.parametrize(
    ("address", "page"), [("", 1), ("page=", 1), ("page=0", 1), ("page=x", 1), ("page=12", 12)]
)
def test_pages_begin_at_one(address: str, page: int) -> None:
    assert page_number(QueryDict(address)) == page
