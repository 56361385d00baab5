"""The list of links as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from access import log_of_items
from access.codes import Kind
from common import clock
from summary.ips.shl import guarding

if TYPE_CHECKING:
    from access.grant import Grant
    from access.log_of_items import Coming
    from summary.ips.models import SharedLink
    from summary.ips.shl.guarding import Left

LINK = "SharedLink"


def rows(grant: Grant, links: Sequence[SharedLink]) -> list[Mapping[str, Any]]:
    """Each link with what is left of it, and who has come by it."""
    left = guarding.left([bytes(each.digest) for each in links])
    ids = [each.id for each in links]
    came: Mapping[Any, list[Coming]] = {}
    if links and Kind.LOG in grant.kinds:
        came = log_of_items.of(grant, LINK, ids, since=min(each.start for each in links))
    return [_row(each, left.get(bytes(each.digest)), came.get(each.id, [])) for each in links]


def _row(link: SharedLink, left: Left | None, came: Sequence[Coming]) -> Mapping[str, Any]:
    state = _state(link, left)
    wrong = sum(not each.is_permitted for each in came)
    return {
        "id": link.id,
        "label": link.label,
        "since": link.start,
        "until": link.until,
        "state_text": state[0] if state else _("Works"),
        "state_tone": state[1] if state else "success",
        "is_open": state is None,
        "openings": link.openings,
        "openings_left": left.openings if left else 0,
        "came": [each for each in came if each.is_permitted],
        "wrong": wrong,
    }


def _state(link: SharedLink, left: Left | None) -> tuple[str, str] | None:
    """Why a link opens nothing any more; None for one that does."""
    if link.end is not None:
        return _("Taken back"), "neutral"
    if link.until <= clock.now():
        return _("Run out"), "neutral"
    if left is None or left.openings == 0:
        return _("Opened as often as you chose"), "neutral"
    if left.attempts == 0:
        return _("Closed: too many wrong passcodes"), "warning"
    return None
