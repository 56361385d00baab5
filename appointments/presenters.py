"""Plain values of appointments for the templates, made inside the Grant."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from access import wires
from access.confidentiality import BLOCKED_BY_PATIENT
from access.grant import Grant
from appointments.codes import (
    CALLED_OFF,
    HOLDING,
    OF_SPECIALIST,
    UNDECIDED,
    Mode,
)
from common.clock import OSLO

if TYPE_CHECKING:
    from appointments.models import Appointment

MODES: Mapping[str, Any] = {
    Mode.THERE: gettext_lazy("Meet in person"),
    Mode.VIDEO: gettext_lazy("Video"),
    Mode.PHONE: gettext_lazy("Telephone"),
}
STATES: Mapping[str, tuple[Any, str]] = {
    "proposed": (gettext_lazy("Not decided yet"), "info"),
    "waitlist": (gettext_lazy("On the waiting list"), "info"),
    "pending": (gettext_lazy("Not confirmed yet"), "info"),
    "arrived": (gettext_lazy("You have arrived"), "success"),
    "checked-in": (gettext_lazy("You have arrived"), "success"),
    "fulfilled": (gettext_lazy("Held"), "neutral"),
    "noshow": (gettext_lazy("Not attended"), "warning"),
    "cancelled": (pgettext_lazy("appointment", "Cancelled"), "danger"),
    "entered-in-error": (gettext_lazy("Registered by mistake"), "neutral"),
}
# The codes of 8445 and 7621 (norway.md 6.1), as people say them.
REASONS: Mapping[tuple[str, str], Any] = {
    (OF_SPECIALIST, "1"): gettext_lazy("The treatment has begun."),
    (OF_SPECIALIST, "2"): gettext_lazy("The patient did not want it."),
    (OF_SPECIALIST, "3"): gettext_lazy("The referral was sent to another place."),
    (OF_SPECIALIST, "4"): gettext_lazy("The patient chose another place of treatment."),
    (OF_SPECIALIST, "5"): gettext_lazy("The treatment was given elsewhere, through Helfo."),
    (OF_SPECIALIST, "7"): gettext_lazy("The treatment is given by a specialist with an agreement."),
    (OF_SPECIALIST, "9"): gettext_lazy("Another reason."),
}


@dataclass(frozen=True)
class Row:
    """One appointment. `when` is empty where no time is set; then `between` may tell what is
    thought of. What the sender has not said stands in `missing`, in words."""

    id: uuid.UUID
    start: datetime | None
    end: datetime | None
    between: tuple[datetime | None, datetime | None] | None
    state: Any
    tone: str
    mode: Any
    is_off: bool
    is_ahead: bool
    heading: str
    places: Sequence[Mapping[str, Any]]
    people: Sequence[str]
    organisation: str
    about: str
    prepare: str
    link: str
    link_host: str
    has_bad_link: bool
    phone: str
    phone_url: str
    reason: str
    missing: Sequence[str]
    is_blocked: bool
    calendar_url: str

    @property
    def is_one_day(self) -> bool:
        if self.start is None or self.end is None:
            return False
        return self.start.astimezone(OSLO).date() == self.end.astimezone(OSLO).date()


def rows(grant: Grant, found: Sequence["Appointment"], *, is_own: bool) -> list[Row]:
    """Each with what stands in it of national ids as far as this reader may know them."""
    texts = wires.numbered(grant, [json.dumps(each.shown) for each in found])
    now = grant.facts.now
    return [
        _row(each, json.loads(text), now, is_own=is_own)
        for each, text in zip(found, texts, strict=True)
    ]


def _row(one: "Appointment", shown: Mapping[str, Any], now: datetime, *, is_own: bool) -> Row:
    state, tone = STATES.get(one.status, ("", ""))
    places = _places(shown)
    is_home = any(each.get("is_home") for each in shown.get("places", ()))
    link, phone = str(shown.get("link") or ""), str(shown.get("phone") or "")
    is_ahead = one.ends is not None and one.ends > now
    may_go = one.status in HOLDING and is_ahead
    return Row(
        id=one.id,
        start=one.start,
        end=one.end if one.end != one.start else None,
        between=(one.begins, one.ends) if one.start is None and one.begins else None,
        state=state,
        tone=tone,
        mode=_("At home") if is_home else MODES.get(shown.get("mode", ""), ""),
        is_off=one.status in CALLED_OFF,
        is_ahead=is_ahead,
        heading=_heading(one, places, is_home=is_home),
        places=places,
        people=shown.get("people", ()),
        organisation=_owner(one, places),
        about=shown.get("about") or shown.get("kind", ""),
        prepare=shown.get("prepare", "") if one.status in HOLDING | UNDECIDED else "",
        link=link if may_go else "",
        link_host=urlsplit(link).hostname or "" if link else "",
        has_bad_link=bool(shown.get("has_bad_link")) and may_go,
        phone=phone.replace(" ", "\u00a0") if may_go else "",
        phone_url="".join(each for each in phone if each in "+0123456789"),
        reason=_reason(shown.get("reason") or {}) if one.status in {"cancelled", "noshow"} else "",
        missing=_missing(one, shown),
        is_blocked=BLOCKED_BY_PATIENT in one.security,
        calendar_url=(
            reverse("appointments:own-calendar", args=[one.id])
            if is_own and may_go and one.start
            else ""
        ),
    )


def _places(shown: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those with a name. Nobody is to go to the address of a talk by video or telephone."""
    found = [each for each in shown.get("places", ()) if each.get("name")]
    if shown.get("mode") in {Mode.VIDEO, Mode.PHONE}:
        return [{**each, "address": ""} for each in found]
    return found


