"""What an entry of the style page is: a part of a page, and the states that it can be in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

Values = dict[str, Any]
_NAMES = re.compile(r'(\s(?:id|for|form|aria-\w+by|aria-controls)=")([^"]+)"')
# Nothing is fetched or sent from here, and no script is loaded twice.
_LIVE = re.compile(r'\shx-[\w-]+="[^"]*"|\sautofocus\b|<script\b[^>]*></script>')


@dataclass(frozen=True)
class Entry:
    """A template, and by the name of each state the values that it is shown with.

    `around` is what a part cannot stand without, as a row its list.
    """

    template: str
    states: dict[str, Values] | Callable[[], dict[str, Values]]
    around: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Shown:
    name: str
    html: SafeString


@dataclass(frozen=True)
class Section:
    template: str
    states: list[Shown]


def section(entry: Entry, request: HttpRequest) -> Section:
    """An entry rendered in all its states."""
    states = entry.states() if callable(entry.states) else entry.states
    place = re.sub(r"\W+", "-", entry.template)
    shown = []
    for number, (name, values) in enumerate(states.items(), 1):
        html = entry.around[0] + render_to_string(entry.template, values, request) + entry.around[1]
        shown.append(Shown(name, _one_of_many(html, f"--{place}-{number}")))
    return Section(entry.template, shown)


def _one_of_many(html: str, suffix: str) -> SafeString:
    """The part with ids of its own, below the heading of the page."""

    def renamed(found: re.Match[str]) -> str:
        names = " ".join(f"{name}{suffix}" for name in found[2].split())
        return f'{found[1]}{names}"'

    html = re.sub(r"<(/?)h1\b", r"<\1h3", _NAMES.sub(renamed, _LIVE.sub("", html)))
    return mark_safe(html)  # noqa: S308 - what a template made, with other names
