"""Owns that limits count what costs, and not what only looks like it."""

from __future__ import annotations

import pytest

from fhirapi import limits


@pytest.mark.parametrize(
    "body",
    [
        '{"a": "' + "[{" * 100 + '"}',
        '{"a": "' + "1" * 100 + '"}',
        '{"a": "\\\\u0000 and \\ud83d\\ude00"}',
        "[" * 60 + "]" * 60,
    ],
)
def test_what_only_looks_costly_is_taken(body: str) -> None:
    limits.check_json(body)


@pytest.mark.parametrize(
    "text",
    [
        "15931eff-3be4-4f6d-a346-a97782880543",
        "urn:oid:2.16.578.1.12.4.1.4.101|983974910",
        "2026-01-01T10:00:00Z",
        "123456789012",
    ],
)
def test_ids_of_things_name_nobody(text: str) -> None:
    assert not limits.names_somebody(text)
