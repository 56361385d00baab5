"""What is lifted out of an Appointment when it comes: its times as columns, and in `shown` what
pages tell of it, with tokens in the place of national ids."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from access.received import MISTAKE, security
from appointments import said
from appointments.codes import (
    BY_CHANNEL,
    BY_CONTACT,
    CONTACT_TYPES,
    HOME,
    HOSPITAL,
    UNIT,
    Mode,
)
from appointments.said import Resource
from common.fhirtime import instant, period
from common.references import codes, display, mappings

_MOST = 300
_LONGEST_TEXT, _LONGEST_LINK = 4000, 2000
_PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{3,24}")
_CONTROL = re.compile(r"[\x00-\x20\x7f]")
Columns = dict[str, Any]


def columns(resource: Resource, tokenised: Resource) -> Columns:
    """All that needs no look at the database."""
    start, end = instant(resource.get("start")), instant(resource.get("end"))
    wished = wished_for(resource)
    status = str(resource.get("status") or "")
    return {
        "security": security(resource),
        "status": status,
        "is_mistake": status == MISTAKE,
        "start": start,
        "end": end,
        "begins": start or wished[0],
        "ends": end or start or wished[1] or wished[0],
        "booking": booking(resource),
        "told_at": told_at(resource),
        "shown": shown(tokenised),
    }


def booking(resource: Resource) -> str:
    """A mark of the sender's own identifier of it; empty where it has none."""
    found = said.identifier(resource)
    return hashlib.sha256("|".join(found).encode()).hexdigest() if found else ""


def told_at(resource: Resource) -> datetime | None:
    meta = resource.get("meta")
    return instant(meta.get("lastUpdated")) if isinstance(meta, Mapping) else None


def wished_for(resource: Resource) -> tuple[datetime | None, datetime | None]:
    return period(next(mappings(resource.get("requestedPeriod")), None))


def shown(resource: Resource) -> Columns:
    """Short plain values; what is not there is left out."""
    mode, meets = _mode(resource)
    reason = resource.get("cancelationReason")
    found = {
        "mode": mode.value,
        **meets,
        "kind": _kind(resource),
        "about": _text(resource.get("description")),
        "prepare": _text(resource.get("patientInstruction")),
        "comment": _text(resource.get("comment")),
        "places": _places(resource),
        "people": _people(resource),
        "reason": _reason(reason),
        "is_part": said.is_part(resource),
    }
    return {name: value for name, value in found.items() if value}


def _text(value: Any) -> str:
    return str(value or "").strip()[:_LONGEST_TEXT]


def _words(value: Any) -> str:
    return " ".join(str(value or "").split())[:_MOST]


def _mode(resource: Resource) -> tuple[Mode, Columns]:
    """How the patient meets, and by which link or number. A link that is not plainly https to a
    named server is kept from the page, and the page says so."""
    for service in said.virtual_services(resource):
        channel = said.part(service, "channelType")
        code = str(channel.get("code") or "") if isinstance(channel, Mapping) else ""
        address = said.part(service, "virtualAddress")
        text = (
            str(address.get("value") or "") if isinstance(address, Mapping) else str(address or "")
        )
        mode = BY_CHANNEL.get(code) or (Mode.VIDEO if is_safe_link(text) else Mode.UNKNOWN)
        if mode is Mode.VIDEO:
            return mode, {"link": text} if is_safe_link(text) else {"has_bad_link": bool(text)}
        if mode is Mode.PHONE:
            return mode, {"phone": text.strip()} if _PHONE.fullmatch(text.strip()) else {}
    contact = codes(resource.get("appointmentType"), CONTACT_TYPES)
    mode = next((BY_CONTACT[code] for code in contact if code in BY_CONTACT), Mode.UNKNOWN)
    if mode is Mode.UNKNOWN and _locations(resource):
        mode = Mode.THERE
    return mode, {}


def _address_of(service: Resource) -> str:
    found = said.part(service, "virtualAddress")
    return str((found.get("value") if isinstance(found, Mapping) else found) or "")


def is_safe_link(text: str) -> bool:
    """Whether people can be led there: https, a server with a name, and nobody's password in it."""
    if len(text) > _LONGEST_LINK or _CONTROL.search(text) or "\\" in text:
        return False
    try:
        url = urlsplit(text)
        is_plain = url.username is None and url.password is None and url.port in {None, 443}
    except ValueError:
        return False
    host = url.hostname or ""
    return url.scheme == "https" and is_plain and host.isascii() and "." in host.strip(".")


def _kind(resource: Resource) -> str:
    """Words of its sender for what kind it is; codes alone are put into words on the page."""
    return _words(display(resource.get("appointmentType")))


def _reason(concept: Any) -> Columns:
    if not isinstance(concept, Mapping):
        return {}
    coded = [
        [str(each.get("system") or ""), str(each["code"])]
        for each in mappings(concept.get("coding"))
        if each.get("code")
    ]
    return {"codes": coded, "text": _words(display(concept))}


def _locations(resource: Resource) -> list[Resource]:
    found = said.contained(resource, "Location")
    for each in _actors(resource):
        if "Location/" in str(each.get("reference") or "") or each.get("type") == "Location":
            found.append({"name": each.get("display")})
    return found


def _actors(resource: Resource) -> list[Resource]:
    found = (each.get("actor") for each in mappings(resource.get("participant")))
    return [each for each in found if isinstance(each, Mapping)]


def _places(resource: Resource) -> list[Columns]:
    """The unit before the hospital. Of the patient's own home no address is kept: it may be secret,
    and the patient knows it."""
    ranked = sorted(_locations(resource), key=_rank)
    return [found for each in ranked if (found := _place(resource, each))]


def _rank(location: Resource) -> int:
    types = said.location_types(location)
    return 0 if UNIT in types else 2 if HOSPITAL in types else 1


def _place(resource: Resource, location: Resource) -> Columns:
    types = said.location_types(location)
    if HOME in types:
        return {"is_home": True}
    manager = said.named(resource, location.get("managingOrganization")) or {}
    found = {
        "name": _words(location.get("name") or location.get("description")),
        "address": _address(location.get("address")),
        "owner": _words(manager.get("name")),
        "is_hospital": HOSPITAL in types,
    }
    return {name: value for name, value in found.items() if value} if found["name"] else {}


def _address(value: Any) -> str:
    if not isinstance(value, Mapping):
        return ""
    found = value.get("line")
    lines = found if isinstance(found, list) else []
    town = " ".join(_words(value.get(name)) for name in ("postalCode", "city")).strip()
    parts = [*(_words(line) for line in lines), town]
    return ", ".join(part for part in parts if part)[:_MOST] or _words(value.get("text"))


def _people(resource: Resource) -> list[str]:
    """Whom the patient meets, by the names that stand in it."""
    found = []
    for each in _actors(resource):
        one = said.named(resource, each) or {}
        kind = str(one.get("resourceType") or each.get("type") or each.get("reference") or "")
        if "Practitioner" in kind:
            found.append(_words(each.get("display")) or _name(resource, one))
    return list(dict.fromkeys(name for name in found if name))


def _name(resource: Resource, one: Resource) -> str:
    """Of a contained Practitioner, or of one in a role."""
    person = said.named(resource, one.get("practitioner")) or one
    first = next(mappings(person.get("name")), {})
    parts = [*(first.get("given") or []), first.get("family")]
    spoken = " ".join(str(part) for part in parts if part)
    return _words(first.get("text") or spoken or (one.get("practitioner") or {}).get("display"))
