"""The list of appointments in its two views, for patients and for those who treat."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from access.grant import Grant
from appointments import presenters, selectors
from common.lists import tabs
from common.typed import page_number

PAGE = 25
_AHEAD, _PAST = "kommende", "tidligere"


def listed(request: HttpRequest, grant: Grant, address: str, *, is_own: bool) -> dict[str, Any]:
    """A page of one of the views; what is shown stands in the log."""
    view = _PAST if request.GET.get("vis") == _PAST else _AHEAD
    ahead, past = selectors.upcoming(grant), selectors.past(grant)
    found = past if view == _PAST else ahead
    page = Paginator(found, PAGE).get_page(page_number(request.GET))
    shown = list(page.object_list)
    selectors.note(grant, shown)
    words = {_AHEAD: _("Ahead of you") if is_own else _("Ahead"), _PAST: _("Earlier")}
    return {
        "page": page,
        "rows": presenters.rows(grant, shown, is_own=is_own),
        "links": tabs(address, words, view),
        "is_past": view == _PAST,
        "has_others": (ahead if view == _PAST else past).exists(),
    }
