"""What becomes of a form by which somebody writes in the record: done, wrong, or too late."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from access.writing_here import Stale
from summary.services import AlreadyThere, NotThere


@dataclass(frozen=True)
class Attempt:
    """`is_late` says that somebody else has changed it since the page was made; `already` is what
    says the same, or what it cannot stand beside."""

    is_sent: bool = False
    is_done: bool = False
    is_late: bool = False
    already: uuid.UUID | None = None

    @property
    def status(self) -> int:
        """Of the page that comes back: what was typed stands in it."""
        if not self.is_sent or self.is_done:
            return 200
        return 409 if self.is_late or self.already else 422


def attempt(*, is_sent: bool, is_right: bool, write: Callable[[], object]) -> Attempt:
    """Write what was sent, where nothing is wrong with it."""
    if not is_sent or not is_right:
        return Attempt(is_sent)
    try:
        write()
    except (Stale, NotThere):
        return Attempt(is_sent, is_late=True)
    except AlreadyThere as found:
        return Attempt(is_sent, already=found.item_id)
    return Attempt(is_sent, is_done=True)
