"""Owns what is open at the door of the API, and where what only looks like it leads."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.fhirapi.test_frame import BASE, FHIR, send, told

client = Client(raise_request_exception=True)


def test_metadata_is_open() -> None:
    answer = client.get(f"{BASE}/metadata")
    assert answer.status_code == 200
    assert answer["Content-Type"] == f"{FHIR}; charset=utf-8"


def test_what_only_looks_like_the_api_is_told_where_it_is() -> None:
    answer = client.get("/fhir/R5/Patient/1")
    assert answer.status_code == 404
    assert "/fhir/R4" in told(answer)


def test_the_end_of_a_line_leads_to_no_page() -> None:
    for path in ("/fhir/R4%0a/metadata", "/fhir/%0a"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert told(answer)


@pytest.mark.parametrize(
    ("accept", "query", "status"),
    [
        ("", "", 200),
        ("*/*", "", 200),
        ("application/json", "", 200),
        ("application/fhir+json; fhirVersion=4.0", "", 200),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "", 200),
        ("application/fhir+xml", "?_format=json", 200),
        ("application/fhir+xml", "?_format=application/fhir+json", 200),
        ("application/fhir+xml", "", 406),
        ("application/fhir+json; fhirVersion=5.0", "", 406),
        ("application/json;q=0, text/xml", "", 406),
        ("application/json", "?_format=xml", 406),
    ],
)
def test_json_is_served_and_nothing_else(accept: str, query: str, status: int) -> None:
    answer = client.get(f"{BASE}/metadata{query}", headers={"accept": accept})
    assert answer.status_code == status
    if status != 200:
        assert "JSON" in told(answer)


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "LINK"])
def test_another_method_is_named_with_those_that_there_are(method: str) -> None:
    answer = send(method, "/Patient")
    assert answer.status_code == 405
    assert "PATCH" in answer["Allow"]
    assert told(answer)
