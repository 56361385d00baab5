"""What can be shown of the bytes of a document, and why nothing can where nothing can."""

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from journal.convert import MOST_PAGES, Busy, Locked, Sheet, Unreadable, convert

_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp"})
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Content:
    """`kind` is text, pages, image or none; `more_count` pages are only in the download."""

    kind: str
    text: str = ""
    pages: Sequence[Mapping[str, Any]] = ()
    src: str = ""
    alt: str = ""
    reason: str = ""
    more_count: int = 0


def damaged() -> Content:
    """In the place of bytes that the storage no longer gives back as they were received."""
    words = _(
        "What we have stored of it is damaged, and we have been told. Ask the place that wrote it"
        " to send it again."
    )
    return Content("none", reason=words)


def content(title: str, found: tuple[bytes, str] | None) -> Content:
    """What can be shown of the bytes; kind `none` says why nothing can."""
    if found is None:
        return Content("none", reason=_("The document itself has not been received here."))
    data, content_type = found
    try:
        if content_type == "text/plain":
            return Content("text", text=_text(data))
        if content_type == "application/pdf":
            return _pages(title, data)
        if content_type in _PICTURES:
            sheet = convert("png", data).sheets[0]
            return Content("image", src=sheet.src, alt=title)
    except Busy:
        reason = _("Many documents are being opened right now. Try again in a moment.")
        return Content("none", reason=reason)
    except Locked:
        reason = _("The file is locked with a password.")
        return Content("none", reason=reason)
    except Unreadable:
        reason = _("We could not read the file. It may be damaged.")
        return Content("none", reason=reason)
    return Content("none", reason=_("This kind of file cannot be shown here yet."))


def _pages(title: str, data: bytes) -> Content:
    found = convert("pdf", data)
    return Content(
        "pages",
        pages=[_sheet(title, each) for each in found.sheets],
        more_count=max(0, found.page_count - MOST_PAGES),
    )


def _sheet(title: str, sheet: Sheet) -> Mapping[str, Any]:
    alt = _("Page %(number)s of %(title)s") % {"number": sheet.number, "title": title}
    return {"number": sheet.number, "src": sheet.src, "alt": alt, "text": _clean(sheet.text)}


def _text(data: bytes) -> str:
    """In UTF-16 if a mark says so, in UTF-8 if it can be, else in what Windows writes."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _clean(data.decode("utf-16", errors="replace"))
    try:
        return _clean(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _clean(data.decode("cp1252", errors="replace"))


def _clean(text: str) -> str:
    """Without the control characters that no page may hold."""
    return _CONTROLS.sub("", text)
