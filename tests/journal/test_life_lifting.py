"""What is lifted of a document's life: dates, relations, attachments, reasons, and where it is."""

from __future__ import annotations

import base64
import hashlib
import json
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from common.declarations import Incoming
from common.errors import Unacceptable
from common.references import local_id
from journal import lifting
from journal.life import KEPT_AS, RELEASE_DATE, STATUS_REASONS

SOURCE = "urn:oid:1.2.3"
DATA = base64.b64encode(b"Tekst").decode()
NORU = [{"coding": [{"system": "urn:oid:2.16.578.1.12.4.1.1.9603", "code": "NORU"}]}]


def incoming(**members: Any) -> Incoming:
    resource = {
        "resourceType": "DocumentReference",
        "id": "d",
        "status": "current",
        "date": "2026-11-20T10:00:00Z",
        "content": [{"attachment": {"contentType": "text/plain", "data": DATA}}],
        **members,
    }
    wire = json.dumps(resource)
    return Incoming("", SOURCE, "d", resource, wire, hashlib.sha256(wire.encode()).digest())


def lifted(**members: Any) -> dict[str, Any]:
    return lifting.document_columns(incoming(**members))


def extended(url: str, **value: Any) -> list[dict[str, Any]]:
    return [{"url": url, **value}]


def document_id(own_id: str) -> uuid.UUID:
    return local_id(SOURCE, "DocumentReference", own_id)


def related(*pairs: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"code": code, "target": {"reference": aim}} for code, aim in pairs]


@pytest.mark.parametrize(
    ("shared", "written", "date", "late"),
    [
        ("2026-11-20T10:00:00Z", None, "2026-11-20", None),
        ("2026-11-20T10:00:00Z", "2026-11-20T09:00:00Z", "2026-11-20", None),
        ("2026-11-20T10:00:00Z", "2026-11-13T10:00:00Z", "2026-11-13", None),
        ("2026-11-20T10:00:00Z", "2026-11-13T09:59:59Z", "2026-11-13", "2026-11-20"),
        ("2026-11-20T10:00:00Z", "2026-03-03T09:00:00Z", "2026-03-03", "2026-11-20"),
        ("2026-03-03T10:00:00Z", "2026-11-20T09:00:00Z", "2026-03-03", None),
        (None, "2026-11-20T09:00:00Z", "2026-11-20", None),
    ],
)
def test_a_document_is_of_the_day_it_was_written_and_late_after_a_week(
    shared: str | None, written: str | None, date: str, late: str | None
) -> None:
    attachment = {"data": DATA, **({"creation": written} if written else {})}
    found = lifted(date=shared, content=[{"attachment": attachment}])

    assert f"{found['date']:%Y-%m-%d}" == date
    assert (found["arrived_late_at"] and f"{found['arrived_late_at']:%Y-%m-%d}") == late


@pytest.mark.parametrize(
    ("pairs", "replaces", "appends"),
    [
        ([("replaces", "DocumentReference/a")], ["a"], []),
        ([("appends", "DocumentReference/a")], [], ["a"]),
        ([("transforms", "DocumentReference/a")], [], ["a"]),
        ([("signs", "DocumentReference/a")], [], ["a"]),
        ([("appends", "DocumentReference/a"), ("signs", "DocumentReference/a")], [], ["a"]),
        (
            [("transforms", "DocumentReference/a"), ("replaces", "DocumentReference/b")],
            ["b"],
            ["a"],
        ),
        ([("replaces", "DocumentReference/d"), ("appends", "DocumentReference/d")], [], []),
        ([("deletes", "DocumentReference/a"), ("", "DocumentReference/a")], [], []),
        ([("replaces", "https://elsewhere.example/DocumentReference/a")], [], []),
        ([("appends", "#nothing"), ("appends", "")], [], []),
    ],
)
def test_relations_name_documents_of_the_same_sender_and_never_itself(
    pairs: list[tuple[str, str]], replaces: Sequence[str], appends: Sequence[str]
) -> None:
    found = lifted(relatesTo=related(*pairs))

    assert found["replaces"] == [document_id(each) for each in replaces]
    assert found["appends"] == [document_id(each) for each in appends]


@pytest.mark.parametrize(
    ("members", "release"),
    [
        ({"extension": extended(RELEASE_DATE, valueDate="2026-11-27")}, "2026-11-26T23:00"),
        (
            {"extension": extended(RELEASE_DATE, valueDateTime="2026-11-27T08:00:00Z")},
            "2026-11-27T08:00",
        ),
        ({"modifierExtension": extended(RELEASE_DATE, valueDate="2026-07-01")}, "2026-06-30T22:00"),
        ({"extension": extended(RELEASE_DATE, valueDate="9999-12-31")}, "9999-12-30T23:00"),
        ({"extension": extended(RELEASE_DATE, valueString="27.11.2026")}, None),
        ({"extension": extended(RELEASE_DATE)}, None),
        ({"extension": extended("https://x.example/release-date", valueDate="2026-01-01")}, None),
        (
            {
                "extension": [
                    *extended(RELEASE_DATE, valueDate="2026-11-27"),
                    *extended(RELEASE_DATE, valueDate="2026-12-24"),
                ]
            },
            "2026-12-23T23:00",
        ),
        (
            {
                "extension": [
                    *extended(RELEASE_DATE, valueDate="2026-11-27"),
                    *extended(RELEASE_DATE, valueString="aldri"),
                ]
            },
            None,
        ),
        ({}, None),
    ],
)
def test_a_delayed_document_is_released_when_its_sender_says(
    members: dict[str, Any], release: str | None
) -> None:
    at = lifted(securityLabel=NORU, **members)["release_at"]

    assert (at and f"{at.astimezone(UTC):%Y-%m-%dT%H:%M}") == release
    assert lifted(**members)["release_at"] is None


