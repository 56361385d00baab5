"""Opens the bytes of one kind, behind the limits of journal.convert, with what lies inside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from journal.formats import cda, clean, fhir, kith, pages, plain, rtf, xml
from journal.formats.attachments import Attachment, Written
from journal.formats.sniff import PICTURES, judged
from journal.formats.values import Empty, Locked, Opened, Sheet, TooLarge, Unreadable

_MOST_ATTACHMENTS = 20
# What is written as text with headings.
_HEADED = frozenset({"cda", "kith", "fhir"})
_PICTURE = re.compile(r'(<img src="[^"]*")')


class Opening:
    """One document. `said` has the portal's words in the language of the reader."""

    def __init__(self, first: int = 1, said: Mapping[str, str] | None = None) -> None:
        self._first = first
        self._said = said or {}
        self._sheets: list[Sheet] = []
        self._page_count = 0

    def opened(self, kind: str, data: bytes) -> Opened:
        """The document as pages, clean HTML or plain text; Unreadable if it is none of these."""
        if kind == "rtf":
            return Opened(text=rtf.text_of(data))
        if kind in _HEADED:
            html = clean.clean(_masked(self._html(kind, data)))
            return Opened(self._sheets, self._page_count, html)
        self._pages(kind, data)
        return Opened(self._sheets, self._page_count)

    def words(self, kind: str, data: bytes) -> str:
        """All its text, for search: no more than MOST_WORDS letters of it."""
        if kind == "pdf":
            return pages.pdf_words(data)
        opened = self.opened(kind, data)
        text = clean.text_of(opened.html) or opened.text
        sheets = (sheet.text for sheet in opened.sheets if sheet.text)
        return "\n".join([text, *sheets]).strip()[: pages.MOST_WORDS]

    def _pages(self, kind: str, data: bytes) -> None:
        """Of the pages of the whole document, attachments counted on, those that are asked for."""
        first = max(1, self._first - self._page_count)
        most = pages.MOST_PAGES - len(self._sheets)
        if kind == "pdf":
            found = pages.pdf(data, first, most)
        elif kind in PICTURES:
            found = pages.picture(data, first, most)
        else:
            raise Unreadable(f"No way to open {kind}.")
        for sheet in found.sheets:
            self._sheets.append(replace(sheet, number=sheet.number + self._page_count))
        self._page_count += found.page_count

    def _html(self, kind: str, data: bytes, *, is_within: bool = False) -> str:
        written = self._written(kind, data)
        for attachment in written.attachments[:_MOST_ATTACHMENTS]:
            self._attached(attachment, written, is_within=is_within)
        if len(written.attachments) > _MOST_ATTACHMENTS:
            written.html.append(f"<p><em>{self._note('More is in the file.')}</em></p>")
        if not written.html and not written.attachments:
            raise Empty("Nothing is written in it.")
        return "".join(written.html)

    def _written(self, kind: str, data: bytes) -> Written:
        if kind == "fhir":
            return fhir.Document(data, self._say).write()
        root = xml.parsed(data)
        return cda.Document(root, self._say, _uri).write() if kind == "cda" else kith.write(root)

    def _attached(self, attachment: Attachment, written: Written, *, is_within: bool) -> None:
        """Its text in its place, its pages beneath it all, or a line that it is in the file."""
        if attachment.title:
            title = f"{self._say('Attachment')}: {attachment.title}"
            written.html.append(f"<h3>{clean.escaped(title)}</h3>")
        reason = self._tried(attachment, written, is_within=is_within)
        if reason:
            written.html.append(f"<p><em>{self._note(reason)}</em></p>")

    def _tried(self, attachment: Attachment, written: Written, *, is_within: bool) -> str:
        if not attachment.data or is_within:
            return "This attachment is in the file only."
        kind = judged(attachment.data, attachment.content_type).kind
        before = self._page_count
        try:
            if kind == "text":
                written.html.append(clean.paragraphs(plain.text_of(attachment.data)))
            elif kind == "rtf":
                written.html.append(clean.paragraphs(rtf.text_of(attachment.data)))
            elif kind in _HEADED:
                written.html.append(self._html(kind, attachment.data, is_within=True))
            else:
                self._pages(kind, attachment.data)
        except Locked:
            return "This attachment is locked with a password. It is in the file only."
        except TooLarge:
            return "This attachment is too large to show here. It is in the file only."
        except FAILURES:
            return "This attachment is in the file only."
        return "The pages of this attachment stand below." if self._page_count > before else ""

    def _say(self, message: str) -> str:
        return self._said.get(message, message)

    def _note(self, message: str) -> str:
        return clean.escaped(self._say(message))


# What the decoders raise of bytes that are not what they should be.
FAILURES = (Unreadable, OSError, SyntaxError, ValueError, RuntimeError, ArithmeticError)


def _uri(data: bytes) -> str:
    """A picture within the text, made anew; empty if it is none that can be shown."""
    kind = judged(data, "").kind
    if kind not in PICTURES:
        return ""
    try:
        return pages.picture(data, 1, 1).sheets[0].src
    except FAILURES:
        return ""


def _masked(html: str) -> str:
    """Digits in pictures are not numbers of anyone."""
    parts = _PICTURE.split(html)
    return "".join(part if part.startswith("<img ") else clean.masked(part) for part in parts)
