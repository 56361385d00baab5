"""Makes the bytes of a document: plain text, PDF on letterhead, or a drawn picture."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

import typst

from demo.cast.calendar import written
from demo.cast.layout import blocks, plain_text
from demo.cast.organisations import chain
from demo.cast.persons import Person
from demo.cast.pictures import picture
from demo.cast.staff import workers
from demo.cast.texts import IMAGE, PDF, Document

_TEMPLATE = Path(__file__).parent / "paper.typ"
_COLOURS = {
    "unn": "#003a70",
    "nlsh": "#00505c",
    "finn": "#243b8f",
    "helg": "#4a2d6b",
    "tromso": "#8a1c1c",
    "legesenter": "#285430",
}
# Words on the paper, per language of the document.
_WORDS = {
    "nb": ("Side", "Født", "Med vennlig hilsen", "Elektronisk signert"),
    "nn": ("Side", "Fødd", "Med venleg helsing", "Elektronisk signert"),
}


@dataclass(frozen=True)
class File:
    content_type: str
    data: bytes


def rendered(document: Document, patient: Person) -> File:
    """The file as the sending system would deliver it; the same bytes every time."""
    if document.format == PDF:
        return File("application/pdf", _cached_pdf(_paper(document, patient)))
    if document.format == IMAGE:
        return File(*picture(document.picture or "scan", document.body, seed=document.slug))
    return File("text/plain", _note(document).encode())


def attached(document: Document, patient: Person, number: int) -> File:
    """The file of an attachment, from 1; of a picture its text is the kind."""
    each = document.attachments[number - 1]
    if each.format == IMAGE:
        return File(*picture(each.body, each.title, seed=f"{document.slug}/{number}"))
    return rendered(
        replace(document, title=each.title, body=each.body, format=each.format), patient
    )


def _note(document: Document) -> str:
    author = workers()[document.author]
    unit, *parents = chain(document.unit)
    where = ", ".join(organisation.name for organisation in (unit, *parents[:1]))
    return f"{plain_text(document.body)}\n\n{author.name}, {author.title}\n{where}\n"


def _paper(document: Document, patient: Person) -> str:
    author = workers()[document.author]
    unit, *parents = chain(document.unit)
    legal = parents[-1] if parents else unit
    page_word, born_word, greeting, signed = _WORDS[document.language]
    day = document.written_at.date()
    return json.dumps(
        {
            "title": document.title,
            "author": author.name,
            "author_title": author.title.capitalize(),
            "year": day.year,
            "month": day.month,
            "day": day.day,
            "language": document.language,
            "legal": legal.name,
            "unit": ", ".join(part.name for part in (unit, *parents[:-1])),
            "place": unit.town,
            "written": written(day),
            "patient": f"{patient.name}   {born_word} {written(patient.birth_date)}",
            "colour": _COLOURS[legal.slug],
            "footer": f"{signed} {document.written_at:%d.%m.%Y %H:%M}",
            "page_word": page_word,
            "closing": greeting if document.type_code.startswith("I") else "",
            "blocks": [asdict(block) for block in blocks(document.body)],
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def _cached_pdf(paper: str) -> bytes:
    key = hashlib.sha256(_TEMPLATE.read_bytes() + paper.encode()).hexdigest()
    path = Path(os.environ.get("DIS_VAR", "var")) / "cast-cache" / f"{key}.pdf"
    if path.exists():
        return path.read_bytes()
    data = _compiled(paper)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and renamed, so that a stopped seeding leaves no half file behind.
    aside = path.with_suffix(f".{os.getpid()}")
    aside.write_bytes(data)
    aside.replace(path)
    return data


def _compiled(paper: str) -> bytes:
    pdf = _compiler().compile(
        format="pdf", sys_inputs={"document": paper}, pdf_standards=["ua-1"], timestamp=0
    )
    if not isinstance(pdf, bytes):
        message = "a PDF is one file"
        raise TypeError(message)
    return pdf


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(_TEMPLATE, ignore_system_fonts=True)
