"""Numbers as addresses and forms bring them, where anything may have been typed."""

from typing import Any

from django.http import QueryDict

MOST_DIGITS = 9


def whole_number(value: Any, otherwise: int = 0) -> int:
    """The number that was sent, in plain digits; `otherwise` where it is none or too long."""
    text = str(value or "")
    is_number = text.isdecimal() and text.isascii() and len(text) <= MOST_DIGITS
    return int(text) if is_number else otherwise


def page_number(query: QueryDict) -> int:
    """The page that an address asks for, from 1."""
    return max(whole_number(query.get("page"), 1), 1)
