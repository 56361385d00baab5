"""What the log calls the things that were seen: asked of the app that holds them."""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse

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
    if describer is None or not ids or describer.kind not in grant.kinds:
        return {}
    return describer.describe(grant, ids)


def name(grant: Grant, item_id: uuid.UUID) -> str:
    """The name of one thing, of whatever type, that the reader may see; else nothing."""
    for resource_type in _describers:
        found = names(grant, resource_type, [item_id])
        if item_id in found:
            return found[item_id]
    return ""


def url(grant: Grant, item_id: uuid.UUID) -> str:
    """The citizen's page of one thing that the reader may see; empty where it has none."""
    for resource_type, describer in _describers.items():
        if describer.url_name and item_id in names(grant, resource_type, [item_id]):
            return reverse(describer.url_name, args=[item_id])
    return ""
