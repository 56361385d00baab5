"""The summary as its pages show it: plain values, made inside the Grant."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from common.clock import OSLO
from common.lists import Tab
from summary.ips.making import LANGUAGES, Part, Summary

_NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


def page(summary: Summary, *, own_url: str, pdf_url: str) -> dict[str, Any]:
    """The sections with their rows, and the languages that the reader can choose."""
    query = f"?sprak={summary.language}"
    return {
        "parts": [_part(each) for each in summary.parts],
        "made_at": summary.made_at,
        "told_in": LANGUAGES[summary.language],
        "languages": [
            Tab(_NAMES[each], f"{own_url}?sprak={each}", each == summary.language)
            for each in LANGUAGES
        ],
        "pdf_url": f"{pdf_url}{query}",
        "has_withheld": summary.has_withheld,
        "about": about(),
    }


def _part(part: Part) -> Mapping[str, Any]:
    return {
        "key": part.section.key,
        "title": part.title,
        "columns": part.columns,
        "rows": [list(zip(part.columns, row, strict=True)) for row in part.rows],
        "note": part.note,
        "empty_text": part.empty_text,
    }


def pdf(summary: Summary) -> dict[str, Any]:
    """The same for the PDF, in the summary's own language, which is on."""
    person = summary.person
    born = person.birth_date
    facts = [
        (_("Name"), person.name),
        (_("Born"), f"{born:%d.%m.%Y}" if born else ""),
        (_("National identity number"), person.number),
        (_("Gender"), person.gender_text),
        (_("Died"), f"{person.deceased_on:%d.%m.%Y}" if person.deceased_on else ""),
    ]
    return {
        "language": summary.language,
        "title": summary.title,
        "facts": [{"name": name, "value": value} for name, value in facts if value],
        "parts": [
            {
                "title": each.title,
                "columns": list(each.columns),
                "rows": [list(row) for row in each.rows],
                "note": each.note,
                "empty": each.empty_text,
            }
            for each in summary.parts
        ],
        "note": about(),
        "made": _("Made %(time)s") % {"time": f"{summary.made_at.astimezone(OSLO):%d.%m.%Y %H:%M}"},
        "page_word": _("Page"),
    }


def about() -> str:
    """What a summary is and is not; it stands on the page and in the PDF."""
    return _(
        "The summary is put together by a machine from what places of treatment have shared here."
        " Nobody has looked through it. Something may be missing."
    )
