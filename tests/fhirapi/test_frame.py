"""Owns what holds for every request to the API, whatever it asks: form, sizes, faults, headers."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from psycopg.errors import QueryCanceled
from pytest_django import Settings

from fhirapi import callers, interactions
from fhirapi.calls import Answer, Call
from fhirapi.outcomes import Refusal
from tests.fhirapi.test_importing import KARI as SOMEBODY

BASE = "/fhir/R4"
FHIR = "application/fhir+json"
client = Client(raise_request_exception=True)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """Whoever asks is known, and every call is answered with what it was."""
    asked: list[Call] = []

    def perform(call: Call) -> Answer:
        asked.append(call)
        return Answer(200, json.dumps({"resourceType": "Basic", "id": "x" * 2000}))

    monkeypatch.setattr(callers, "of", lambda request: None)
    monkeypatch.setattr(interactions, "perform", perform)
    return asked


def told(answer: Any) -> str:
    """What an OperationOutcome says; anything else fails."""
    content = json.loads(answer.content)
    assert content["resourceType"] == "OperationOutcome"
    assert answer["Content-Type"].startswith(FHIR)
    return str(content["issue"][0]["diagnostics"])


def send(method: str, path: str, body: str | bytes = "", **more: Any) -> Any:
    return client.generic(method, f"{BASE}{path}", body, more.pop("type", FHIR), **more)


@pytest.mark.attack(8)
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/Patient/1"), ("GET", "/Nonsense"), ("POST", ""), ("DELETE", "/Patient/1")],
)
def test_nothing_but_metadata_is_open(method: str, path: str) -> None:
    answer = send(method, path, "{}")
    assert answer.status_code == 401
    assert told(answer)
    assert "DPoP" in answer["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("method", "path", "content_type", "status"),
    [
        ("POST", "/Patient", "application/fhir+json; charset=UTF-8", 200),
        ("POST", "/Patient", "application/json", 200),
        ("PUT", "/Patient/1", "application/fhir+xml", 415),
        ("POST", "/Patient", "application/json; charset=latin-1", 415),
        ("POST", "/Patient", "text/plain", 415),
        ("PATCH", "/Patient/1", "application/json-patch+json", 200),
        ("PATCH", "/Patient/1", "application/fhir+json", 415),
        ("POST", "/Patient/_search", "application/x-www-form-urlencoded", 200),
        ("POST", "/Patient/_search", "application/fhir+json", 415),
    ],
)
def test_a_body_has_the_form_that_its_method_takes(
    known: list[Call], method: str, path: str, content_type: str, status: int
) -> None:
    body = "name=x" if "_search" in path else "{}"
    answer = send(method, path, body, type=content_type)
    assert answer.status_code == status
    assert len(known) == (status == 200)


def test_a_form_joins_the_query(known: list[Call]) -> None:
    form = "name=%C3%85se&_count=2"
    send("POST", "/Patient/_search?_tag=a", form, type="application/x-www-form-urlencoded")
    assert known[0].query == [("_tag", "a"), ("name", "Åse"), ("_count", "2")]


def test_a_compressed_body_is_refused_with_the_way_out(known: list[Call]) -> None:
    answer = send("POST", "/Patient", gzip.compress(b"{}"), HTTP_CONTENT_ENCODING="gzip")
    assert answer.status_code == 415
    assert "compressed" in told(answer)
    assert answer["Accept-Encoding"] == "identity"
    assert not known


@pytest.mark.parametrize(
    ("takes", "is_compressed"),
    [
        ("gzip, deflate", True),
        ("br, GZIP;q=0.5", True),
        ("x-gzip", True),
        ("identity;q=0, gzip", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0", False),
        ("gzip ;q=0.000, br", False),
        ("gzipped", False),
    ],
)
def test_answers_are_compressed_for_who_takes_it(
    known: list[Call], takes: str, is_compressed: bool
) -> None:
    answer = client.get(f"{BASE}/Patient/1", headers={"accept-encoding": takes})
    assert answer.get("Content-Encoding") == ("gzip" if is_compressed else None)
    content = gzip.decompress(answer.content) if is_compressed else answer.content
    assert json.loads(content)["resourceType"] == "Basic"
    assert answer["Content-Length"] == str(len(answer.content))


def test_head_is_get_without_its_body(known: list[Call]) -> None:
    whole, head = client.get(f"{BASE}/Patient/1"), client.head(f"{BASE}/Patient/1")
    assert known[1].method == "GET"
    assert head.content == b""
    assert head["Content-Length"] == whole["Content-Length"]


@pytest.mark.attack(50)
def test_nothing_is_kept_or_shown_as_a_page(known: list[Call]) -> None:
    answer = client.get(f"{BASE}/Patient/1")
    assert answer["Cache-Control"] == "no-store"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer
    assert "Authorization" in answer["Vary"]


@pytest.mark.attack(51)
def test_a_foreign_host_is_refused() -> None:
    answer = client.get(f"{BASE}/metadata", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


@pytest.mark.attack(45)
@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        (b"[" * 100_000, 400, "nested"),
        (b'{"a":' * 70 + b"1" + b"}" * 70, 400, "nested"),
        (b'{"a": ' + b"1" * 1_000_000 + b"}", 400, "number"),
        (b'{"a": "\xff"}', 400, "UTF-8"),
        (b'{"a": "\\u0000"}', 400, "U+0000"),
        (b'{"a": "\\ud800"}', 400, "surrogate"),
    ],
)
def test_json_that_costs_too_much_is_refused(
    known: list[Call], body: bytes, status: int, word: str
) -> None:
    answer = send("POST", "/Patient", body)
    assert answer.status_code == status
    assert word in told(answer)
    assert not known


@pytest.mark.attack(45)
def test_a_body_beyond_the_limit_is_not_read(known: list[Call], settings: Settings) -> None:
    settings.FHIR_LIMITS = {**settings.FHIR_LIMITS, "body_bytes": 10}
    assert send("POST", "/Patient", "{}" + " " * 8).status_code == 200
    answer = send("POST", "/Patient", "{}" + " " * 9)
    assert answer.status_code == 413
    assert "10 bytes" in told(answer)
    assert send("POST", "/Patient", "{}", CONTENT_LENGTH="many").status_code == 400


def test_a_body_in_chunks_is_refused_with_the_way_out(known: list[Call]) -> None:
    answer = send("POST", "/Patient", "{}", HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="")
    assert answer.status_code == 411
    assert "Content-Length" in told(answer)


def test_an_address_beyond_the_limit_is_refused(known: list[Call]) -> None:
    assert client.get(f"{BASE}/Patient?a={'b' * 9_000}").status_code == 414


@pytest.mark.attack(49)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/Patient?identifier={SOMEBODY}"),
        ("GET", f"/Patient?identifier=urn:oid:2.16.578.1.12.4.1.4.1%7C{SOMEBODY}"),
        ("GET", "/Patient?identifier=urn:oid:2.16.578.1.12.4.1.4.1%7C12345678901"),
        ("GET", f"/Patient?name={SOMEBODY[:6]}-{SOMEBODY[6:]}"),
        ("GET", f"/Patient/{SOMEBODY}"),
        ("PUT", f"/Patient?identifier={SOMEBODY}"),
        ("DELETE", f"/Observation?subject.identifier={SOMEBODY}"),
        ("POST", f"/Patient/_search?identifier={SOMEBODY}"),
    ],
)
def test_a_national_id_in_an_address_is_refused_and_in_no_log(
    known: list[Call], caplog: pytest.LogCaptureFixture, method: str, path: str
) -> None:
    answer = send(method, path, "{}")
    assert answer.status_code == 400
    assert "_search" in told(answer)
    assert SOMEBODY not in answer.content.decode()
    assert SOMEBODY not in caplog.text
    assert not known


def test_a_national_id_in_a_form_is_taken(known: list[Call]) -> None:
    form = f"identifier={SOMEBODY}"
    answer = send("POST", "/Patient/_search", form, type="application/x-www-form-urlencoded")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/Patient?name=a%00b", "/Patient/a%0d%0aX-Evil:%201", "/Patient%0a", "/Patient?a%0ab=c"],
)
def test_control_characters_in_an_address_are_refused(known: list[Call], path: str) -> None:
    answer = client.get(f"{BASE}{path}")
    assert (answer.status_code, known) == (400, [])
    assert told(answer)
    assert "X-Evil" not in answer


@pytest.mark.attack(47)
def test_a_fault_tells_its_number_and_nothing_else(
    known: list[Call], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(call: Call) -> Answer:
        raise RuntimeError("SELECT secret")

    monkeypatch.setattr(interactions, "perform", fail)
    answer = client.get(f"{BASE}/Patient/1")
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert answer["X-Request-Id"] in told(answer)
    assert answer["X-Request-Id"] in caplog.text


@pytest.mark.attack(44)
@pytest.mark.parametrize(
    ("cause", "word"), [(QueryCanceled(), "too long"), (ConnectionError("db:5432"), "again")]
)
def test_a_database_that_does_not_answer_is_told_as_such(
    known: list[Call], monkeypatch: pytest.MonkeyPatch, cause: Exception, word: str
) -> None:
    def fail(call: Call) -> Answer:
        raise OperationalError("10.0.0.1") from cause

    monkeypatch.setattr(interactions, "perform", fail)
    answer = client.get(f"{BASE}/Patient/1")
    assert answer.status_code == 503
    assert word in told(answer)
    assert answer["Retry-After"]
    assert "10.0.0.1" not in answer.content.decode()


def test_a_refusal_comes_with_its_headers(
    known: list[Call], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(call: Call) -> Answer:
        raise Refusal.of(429, "throttled", "Later.", Retry_After="7")

    monkeypatch.setattr(interactions, "perform", refuse)
    answer = client.get(f"{BASE}/Patient/1", headers={"x-request-id": "theirs-1"})
    assert (answer.status_code, answer["Retry-After"], told(answer)) == (429, "7", "Later.")
    assert answer["X-Correlation-Id"] == "theirs-1"
