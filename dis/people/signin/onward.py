"""Where a person is sent on to or back to: a page of ours, never another site's."""

import re
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_NOT_BACK_TO = ("/logg-inn/", "/logg-ut/", "/rolle/", "/handle-for/", "/sprak/")
_LONGEST = 1000


def safe(request: HttpRequest, wanted: str | None) -> str:
    """The path if it is one of ours that is worth returning to; empty otherwise."""
    if not wanted or len(wanted) > _LONGEST or not _PATH.fullmatch(wanted):
        return ""
    if wanted.startswith(_NOT_BACK_TO):
        return ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else ""


def page_of(request: HttpRequest) -> str:
    """The page the person was on; after a sent form or a part of a page, the page around it."""
    if request.method in {"GET", "HEAD"} and not request.headers.get("HX-Request"):
        return safe(request, request.get_full_path())
    said = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    try:
        around = urlsplit(said)
    except ValueError:
        return ""
    if around.netloc and around.netloc != request.get_host():
        return ""
    return safe(request, around._replace(scheme="", netloc="").geturl())