def _heading(one: "Appointment", places: Sequence[Mapping[str, Any]], *, is_home: bool) -> str:
    """Where it is, the unit first."""
    named = str(places[0]["name"]) if places else one.organisation
    return named or (_("At home") if is_home else _("Appointment"))


def _owner(one: "Appointment", places: Sequence[Mapping[str, Any]]) -> str:
    """Whose it is, where that is not said already."""
    owner = next((str(each["owner"]) for each in places if each.get("owner")), one.organisation)
    return "" if owner in {str(each["name"]) for each in places} or not places else owner


def _reason(reason: Mapping[str, Any]) -> str:
    if reason.get("text"):
        return str(reason["text"])
    coded = [(system, code) for system, code in reason.get("codes", ())]
    return str(next((REASONS[each] for each in coded if each in REASONS), ""))


def _missing(one: "Appointment", shown: Mapping[str, Any]) -> list[str]:
    """What somebody who is to come needs, and the sender has not told."""
    if one.status not in HOLDING:
        return []
    mode = shown.get("mode", "")
    told = (
        (one.start is None, _("The time is not told.")),
        (mode == Mode.UNKNOWN and not shown.get("places"), _("Where you are to meet is not told.")),
        (
            mode == Mode.VIDEO and not shown.get("link") and not shown.get("has_bad_link"),
            _("The address of the video meeting is not told here. It may stand in your letter."),
        ),
    )
    return [words for is_so, words in told if is_so]


def calendar(row: Row, *, address: str, made_at: datetime) -> str:
    """One appointment as a calendar file (RFC 5545). It lies open in calendars that others see: it
    tells when and at which address, and nothing of why, with whom or in which unit."""
    start = row.start or made_at
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//DIS//Appointments//NO",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{row.id}@dis",
        f"DTSTAMP:{_utc(made_at)}",
        f"DTSTART:{_utc(start)}",
        *([f"DTEND:{_utc(row.end)}"] if row.end else []),
        f"SUMMARY:{_escaped(_('Appointment'))}",
        *([f"LOCATION:{_escaped(where)}"] if (where := _where(row)) else []),
        f"DESCRIPTION:{_escaped(_('Sign in to see what it is about: %(url)s') % {'url': address})}",
        "CLASS:PRIVATE",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _where(row: Row) -> str:
    return next((str(each["address"]) for each in row.places if each.get("address")), "")


def _utc(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: Any) -> str:
    found = str(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(found.split())


def _folded(line: str) -> str:
    """Lines of 75 octets at most, never cut inside a letter."""
    parts: list[str] = []
    part, room = "", 75
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts, part, room = [*parts, part], "", 74
        part, room = part + letter, room - size
    return "\r\n ".join([*parts, part])
