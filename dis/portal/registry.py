"""Holds what the apps declare for the pages, as `config` handed it over at start."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.declarations import (
    AdminEntry,
    Audience,
    HomeCard,
    NavigationItem,
    PatientCard,
    RecordSection,
    RecordTab,
)
from common.timeline import HealthCard, TimelineSource
from portal import timeline

logger = logging.getLogger(__name__)
Load = Callable[[], Mapping[str, Any] | None]
Part = (
    HomeCard
    | PatientCard
    | HealthCard
    | NavigationItem
    | RecordTab
    | RecordSection
    | TimelineSource
    | AdminEntry
)


@dataclass
class _Parts:
    home_cards: list[HomeCard] = field(default_factory=list)
    patient_cards: list[PatientCard] = field(default_factory=list)
    health_cards: list[HealthCard] = field(default_factory=list)
    navigation: list[NavigationItem] = field(default_factory=list)
    record_tabs: list[RecordTab] = field(default_factory=list)
    record_sections: list[RecordSection] = field(default_factory=list)
    admin_entries: list[AdminEntry] = field(default_factory=list)


_parts = _Parts()


@dataclass(frozen=True)
class Link:
    """A place one can go to; `current` is "page" on it, "true" somewhere below it."""

    label: Any
    url: str
    current: str = ""
    description: Any = ""
    below: Sequence["Link"] = ()


def fill(parts: Iterable[Part]) -> None:
    """Take the declarations of all apps; what was there before is forgotten."""
    ordered = sorted(parts, key=lambda part: part.order)
    _parts.home_cards = [part for part in ordered if isinstance(part, HomeCard)]
    _parts.patient_cards = [part for part in ordered if isinstance(part, PatientCard)]
    _parts.health_cards = [part for part in ordered if isinstance(part, HealthCard)]
    _parts.navigation = [part for part in ordered if isinstance(part, NavigationItem)]
    _parts.record_tabs = [part for part in ordered if isinstance(part, RecordTab)]
    _parts.record_sections = [part for part in ordered if isinstance(part, RecordSection)]
    _parts.admin_entries = [part for part in ordered if isinstance(part, AdminEntry)]
    timeline.fill(part for part in ordered if isinstance(part, TimelineSource))


def home_link(audience: Audience, home: str, path: str) -> Link:
    """The first place in the menu: the home page, under the name its users have for it."""
    label = _("My day") if audience is Audience.PRACTITIONER else _("Home")
    return Link(label, home, _current(home, path, home))


def navigation(audience: Audience, home: str, path: str, role: str = "") -> list[Link]:
    """The audience's places beside its home page, with the one we are at marked. A group is one
    place, with its own below it."""
    found: list[Link] = []
    groups: dict[str, list[NavigationItem]] = {}
    for item in _parts.navigation:
        if item.audience != audience or (item.roles and role not in item.roles):
            continue
        if item.group not in groups:
            found.append(Link(item.label, reverse(item.url_name), item.group))
        if item.group:
            groups.setdefault(item.group, []).append(item)
    return [
        _group(groups[link.current], path)
        if link.current
        else Link(link.label, link.url, _current(link.url, path, home))
        for link in found
    ]


def _group(items: Sequence[NavigationItem], path: str) -> Link:
    first = reverse(items[0].url_name)
    below = [
        Link(item.label, url, _current(url, path, first))
        for item, url in ((each, reverse(each.url_name)) for each in items)
    ]
    is_here = any(each.current for each in below)
    return Link(items[0].label, first, "true" if is_here else "", below=below)


def tabs(patient_id: Any, path: str) -> list[Link]:
    """The overview, and the tabs the apps declare beside it."""
    overview = reverse("portal:record", kwargs={"patient_id": patient_id})
    places: list[tuple[Any, str]] = [(_("Overview"), overview)]
    for tab in _parts.record_tabs:
        places.append((tab.label, reverse(tab.url_name, kwargs={"patient_id": patient_id})))
    return [Link(label, url, _current(url, path, overview)) for label, url in places]


def admin_entries() -> list[Link]:
    return [
        Link(entry.label, reverse(entry.url_name), description=entry.description)
        for entry in _parts.admin_entries
    ]


Card = tuple[int, SafeString]


def home_cards(request: HttpRequest, audience: Audience) -> list[Card]:
    """The cards of a home page with their places, ready. One that fails says so in its place."""
    wanted = [card for card in _parts.home_cards if card.audience == audience]
    return [
        ready
        for card in wanted
        for ready in _card(request, card.order, card.template, partial(card.load, request))
    ]


def patient_cards(request: HttpRequest, grant: Any) -> list[Card]:
    """The cards about the patient of the Grant, with their places, ready."""
    return [
        ready
        for card in _parts.patient_cards
        if card.kind in grant.kinds
        for ready in _card(request, card.order, card.template, _within(card, grant))
    ]


def health_cards(request: HttpRequest, grant: Any) -> list[SafeString]:
    """The patient's own health in short, ready: of what the Grant opens."""
    return [
        html
        for card in _parts.health_cards
        if card.kind in grant.kinds
        for _order, html in _card(request, card.order, card.template, _within(card, grant))
    ]


def record_sections(request: HttpRequest, grant: Any) -> list[SafeString]:
    """The parts of a record's overview, ready."""
    return [
        render_to_string(part.template, dict(part.load(grant)), request)
        for part in _parts.record_sections
    ]


def _within(card: PatientCard | HealthCard, grant: Any) -> Load:
    @transaction.atomic
    def load() -> Mapping[str, Any] | None:
        """In a savepoint: a card whose query fails leaves the others their transaction."""
        return card.load(grant)

    return load


def _card(request: HttpRequest, order: int, template: str, load: Load) -> list[Card]:
    try:
        values = load()
    except Exception:
        logger.exception("home card %s could not be loaded", template)
        return [(order, render_to_string("components/card_failed.html", {}, request))]
    if values is None:
        return []
    return [(order, render_to_string(template, dict(values), request))]


def _current(url: str, path: str, exact: str) -> str:
    """A home page is current only when we are on it: all other pages lie below it."""
    if path == url:
        return "page"
    return "true" if url != exact and path.startswith(url) else ""
