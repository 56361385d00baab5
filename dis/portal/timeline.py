"""One timeline of a patient over all organisations, made of what the apps put on it."""

import base64
import binascii
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from common.sorting import norwegian
from common.timeline import Entry, Stretch, TimelineSource

# So many stand on a page of the timeline, and on the page with the whole patient.
PAGE, NEWEST = 50, 15
_sources: list[TimelineSource] = []


@dataclass(frozen=True)
class Page:
    """A page of the timeline. `older` is the place in the address of the next one, if any."""

    entries: Sequence[Entry]
    older: str = ""
    withheld: int = 0


def fill(sources: Iterable[TimelineSource]) -> None:
    """Take the declarations of all apps; what was there before is forgotten."""
    _sources[:] = sorted(sources, key=lambda each: each.order)


def kinds() -> Mapping[str, Any]:
    """The kinds of things that there may be, as people read them."""
    return {key: label for each in _sources for key, label in each.kinds.items()}


def page(grant: Any, stretch: Stretch) -> Page:
    """The newest of all sources in one order. Everything that is shown stands in the log."""
    opened = _opened(grant)
    hidden: set[uuid.UUID] = {own_id for each in opened for own_id in each.hides(grant)}
    asked = replace(stretch, most=stretch.most + 1, hidden=hidden)
    wanted = [each for each in opened if not stretch.kind or stretch.kind in each.kinds]
    found = [entry for each in wanted for entry in each.load(grant, asked)]
    found.sort(key=lambda each: (each.at, each.id), reverse=True)
    shown = found[: stretch.most]
    _note(grant, shown)
    has_more = len(found) > stretch.most
    return Page(shown, _place(shown[-1]) if has_more else "")


def withheld(grant: Any) -> int:
    """How many things are kept from a reader who may know of it: whoever treats the patient."""
    return sum(each.withheld(grant) for each in _opened(grant))


def organisations(grant: Any) -> list[str]:
    """All that something on the timeline comes from, in the order of the alphabet."""
    names = {name for each in _opened(grant) for name in each.organisations(grant)}
    return sorted(names, key=norwegian)


def after(text: str) -> tuple[datetime, uuid.UUID] | None:
    """The place in an address; None where there is none, or none that means anything."""
    try:
        at, _, own_id = base64.urlsafe_b64decode(text.encode()).decode().partition(" ")
        found = datetime.fromisoformat(at), uuid.UUID(own_id)
    except (ValueError, binascii.Error):
        return None
    return found if found[0].tzinfo is not None else None


def _place(entry: Entry) -> str:
    text = f"{entry.at.isoformat()} {entry.id}"
    return base64.urlsafe_b64encode(text.encode()).decode()


def _opened(grant: Any) -> list[TimelineSource]:
    return [each for each in _sources if each.opens in grant.kinds]


def _note(grant: Any, shown: Collection[Entry]) -> None:
    grant.note([each.logged for each in shown if each.logged is not None])
