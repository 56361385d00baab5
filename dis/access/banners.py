"""What stands at the head of every page of a record, as the apps that hold it say."""

from collections.abc import Iterable
from typing import Any

from access.actor import Actor, ActorKind
from access.codes import Kind
from access.grant import Grant
from common.declarations import BannerLines

_declared: list[BannerLines] = []


def fill(declared: Iterable[BannerLines]) -> None:
    """Take the declarations of all apps; what was there before is forgotten."""
    _declared[:] = sorted(declared, key=lambda each: each.order)


def headed(grant: Grant, actor: Actor, kind: Kind) -> Grant:
    """A Grant for one record opens what is critical too: every page of the record says so at its
    head. Not to who only looks a patient up, and not to others than who treats."""
    if actor.kind is ActorKind.PRACTITIONER and kind is not Kind.DEMOGRAPHICS:
        grant.kinds |= {Kind.SUMMARY}
    return grant


def lines(grant: Grant) -> list[dict[str, Any]]:
    """What the apps declare for this patient's head; nothing of kinds that are not opened."""
    opened = [each for each in _declared if each.kind in grant.kinds]
    return [dict(line) for each in opened for line in each.load(grant)]
