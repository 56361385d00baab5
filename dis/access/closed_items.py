"""Whether anything of a patient is closed to those who treat: asked of the apps that hold it."""

from collections.abc import Iterable

from access.grant import Grant
from common.declarations import ClosedItems

_declared: list[ClosedItems] = []


def fill(declared: Iterable[ClosedItems]) -> None:
    """Take the declarations of all apps; what was there before is forgotten."""
    _declared[:] = declared


def has_items(grant: Grant) -> bool:
    """Whether any app holds things of the patient that are withheld under this Grant."""
    return any(each.count(grant) for each in _declared)
