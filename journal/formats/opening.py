"""Opens the bytes of one kind, behind the limits of journal.convert."""

from journal.formats import pages, plain, rtf
from journal.formats.sniff import PICTURES
from journal.formats.values import Opened, Unreadable


def opened(kind: str, data: bytes, first: int = 1) -> Opened:
    """The document as pages, clean HTML or plain text."""
    if kind == "pdf":
        return pages.pdf(data, first)
    if kind == "rtf":
        return Opened(text=rtf.text_of(data))
    if kind in PICTURES:
        return pages.picture(data, first)
    raise Unreadable(f"No way to open {kind}.")


def words(kind: str, data: bytes) -> str:
    """All its text, for search: no more than MOST_WORDS letters of it."""
    if kind == "pdf":
        return pages.pdf_words(data)
    text = plain.text_of(data) if kind == "text" else opened(kind, data).text
    return text[: pages.MOST_WORDS]
