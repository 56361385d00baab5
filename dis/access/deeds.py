"""What was done in a record, by the names that filters and words have for it, in a word or two."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from access.actor import ActorKind
from access.codes import ACTING_CHANGED, SEARCH_IN_RECORD, SETTING_CHANGED, Action, Kind

# What is told of a look in which several things were done: the first of these.
_ORDER = (
    *(Action.READ, Action.DOWNLOAD, Action.PRINT, Action.LIST, SEARCH_IN_RECORD, Action.SEARCH),
    *(Action.WRITE, SETTING_CHANGED, ACTING_CHANGED, Kind.SETTINGS, Kind.REPRESENTATION),
    *(Kind.TASK, Kind.REVIEW, Kind.LOG, Action.OPEN, Action.IDENTIFY),
)
SHORT: Mapping[str, Any] = {
    Action.READ: gettext_lazy("Read"),
    Action.DOWNLOAD: gettext_lazy("Downloaded"),
    Action.PRINT: gettext_lazy("Printed"),
    Action.LIST: gettext_lazy("Saw the list of documents"),
    SEARCH_IN_RECORD: gettext_lazy("Searched in your documents"),
    Action.SEARCH: gettext_lazy("Found you in a search in the unit"),
    Action.WRITE: gettext_lazy("Registered"),
    Action.OPEN: gettext_lazy("Opened the record"),
    Action.IDENTIFY: gettext_lazy("Saw your name and date of birth"),
    Kind.TASK: gettext_lazy("Worked with a request about the record"),
    Kind.LOG: gettext_lazy("Saw who has looked"),
    Kind.REVIEW: gettext_lazy("Reviewed who has opened your record"),
    Kind.SETTINGS: gettext_lazy("Saw your privacy settings"),
    SETTING_CHANGED: gettext_lazy("Changed a privacy setting for you"),
    Kind.REPRESENTATION: gettext_lazy("Saw who may act for you"),
    ACTING_CHANGED: gettext_lazy("Changed who may act for you"),
}
_SHORT_BY_CITIZENS: Mapping[str, Any] = {
    SEARCH_IN_RECORD: gettext_lazy("Searched in the documents"),
    Kind.TASK: gettext_lazy("Opened the requests"),
    Kind.SETTINGS: gettext_lazy("Saw the privacy settings"),
    SETTING_CHANGED: gettext_lazy("Changed a privacy setting"),
    Kind.REPRESENTATION: gettext_lazy("Saw who may act for whom"),
    ACTING_CHANGED: gettext_lazy("Changed who may act for whom"),
}
# A filter finds what citizens and staff did alike.
_IN_FILTER: Mapping[str, Any] = {
    Action.SEARCH: gettext_lazy("Searched"),
    Kind.TASK: gettext_lazy("Requests"),
    Kind.SETTINGS: gettext_lazy("Privacy settings, and who may act"),
}
_CHANGED = {Kind.SETTINGS.value: SETTING_CHANGED, Kind.REPRESENTATION.value: ACTING_CHANGED}
# Choices of the patient, which staff see and change at the patient's wish.
CHOICES = frozenset({*_CHANGED, *_CHANGED.values()})


def code_of(kind: str, action: str, *, is_in_record: bool = False) -> str:
    """What was done, by the names that filters and words have for it."""
    if kind in {Kind.TASK, Kind.LOG, Kind.REVIEW, Kind.SETTINGS, Kind.REPRESENTATION}:
        return _CHANGED.get(kind, str(kind)) if action == Action.WRITE else str(kind)
    if action == Action.SEARCH and is_in_record:
        return SEARCH_IN_RECORD
    if action == Action.LIST and kind == Kind.DEMOGRAPHICS:
        return str(Action.IDENTIFY.value)
    return action


def told(codes: Iterable[str], actor_kind: str = "") -> str:
    """The first of what was done, in a word or two; citizens do some of it otherwise than staff."""
    found = set(codes)
    first = next((code for code in _ORDER if code in found), Action.OPEN)
    by_citizens = _SHORT_BY_CITIZENS if actor_kind == ActorKind.CITIZEN else {}
    return str(by_citizens.get(first, SHORT[first]))


def in_filter(code: str) -> str:
    return str(_IN_FILTER.get(code, SHORT[code]))
