"""The log of a patient as a file, with what the page tells: CSV and PDF."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from access import looking, telling
from access.grant import Grant
from access.looking import Choice
from access.telling import Look
from common import clock
from common.clock import OSLO

# So many rows at most go into a file, the newest: a PDF of more is no longer for reading.
MOST: Mapping[str, int] = {"csv": 50_000, "pdf": 2_000}
_AT_A_TIME = 1_000
_TEMPLATE = Path(__file__).parent / "log.typ"
# What a spreadsheet may take for a formula at the beginning of a cell, in any width.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠﹢﹣﹦﹫−]|[\t\r\n\0]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_typesetting = threading.Lock()


@dataclass(frozen=True)
class Export:
    """What goes into a file: the rows, newest first, and how many there are in all."""

    patient_name: str
    choices: Sequence[str]
    rows: Sequence[Look]
    total: int
    made_at: datetime

    @property
    def left_out(self) -> int:
        return self.total - len(self.rows)


Writer = Callable[[Export], bytes]


def gathered(
    grant: Grant, choice: Choice, *, most: int, patient_name: str, choices: Sequence[str]
) -> Export:
    """The rows of the page with the same filters, the newest `most` of them."""
    groups, total = looking.groups(grant, choice, limit=most)
    rows: list[Look] = []
    for start in range(0, len(groups), _AT_A_TIME):
        found = telling.looks(grant, groups[start : start + _AT_A_TIME], choice)
        rows += telling.with_controllers(grant, found)
    return Export(patient_name, choices, rows, total, clock.now())


def csv_file(export: Export) -> bytes:
    """For the spreadsheets of Norwegian offices: UTF-8 with a mark, semicolons, nothing runs."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_safe(each) for each in _headings()])
    for row in export.rows:
        writer.writerow([_safe(each) for each in _cells(row)])
    if export.left_out:
        writer.writerow([_safe(_left_out(export))])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def pdf_file(export: Export) -> bytes:
    """For reading and printing, with structure for screen readers (PDF/UA-1)."""
    content = {
        "language": (get_language() or "nb").split("-")[0],
        "title": _("Who has looked in the record of %(name)s") % {"name": export.patient_name},
        "made": _("Made %(time)s") % {"time": f"{export.made_at.astimezone(OSLO):%d.%m.%Y %H:%M}"},
        "page_word": _("Page"),
        "choices": [_visible(each) for each in export.choices],
        "note": _left_out(export) if export.left_out else "",
        "empty": _("Nobody has looked in this period"),
        "days": [
            {"day": f"{day.date:%d.%m.%Y}", "rows": [_paragraphs(row) for row in day.rows]}
            for day in telling.by_day(export.rows)
        ],
    }
    with _typesetting:  # One compiler, and the many threads of a server.
        made = _compiler().compile(
            format="pdf",
            sys_inputs={"log": json.dumps(content, ensure_ascii=False)},
            pdf_standards=["ua-1"],
        )
    if not isinstance(made, bytes):
        raise TypeError("A PDF is one file.")
    return made


def _headings() -> list[str]:
    return [
        *(_("Day"), _("From"), _("To"), _("Name"), _("Role"), _("Unit"), _("Organisation")),
        *(_("What was done"), _("Documents"), _("Documents not shown to you")),
        _("Answers for the data"),
        *(_("Why"), _("Explanation")),
    ]


def _cells(row: Look) -> list[str]:
    last, first = row.at.astimezone(OSLO), (row.first_at or row.at).astimezone(OSLO)
    return [
        *(f"{last:%d.%m.%Y}", f"{first:%H:%M}", f"{last:%H:%M}"),
        *(row.name or _("Name unknown"), row.role, row.workplace, row.organisation),
        *(row.action_text, " | ".join(row.items), str(row.more_count or "")),
        " | ".join(row.controllers),
        *(", ".join(_marks(row)), " ".join(row.why)),
    ]


def _marks(row: Look) -> Iterator[str]:
    """The labels of a row on the page."""
    labels = (
        (row.is_own, _("You")),
        (row.is_emergency, _("Emergency")),
        (row.ground_text, row.ground_text),
        (row.is_self_declared, _("Stated the reason personally")),
        *((text, text) for text in row.consent_texts),
        (row.is_incapable, _("Says that you could not be asked")),
        (row.review_text, row.review_text),
        (row.opened_restricted, _("Opened something you have blocked")),
    )
    return (label for holds, label in labels if holds)


def _paragraphs(row: Look) -> Mapping[str, Any]:
    last, first = row.at.astimezone(OSLO), (row.first_at or row.at).astimezone(OSLO)
    times = list(dict.fromkeys([f"{first:%H.%M}", f"{last:%H.%M}"]))
    who = ", ".join(filter(None, [row.name or _("Name unknown"), row.role]))
    hidden = ngettext(
        "%(count)s document that is not shown to you",
        "%(count)s documents that are not shown to you",
        row.more_count,
    ) % {"count": row.more_count}
    return {
        "times": "–".join(times),
        "who": _visible(who),
        "where": _visible(telling.place(row)),
        "what": _visible(row.action_text),
        "items": [*map(_visible, row.items), *([hidden] if row.more_count else [])],
        "controllers": _answering(row),
        "marks": _visible(", ".join(_marks(row))),
        "why": _visible(" ".join(row.why)),
    }


def _answering(row: Look) -> str:
    words = _("Answers for the data: %(names)s") % {"names": ", ".join(row.controllers)}
    return _visible(words) if row.controllers else ""


def _left_out(export: Export) -> str:
    return ngettext(
        "%(count)s older row is left out. Choose a shorter period to see it.",
        "%(count)s older rows are left out. Choose a shorter period to see them.",
        export.left_out,
    ) % {"count": export.left_out}


def _safe(text: str) -> str:
    """The text as a cell that no spreadsheet runs (row 35): an apostrophe marks it as text."""
    plain = _CONTROLS.sub(" ", text)
    return f"'{plain}" if _FORMULA.match(text) else plain


def _visible(text: str) -> str:
    return _CONTROLS.sub(" ", text)


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(_TEMPLATE, ignore_system_fonts=True)
