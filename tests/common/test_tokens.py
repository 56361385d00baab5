"""What a token says of itself before it is checked."""

from __future__ import annotations

import base64
import json

import pytest

from common.tokens import unverified_header


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_the_header_is_read_with_and_without_padding() -> None:
    for header in ({"alg": "ES256"}, {"alg": "ES256", "kid": "a"}, {"alg": "ES256", "kid": "ab"}):
        assert unverified_header(f"{part(header)}.e30.c2ln") == header


@pytest.mark.parametrize(
    "token",
    ["", "a.b", "a.b.c.d", "!.b.c", f"{part([1])}.b.c", f"{part('x')}.b.c", "/w.b.c", "Zm9v.b.c"],
)
def test_what_has_no_header_is_refused(token: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - every way of having none
        unverified_header(token)
