"""Reads the cast's documents from the text files in `documents/` and tells them at a given day.

A file holds several documents. Each begins with `### name`, then header lines `key: value`, then
`---`, then the text. Dates and years in the text are moved with the story (see calendar.py);
`{alder}` is the patient's age on the day of the document, `{lise+4}` the fourth day of Lise's life.
A line `=== format name` in the text begins an attachment.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from demo.cast.calendar import age_on, move_years, retell, written, years_since_story
from demo.cast.persons import persons

FOLDER = Path(__file__).parent / "documents"
FORMER = Path(__file__).parent / "former"
OSLO = ZoneInfo("Europe/Oslo")
TEXT, PDF, IMAGE = "text", "pdf", "image"
MISTAKE = "entered-in-error"

_REQUIRED = frozenset({"date", "type", "unit", "author", "title"})
_OPTIONAL = frozenset(
    {
        *("patient", "codes", "format", "picture", "replaces", "status", "language", "signed"),
        *("appends", "reason", "shared", "release", "kept"),
    }
)
_RELATIVE = re.compile(r"(?P<who>today|[a-z]+)(?P<days>[+-]\d+)")
_PLACEHOLDER = re.compile(r"\{([a-z]+[+-]\d+|alder)\}")


@dataclass(frozen=True)
class Document:
    slug: str
    patient: str
    written_at: datetime
    type_code: str
    unit: str
    author: str
    title: str
    body: str
    codes: tuple[str, ...]
    format: str
    picture: str | None
    replaces: str | None
    status: str
    language: str
    doc_status: str = "final"
    appends: str | None = None
    reason: str = ""
    shared_at: datetime | None = None
    release_on: date | None = None
    kept_as: str = ""
    attachments: tuple["Attachment", ...] = ()


@dataclass(frozen=True)
class Attachment:
    """Something attached to a document: its format, name and text (of a picture its kind)."""

    format: str
    title: str
    body: str


@cache
def documents(today: date) -> dict[str, Document]:
    """Every document of the cast by name, oldest first."""
    found = _read(FOLDER, today)
    found.sort(key=lambda document: (document.written_at, document.slug))
    named = {document.slug: document for document in found}
    if len(named) < len(found):
        message = "two documents of the cast have the same name"
        raise ValueError(message)
    return named


@cache
def former(today: date) -> list[Document]:
    """Former versions of documents, oldest first; each has the name of what it was a version of."""
    return sorted(_read(FORMER, today), key=lambda document: document.written_at)


def _read(folder: Path, today: date) -> list[Document]:
    return [
        _document(slug, headers, body, today)
        for path in sorted(folder.rglob("*.txt"))
        for slug, headers, body in _entries(path)
    ]


def _entries(path: Path) -> list[tuple[str, dict[str, str], str]]:
    entries = []
    for entry in re.split(r"^### ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, body = entry.split("\n---\n", 1)
        slug, *lines = head.splitlines()
        headers = dict(line.split(": ", 1) for line in lines)
        if unknown := headers.keys() - _REQUIRED - _OPTIONAL:
            message = f"{path.name}: {slug} has unknown header lines {sorted(unknown)}"
            raise ValueError(message)
        entries.append((slug.strip(), headers, body.strip()))
    return entries


def _document(slug: str, headers: dict[str, str], body: str, today: date) -> Document:
    patient = headers.get("patient") or slug.split("-")[0]
    written_at = _moment(headers["date"], today)
    body, *attached = re.split(r"^=== ", body, flags=re.MULTILINE)
    status = headers.get("status", "current")
    return Document(
        slug=slug,
        patient=patient,
        written_at=written_at,
        type_code=headers["type"],
        unit=headers["unit"],
        author=headers["author"],
        title=headers["title"],
        body=_told(body.strip(), patient, written_at.date(), today),
        codes=tuple(headers.get("codes", "N").split()),
        format=headers.get("format", TEXT),
        picture=headers.get("picture"),
        replaces=headers.get("replaces"),
        status=status,
        language=headers.get("language", "nb"),
        doc_status=headers.get("signed", "final" if status != MISTAKE else MISTAKE),
        appends=headers.get("appends"),
        reason=headers.get("reason", ""),
        shared_at=_moment(headers["shared"], today) if "shared" in headers else None,
        release_on=_relative_day(headers.get("release", ""), today),
        kept_as=headers.get("kept", ""),
        attachments=tuple(_attachment(each) for each in attached),
    )


def _attachment(text: str) -> Attachment:
    head, _, body = text.partition("\n")
    kind, _, title = head.partition(" ")
    return Attachment(kind, title.strip(), body.strip())


def _moment(value: str, today: date) -> datetime:
    day_part, clock = value.rsplit(" ", 1)
    day = _relative_day(day_part, today)
    if day is None:
        story_day = datetime.strptime(day_part, "%d.%m.%Y").replace(tzinfo=OSLO).date()
        day = move_years(story_day, years_since_story(today))
    hour, minute = (int(part) for part in clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=OSLO)


def _relative_day(value: str, today: date) -> date | None:
    match = _RELATIVE.fullmatch(value)
    if match is None:
        return None
    who = match["who"]
    start = today if who == "today" else persons(today)[who].birth_date
    return start + timedelta(days=int(match["days"]))


def _told(body: str, patient: str, day: date, today: date) -> str:
    def filled(match: re.Match[str]) -> str:
        if match[1] == "alder":
            return str(age_on(day, persons(today)[patient].birth_date))
        found = _relative_day(match[1], today)
        return written(found) if found else match[0]

    return _PLACEHOLDER.sub(filled, retell(body, years_since_story(today)))
