"""What a reader may say about which documents to list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from common import clock
from journal.codes import CATEGORIES
from journal.selectors import Filters

_PERIODS = {"1": 365, "5": 5 * 365 + 1, "10": 10 * 365 + 2}


@dataclass(frozen=True)
class Choice:
    value: str
    label: Any
    selected: bool


@dataclass(frozen=True)
class Filter:
    name: str
    label: Any
    choices: Sequence[Choice]


def filters(query: QueryDict, categories: Sequence[str], organizations: Sequence[str]) -> Filters:
    """The filters in an address, of those that are offered. Anything else narrows nothing."""
    days = _PERIODS.get(query.get("periode", ""))
    category, organization = query.get("type", ""), query.get("sted", "")
    return Filters(
        category=category if category in categories else "",
        organization=organization if organization in organizations else "",
        since=clock.now() - timedelta(days=days) if days else None,
    )


def page_number(query: QueryDict) -> int:
    value = query.get("page", "1")
    is_number = value.isdecimal() and value.isascii() and len(value) < 10
    return max(int(value), 1) if is_number else 1


def choices(
    query: QueryDict, chosen: Filters, categories: Sequence[str], organizations: Sequence[str]
) -> list[Filter]:
    """The filter fields, with what this reader's documents offer."""
    periods = {
        "1": _("The last year"),
        "5": _("The last five years"),
        "10": _("The last ten years"),
    }
    kinds = {code: CATEGORIES.get(code, code) for code in categories}
    places = {name: name for name in organizations}
    return [
        _filter("type", _("Type"), kinds, chosen.category),
        _filter("periode", _("Period"), periods, query.get("periode", "")),
        _filter("sted", _("Organisation"), places, chosen.organization),
    ]


def _filter(name: str, label: str, words: dict[str, str], chosen: str) -> Filter:
    every = Choice("", _("All"), chosen not in words)
    return Filter(
        name, label, [every, *(Choice(v, text, v == chosen) for v, text in words.items())]
    )
