"""What can be shown of the bytes of a document, and why nothing can where nothing can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from journal.convert import (
    MOST_PAGES,
    Busy,
    Empty,
    Locked,
    Opened,
    Sheet,
    TooLarge,
    TooSlow,
    Unreadable,
    convert,
)
from journal.formats.plain import text_of
from journal.formats.sniff import PICTURES, Judged, judged
from journal.presenters import content_words


@dataclass(frozen=True)
class Content:
    """`kind` is text, html, pages, image or none; `html` is clean, and may have `pages` with it.

    `more_count` pages come after those shown; `ranges` are the ways to them.
    """

    kind: str
    text: str = ""
    html: str = ""
    pages: Sequence[Mapping[str, Any]] = ()
    src: str = ""
    alt: str = ""
    reason: str = ""
    note: str = ""
    more_count: int = 0
    page_count: int = 0
    ranges: Sequence[Mapping[str, Any]] = ()

    @property
    def framed(self) -> SafeString:
        """For the frame: the tables scroll by themselves where they are wider than it is.

        No quotes: were there a table's name in an attribute, nothing would end that.
        """
        opened = self.html.replace("<table", "<div role=group tabindex=0><table")
        # What journal.formats.clean let pass holds its own list of names and nothing else.
        return SafeString(opened.replace("</table>", "</table></div>"))


def damaged() -> Content:
    """In the place of bytes that the storage no longer gives back as they were received."""
    words = _(
        "What we have stored of it is damaged, and we have been told. Ask the place that wrote it"
        " to send it again."
    )
    return Content("none", reason=words)


def first_page(asked: str | int | None) -> int:
    """The page that a range begins with, of whatever stands in the address."""
    asked = str(asked or "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    return max(0, number - 1) // MOST_PAGES * MOST_PAGES + 1


def content(title: str, found: tuple[bytes, str] | None, first: str | int | None = None) -> Content:
    """What can be shown of the bytes, its pages from the range that `first` of an address names;
    kind `none` says why nothing can."""
    if found is None:
        return Content("none", reason=_("The document itself has not been received here."))
    data, content_type = found
    seen = judged(data, content_type)
    if not seen.may_be_opened:
        return Content("none", reason=content_words.refusal(seen))
    try:
        return _opened(title, data, seen, first_page(first))
    except Unreadable as error:
        return Content("none", reason=_failure(error, len(data)))


def _opened(title: str, data: bytes, seen: Judged, first: int) -> Content:
    note = content_words.note(seen)
    if seen.kind == "text":
        return Content("text", text=text_of(data), note=note)
    found = convert(seen.kind, data, first, content_words.said())
    if found.page_count and not found.sheets and first > 1:
        return _opened(title, data, seen, 1)
    if found.text:
        return Content("text", text=found.text, note=note)
    pages = [_sheet(title, each) for each in found.sheets]
    if seen.kind in PICTURES and found.page_count == 1:
        src = found.sheets[0].src
        alone = [{**page, "alt": title} for page in pages]
        return Content("image", pages=alone, src=src, alt=title, note=note, page_count=1)
    last = found.sheets[-1].number if found.sheets else 0
    return Content(
        "html" if found.html else "pages",
        html=found.html,
        pages=pages,
        note=note,
        more_count=found.page_count - last,
        page_count=found.page_count,
        ranges=_ranges(found, first),
    )


def _ranges(found: Opened, first: int) -> Sequence[Mapping[str, Any]]:
    if found.page_count <= MOST_PAGES:
        return ()
    return [
        {
            "first": start,
            "last": min(start + MOST_PAGES - 1, found.page_count),
            "is_current": start == first,
        }
        for start in range(1, found.page_count + 1, MOST_PAGES)
    ]


def _failure(error: Unreadable, size: int) -> str:
    if isinstance(error, Busy):
        return _("Many documents are being opened right now. Try again in a moment.")
    if isinstance(error, Locked):
        return _("The file is locked with a password.")
    if isinstance(error, TooLarge):
        return _("The file is too large to show here (%(size)s).") % {"size": filesizeformat(size)}
    if isinstance(error, TooSlow):
        return _("It took too long to open the file.")
    if isinstance(error, Empty):
        return _("There is nothing in the file.")
    return _("We could not read the file. It may be damaged.")


def _sheet(title: str, sheet: Sheet) -> Mapping[str, Any]:
    """Numbers as text: a template would write them with a Norwegian comma."""
    return {
        "number": sheet.number,
        "src": sheet.src,
        "alt": _("Page %(number)s of %(title)s") % {"number": sheet.number, "title": title},
        "text": sheet.text,
        "width": str(sheet.width),
        "height": str(sheet.height),
        "lines": [
            {
                "x": f"{line.x:g}",
                # Letters stand on a line that lies a fifth of their height above the lowest.
                "y": f"{line.y + line.height * 0.8:g}",
                "width": f"{line.width:g}",
                "size": f"{line.height:g}",
                "text": line.text,
            }
            for line in sheet.lines
        ],
    }