@pytest.mark.parametrize(("code", "days"), [("C01-2", 14), ("E01-2", 0), ("B02-2", None)])
def test_without_a_date_our_own_days_of_its_category_count(
    settings: Any, code: str, days: int | None
) -> None:
    settings.JOURNAL_RELEASE_DAYS = {"C00-1": 14, "E00-1": 0}
    typed = {"coding": [{"system": "urn:oid:2.16.578.1.12.4.1.1.9602", "code": code}]}

    found = lifted(securityLabel=NORU, type=typed)
    told = lifted(
        securityLabel=NORU, type=typed, extension=extended(RELEASE_DATE, valueDate="2026-12-24")
    )

    written = datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert (found["release_at"] and (found["release_at"] - written).days) == days
    assert told["release_at"].day == 24


def test_a_date_of_release_that_is_no_date_is_refused() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        lifted(securityLabel=NORU, extension=extended(RELEASE_DATE, valueDate="i morgen"))


@pytest.mark.parametrize("url", STATUS_REASONS)
@pytest.mark.parametrize(
    "value",
    [
        {"valueCodeableConcept": {"text": "Feil pasient"}},
        {"valueCodeableConcept": {"coding": [{"code": "x", "display": "Feil pasient"}]}},
        {"valueString": "Feil pasient"},
    ],
)
@pytest.mark.parametrize("place", ["extension", "modifierExtension"])
def test_the_reason_of_a_status_is_that_of_the_standard(
    url: str, value: dict[str, Any], place: str
) -> None:
    members: dict[str, Any] = {place: extended(url, **value)}

    assert lifted(**members)["status_reason"] == "Feil pasient"


@pytest.mark.parametrize(
    ("status", "div", "reason"),
    [
        (
            "additional",
            "<div>Ført på <b>feil</b>\n &lt;pasient&gt;</div>",
            "Ført på feil <pasient>",
        ),
        ("generated", "<div>Alt om dokumentet</div>", ""),
        ("additional", "<div></div>", ""),
        ("additional", f"<div>{'x' * 5000}</div>", "x" * 500),
        ("additional", "<script>alert(1)</script>", "alert(1)"),
    ],
)
def test_words_that_the_author_added_are_a_reason_without_marks(
    status: str, div: str, reason: str
) -> None:
    assert lifted(text={"status": status, "div": div})["status_reason"] == reason


@pytest.mark.attack(42)
@pytest.mark.parametrize("div", ["<" * 2_000_000, "<div " * 400_000, "&" * 2_000_000])
def test_a_huge_reason_takes_no_time(div: str) -> None:
    begun = time.monotonic()
    assert len(lifted(text={"status": "additional", "div": div})["status_reason"]) <= 500
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    ("attachment", "is_elsewhere"),
    [
        ({"data": DATA}, False),
        ({"url": "Binary/paa-vei"}, False),
        ({"url": "https://arkiv.example/Binary/1"}, True),
        ({"url": "urn:oid:1.2.3.4"}, True),
        ({"url": "./dokument.pdf"}, True),
        ({"title": "Journal"}, True),
        ({}, True),
    ],
)
def test_what_no_binary_can_bring_is_elsewhere(
    attachment: dict[str, Any], is_elsewhere: bool
) -> None:
    assert lifted(content=[{"attachment": attachment}])["is_elsewhere"] is is_elsewhere


@pytest.mark.parametrize(("code", "kept"), [("paper", "paper"), ("film", ""), ("x" * 999, "")])
def test_paper_is_told_of(code: str, kept: str) -> None:
    assert lifted(extension=extended(KEPT_AS, valueCode=code))["kept_as"] == kept


def test_every_content_after_the_first_is_attached() -> None:
    others: list[dict[str, Any]] = [
        {"title": "Bilde", "contentType": "image/png; x=1", "data": DATA, "size": 99},
        {"url": "Binary/b", "size": 7},
        {"title": "Borte"},
    ]
    content = [{"attachment": {"data": DATA}}, *({"attachment": each} for each in others)]

    assert lifted(content=content)["attachments"] == [
        {"title": "Bilde", "content_type": "image/png", "size": 5, "data": b"Tekst"},
        {
            "title": "", "content_type": "", "size": 7, "data": None,
            "binary": str(local_id(SOURCE, "Binary", "b")),
        },
        {"title": "Borte", "content_type": "", "size": None, "data": None},
    ]  # fmt: skip


def test_bad_base64_in_an_attachment_refuses_the_document() -> None:
    content = [{"attachment": {"data": DATA}}, {"attachment": {"data": "%%%"}}]

    with pytest.raises(Unacceptable, match=r"content\[1\]\.attachment\.data: not base64"):
        lifted(content=content)
