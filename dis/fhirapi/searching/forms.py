"""The forms in which values are searched by, the same for what is stored and for what is asked."""

import math
import re
import unicodedata
import uuid
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from common.clock import OSLO

# Before and after every instant as text, for what has no start or no end.
EVER, NEVER = "", "~"
ANY_SYSTEM = "="
# Under this mark stand the identifiers of references, told from what the references name.
IDENTIFIED = "#"
# Of a directory the first signs of each text, under the parameter's name and this mark.
STARTS, START_LENGTH = "^", 3
SORTED_AT, DECLARED = "_sorted_at", "_declared"
RELATIVE = re.compile(r"([A-Z][A-Za-z]{1,63})/([A-Za-z0-9.\-]{1,64})")
_SIGNS_OF_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?")
_LARGEST_EXPONENT = 60
_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?"
    r"(Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)


def tokens(system: str, code: str) -> list[str]:
    """All that a system and code are found by: both, the code in any system, the system's any."""
    found = [token(system, code), f"{ANY_SYSTEM}{_escaped(code)}"]
    return [*found, token(system, "")] if system else found


def token(system: str, code: str) -> str:
    return f"{_escaped(system)}|{_escaped(code)}"


def code_in_any_system(code: str) -> str:
    return f"{ANY_SYSTEM}{_escaped(code)}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|")


def folded(text: str) -> str:
    """Without case, accents, and blanks that say nothing."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def named(resource_type: str, resource_id: str) -> str:
    """What a reference to something here is found by. Only a UUID can be an id here; what is none
    is kept apart, so that every id behind a type can be read as one."""
    try:
        return f"{resource_type}/{uuid.UUID(resource_id)}"
    except ValueError:
        return f"~{resource_type}/{resource_id}"


def instant(at: datetime) -> str:
    """Text that sorts like the instants themselves."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def interval(text: str) -> tuple[str, str]:
    """From when until before when a FHIR date or time lasts; ValueError for what is none.

    A time without a zone is one in Norway.
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise ValueError("it is no date or time of FHIR")
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    start = datetime(
        int(year),
        int(month or 1),
        int(day or 1),
        int(hour or 0),
        int(minute or 0),
        59 if second == "60" else int(second or 0),  # A leap second.
        int((fraction or "0")[:6].ljust(6, "0")),
        tzinfo=_zone(zone),
    )
    return _text(start, EVER), _text(_end(start, month, day, hour, second, fraction), NEVER)


def _zone(text: str | None) -> tzinfo:
    if not text:
        return OSLO
    return datetime.fromisoformat(f"2000-01-01T00:00:00{text}").tzinfo or OSLO


def _end(
    start: datetime,
    month: str | None,
    day: str | None,
    hour: str | None,
    second: str | None,
    fraction: str | None,
) -> datetime | None:
    try:
        if month is None:
            return start.replace(year=start.year + 1)
        if day is None:
            return (start.replace(day=28) + timedelta(days=4)).replace(day=1)
        if hour is None:
            return start + timedelta(days=1)
        if second is None:
            return start + timedelta(minutes=1)
        if fraction is None:
            return start + timedelta(seconds=1)
        return start + timedelta(microseconds=10 ** (6 - min(len(fraction), 6)))
    except (OverflowError, ValueError):
        return None


def _text(at: datetime | None, without: str) -> str:
    """Instants that no time zone reaches any more stand for ever."""
    if at is None:
        return without
    try:
        return instant(at)
    except OverflowError:
        return EVER if at.year < 2 else NEVER


def number(value: Any) -> Decimal | None:
    """A number of sensible size, exactly; None for anything else."""
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    text = str(value)
    if not _SIGNS_OF_NUMBER.fullmatch(text):
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    is_sensible = not found or abs(found.adjusted()) <= _LARGEST_EXPONENT
    return found if is_sensible else None


def spread(value: Decimal) -> Decimal:
    """How far from a number typed so exactly another may be and still equal it: half of its last
    digit (1e2 is 95 to 105: R4 search, 3.1.1.4.6)."""
    exponent = int(value.as_tuple().exponent)
    return Decimal(5).scaleb(exponent - 1 if exponent <= 0 else exponent - 2)
