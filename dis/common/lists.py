"""What parts and narrows a list on a page: links to its views, and fields to choose in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Tab:
    """A link to one view of a list, for components/chip_links.html."""

    label: str
    url: str
    is_current: bool


def tabs(address: str, words: Mapping[str, str], current: str) -> list[Tab]:
    """The views of a list by their words in the address."""
    return [Tab(text, f"{address}?vis={key}", key == current) for key, text in words.items()]


def select(name: str, label: str, choices: Mapping[str, str], chosen: str) -> Mapping[str, Any]:
    """A field for components/filter_bar.html; its first choice is all."""
    words = {"": _("All"), **choices}
    return {
        "name": name,
        "label": label,
        "choices": [
            {"value": value, "label": text, "selected": value == chosen}
            for value, text in words.items()
        ],
    }
