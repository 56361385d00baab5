"""How a page shows the bytes of a file that somebody has sent, and how it lets them be saved.

Opening hostile bytes safely is the journal's work; `config` hands over how, so that rooms beside it
show files too and nobody does it a second way.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

PAGE = "side"
# Gives what can be shown of (title, bytes and their content type, first page asked for), for the
# template journal/_content.html; of no bytes it says why there are none.
Show = Callable[[str, tuple[bytes, str] | None, str | None], Any]
# Gives what stands in the place of bytes that are not those that were sent.
Damaged = Callable[[], Any]
_known: list[tuple[Show, Damaged]] = []
# No ending that a browser would open as a page, with the scripts in it.
_EXTENSIONS = {
    "text/plain": "txt",
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/tiff": "tiff",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "application/xml": "xml",
    "text/xml": "xml",
    "application/hl7-v3+xml": "xml",
    "application/zip": "zip",
    "application/json": "json",
    "application/fhir+json": "json",
}


def fill(show: Show, damaged: Damaged) -> None:
    """Take how files are shown."""
    _known[:] = [(show, damaged)]


def content(title: str, found: tuple[bytes, str] | None, request: HttpRequest) -> Any:
    """What the page shows of a file. May take seconds: asked when the Grant has been left."""
    ((show, _damaged),) = _known
    return show(title, found, request.GET.get(PAGE))


def damaged() -> Any:
    ((_show, found),) = _known
    return found()


def extension(content_type: str) -> str:
    """The ending of a file's name; `bin` where the type is none that we know."""
    return _EXTENSIONS.get(content_type.partition(";")[0].strip().casefold(), "bin")


def saved(data: bytes, name: str) -> HttpResponse:
    """A file to be saved, under a name that we have made. It is never shown in the portal's own
    origin, whatever it is."""
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
