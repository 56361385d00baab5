"""What the log calls the things that were seen: asked of the app that holds them."""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from access.grant import Grant
from common.declarations import ItemDescriber

_describers: dict[str, ItemDescriber] = {}


def fill(describers: Iterable[ItemDescriber]) -> None:
    """Take the declarations of all apps; what was there before is forgotten."""
    _describers.clear()
    _describers.update({each.resource_type: each for each in describers})


def names(grant: Grant, resource_type: str, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """A name for each thing that the reader of the log may see; nothing for the others."""
    describer = _describers.get(resource_type)
    return describer.describe(grant, ids) if describer and ids else {}
