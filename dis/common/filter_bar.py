"""What narrows a list, as components/filter_bar.html shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

_UNCOUNTED: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True)
class Choice:
    """`count` is how many the choice leads to, where that is said."""

    value: str
    label: Any
    selected: bool
    count: int | None = None


@dataclass(frozen=True)
class Filter:
    """A field of the filter form: `kind` is select, date, flag or hidden."""

    name: str
    label: Any
    choices: Sequence[Choice]
    kind: str = "select"
    value: str = ""


def select(
    name: str,
    label: Any,
    chosen: str,
    words: Iterable[tuple[str, Any]],
    counts: Mapping[str, int] = _UNCOUNTED,
) -> Filter:
    """One of several values; the first choice means all, and stands where none of them does."""
    offered = [Choice(value, text, value == chosen, counts.get(value)) for value, text in words]
    every = Choice("", _("All"), not any(choice.selected for choice in offered))
    return Filter(name, label, [every, *offered])
