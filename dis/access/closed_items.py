"""Whether anything of a patient is closed to those who treat: asked of the apps that hold it."""

from collections.abc import Iterable

from access.codes import Kind
from access.grant import Grant
from common.declarations import ClosedItems

_declared: list[ClosedItems] = []


def fill(declared: Iterable[ClosedItems]) -> None:
    """Take the declarations of all apps; what was there before is forgotten."""
    _declared[:] = declared


def has_items(grant: Grant, kind: Kind = Kind.RECORD) -> bool:
    """Whether any app holds things of the patient that are withheld under this Grant; of the whole
    record, or of one kind of data."""
    asked = [each for each in _declared if kind is Kind.RECORD or each.kind == kind]
    return any(each.count(grant) for each in asked)
