"""Holds what the apps declare for the pages, as `config` handed it over at start."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.declarations import AdminEntry, Audience, HomeCard, NavigationItem, RecordTab

logger = logging.getLogger(__name__)
Part = HomeCard | NavigationItem | RecordTab | AdminEntry


@dataclass
class _Parts:
    home_cards: list[HomeCard] = field(default_factory=list)
    navigation: list[NavigationItem] = field(default_factory=list)
    record_tabs: list[RecordTab] = field(default_factory=list)
    admin_entries: list[AdminEntry] = field(default_factory=list)


_parts = _Parts()


@dataclass(frozen=True)
class Link:
    """A place one can go to; `current` is "page" on it, "true" somewhere below it."""

    label: Any
    url: str
    current: str = ""
    description: Any = ""


def fill(parts: Iterable[Part]) -> None:
    """Take the declarations of all apps; what was there before is forgotten."""
    filled = _Parts()
    for part in parts:
        match part:
            case HomeCard():
                filled.home_cards.append(part)
            case NavigationItem():
                filled.navigation.append(part)
            case RecordTab():
                filled.record_tabs.append(part)
            case AdminEntry():
                filled.admin_entries.append(part)
    for declared in vars(filled).values():
        declared.sort(key=lambda part: part.order)
    vars(_parts).update(vars(filled))


def home_link(audience: Audience, home: str, path: str) -> Link:
    """The first place in the menu: the home page, under the name its users have for it."""
    label = _("My day") if audience is Audience.PRACTITIONER else _("Home")
    return Link(label, home, _current(home, path, home))


def navigation(audience: Audience, home: str, path: str) -> list[Link]:
    """The audience's places beside its home page, with the one we are at marked."""
    places = [
        (item.label, reverse(item.url_name))
        for item in _parts.navigation
        if item.audience == audience
    ]
    return [Link(label, url, _current(url, path, home)) for label, url in places]


def tabs(patient_id: Any, path: str) -> list[Link]:
    places = [
        (tab.label, reverse(tab.url_name, kwargs={"patient_id": patient_id}))
        for tab in _parts.record_tabs
    ]
    shortest = min((url for _, url in places), key=len, default="")
    return [Link(label, url, _current(url, path, shortest)) for label, url in places]


def admin_entries() -> list[Link]:
    return [
        Link(entry.label, reverse(entry.url_name), description=entry.description)
        for entry in _parts.admin_entries
    ]


def home_cards(request: HttpRequest, audience: Audience) -> list[SafeString]:
    """The cards of a home page, ready. One that fails says so in its place; the others stand."""
    cards = []
    for declared in _parts.home_cards:
        if declared.audience != audience:
            continue
        try:
            values = declared.load(request)
        except Exception:
            logger.exception("home card %s could not be loaded", declared.template)
            cards.append(render_to_string("components/card_failed.html", {}, request))
            continue
        if values is not None:
            cards.append(render_to_string(declared.template, dict(values), request))
    return cards


def _current(url: str, path: str, exact: str) -> str:
    """A home page is current only when we are on it: all other pages lie below it."""
    if path == url:
        return "page"
    return "true" if url != exact and path.startswith(url) else ""
