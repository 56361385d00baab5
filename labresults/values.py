"""What a result says, in the short keys of the column `shown`: value, limits and how it lies.

name what was examined; v the kind of value, n its number, r the number as written, c what stands
before it (< > and so on), u its unit as written, t its text; lo, hi, rt the limits of the
laboratory; i how the laboratory judged it; a why there is no value; p the parts of the result.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from common.logs import masked
from common.references import codes, display, mappings
from labresults.units import code_of

EXTENSION = "https://dis.example/fhir/StructureDefinition/"
QUANTITY, CODED, TEXT, RANGE, NUMBER, DATE, NONE = "q", "c", "s", "r", "i", "d", ""
HIGH, LOW, VERY_HIGH, VERY_LOW, ABNORMAL = "H", "L", "HH", "LL", "A"
_LONGEST = 600
# 8244 of the Norwegian messages, and FHIR's own.
_FLAGS = {
    "1": HIGH,
    "2": LOW,
    "3": ABNORMAL,
    "H": HIGH,
    "HU": VERY_HIGH,
    "HH": VERY_HIGH,
    "L": LOW,
    "LU": VERY_LOW,
    "LL": VERY_LOW,
    "A": ABNORMAL,
    "AA": ABNORMAL,
    "POS": ABNORMAL,
    "DET": ABNORMAL,
    "N": "",
    "NEG": "",
    "ND": "",
    "S": "",
    "I": "",
    "R": "",
    "<": LOW,
    ">": HIGH,
    "E": ABNORMAL,
}
_IS_JUDGED = frozenset({*_FLAGS, "S", "I", "R", "IND", "SDD", "NS"})
# A number that a parser shortens: 1.50, 2.0.
_ENDS_IN_ZERO = re.compile(r"\d\.\d*0[^\d.eE]")
_NUMBER = r"(-?\d+(?:[.,]\d+)?)"
_BETWEEN = re.compile(rf"{_NUMBER}\s*(?:-|–|til|to)\s*{_NUMBER}")
_BELOW = re.compile(rf"(?:<|≤|<=|under)\s*=?\s*{_NUMBER}")
_ABOVE = re.compile(rf"(?:>|≥|>=|over)\s*=?\s*{_NUMBER}")
_BEFORE = frozenset({"<", "<=", ">", ">=", "ad"})
_KINDS = (
    *(("valueQuantity", QUANTITY), ("valueInteger", NUMBER), ("valueCodeableConcept", CODED)),
    *(("valueString", TEXT), ("valueRange", RANGE), ("valueRatio", TEXT), ("valueBoolean", CODED)),
    *(("valueDateTime", DATE), ("valueTime", DATE), ("valuePeriod", DATE)),
)


def words(value: Any, most: int = _LONGEST) -> str:
    """A sender's text as it may be shown: without national ids, and not longer than this."""
    return masked(str(value or "").strip())[:most]


def as_written(resource: Mapping[str, Any], wire: str) -> Mapping[str, Any]:
    """The resource with its numbers as texts where parsing them has lost zeros at the end."""
    if not _ENDS_IN_ZERO.search(wire):
        return resource
    found: Mapping[str, Any] = json.loads(wire, parse_float=str)
    return found


def of(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The value of an Observation or of one component of it, with its limits."""
    found = {"name": words(display(resource.get("code")), 300), **_value(resource)}
    found |= _limits(resource, found)
    judged = _judged(resource)
    if judged:
        found["i"] = judged
    if not found.get("v") and (absent := display(resource.get("dataAbsentReason"))):
        found["a"] = words(absent, 100)
    parts = [of(part) for part in mappings(resource.get("component"))]
    return {**found, "p": parts} if parts else found


def flag(shown: Mapping[str, Any]) -> str:
    """How it lies: as the laboratory says, else by its limits; of parts, the first that is out."""
    if shown.get("i") in _FLAGS:
        return _FLAGS[shown["i"]]
    number = shown.get("n")
    if number is not None:
        # "< 5" says nothing against a lower limit of 10, and "> 90" nothing against an upper one.
        high, low, before = shown.get("hi"), shown.get("lo"), shown.get("c", "")
        if high is not None and number > high and not before.startswith("<"):
            return HIGH
        if low is not None and number < low and not before.startswith(">"):
            return LOW
    return next((found for part in shown.get("p", ()) if (found := flag(part))), "")


def unit(shown: Mapping[str, Any]) -> str:
    """The unit of the value; of parts that all have the same, theirs."""
    own = str(shown.get("k") or "")
    parts = {unit(part) for part in shown.get("p", ())}
    return own or (parts.pop() if len(parts) == 1 else "")


def _value(resource: Mapping[str, Any]) -> dict[str, Any]:
    for name, kind in _KINDS:
        value = resource.get(name)
        if value is None:
            continue
        if name == "valueQuantity" and isinstance(value, Mapping):
            return _quantity(value)
        if name == "valueInteger":
            return {"v": NUMBER, "n": _number(value), "r": str(value)}
        return {"v": kind, **_text(name, value)}
    return {}


def _quantity(value: Mapping[str, Any]) -> dict[str, Any]:
    number = _number(value.get("value"))
    text = words(value.get("unit") or value.get("code"), 60)
    if number is None:
        return {"v": TEXT, "t": text} if text else {}
    code = code_of(str(value.get("unit") or ""), str(value.get("code") or ""), _system(value))
    found = {"v": QUANTITY, "n": number, "r": _plain(value.get("value")), "u": text, "k": code}
    before = str(value.get("comparator") or "")
    return {**found, **({"c": _comparator(value, before)} if _comparator(value, before) else {})}


def _comparator(value: Mapping[str, Any], before: str) -> str:
    """ML and MG of the Norwegian messages say much less and much more; NE says that it is not."""
    told = {
        str(each.get("valueCode"))
        for each in mappings(value.get("extension"))
        if each.get("url") == f"{EXTENSION}comparator"
    }
    known = {"ML": "<<", "MG": ">>", "NE": "≠"}
    return next(
        (known[code] for code in known if code in told), before if before in _BEFORE else ""
    )


def _system(value: Mapping[str, Any]) -> str:
    return str(value.get("system") or "")


def _text(name: str, value: Any) -> dict[str, Any]:
    if name == "valueCodeableConcept":
        text = display(value) or next(iter(codes(value)), "")
        return _cut(text)
    if name == "valueBoolean":
        return {"t": "true" if value is True else "false", "b": value is True}
    if name in {"valueRange", "valueRatio"} and isinstance(value, Mapping):
        first, second = ("low", "high") if name == "valueRange" else ("numerator", "denominator")
        sides = [_side(value.get(first)), _side(value.get(second))]
        return _cut((" – " if name == "valueRange" else " / ").join(side for side in sides if side))
    if name == "valuePeriod" and isinstance(value, Mapping):
        return _cut(" – ".join(str(value[end]) for end in ("start", "end") if value.get(end)))
    return _cut(value)


def _side(value: Any) -> str:
    if not isinstance(value, Mapping):
        return ""
    return f"{_plain(value.get('value'))} {value.get('unit') or value.get('code') or ''}".strip()


def _cut(text: Any) -> dict[str, Any]:
    """A text as a table shows it; `more` says that the result says more."""
    whole = str(text or "").strip()
    return {"t": words(whole), **({"more": True} if len(whole) > _LONGEST else {})}


def _limits(resource: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Any]:
    """The normal limits: of several the first that says no other meaning."""
    found: dict[str, Any] = {}
    ranges = [each for each in mappings(resource.get("referenceRange")) if _is_normal(each)]
    for each in ranges[:1]:
        low, high = _bound(each.get("low"), value), _bound(each.get("high"), value)
        text = words(each.get("text"), 200)
        if low is None and high is None and text:
            low, high = _limits_in(text)
        known = {"lo": low, "hi": high, "rt": text or None}
        found = {name: limit for name, limit in known.items() if limit is not None}
    return found


def _is_normal(limits: Mapping[str, Any]) -> bool:
    kinds = codes(limits.get("type"))
    return not kinds or "normal" in kinds


def _bound(value: Any, of_value: Mapping[str, Any]) -> float | None:
    """A limit in the unit of the value; one in another unit says nothing about it here."""
    if not isinstance(value, Mapping):
        return None
    told = code_of(str(value.get("unit") or ""), str(value.get("code") or ""), _system(value))
    is_same = not told or not of_value.get("k") or told == of_value["k"]
    return _number(value.get("value")) if is_same else None


def _limits_in(text: str) -> tuple[float | None, float | None]:
    """Limits that stand in a text and nothing else: "3,5 - 11,0", "< 0,5"."""
    if match := _BETWEEN.fullmatch(text):
        return _number(match[1]), _number(match[2])
    if match := _BELOW.fullmatch(text):
        return None, _number(match[1])
    if match := _ABOVE.fullmatch(text):
        return _number(match[1]), None
    return None, None


def _judged(resource: Mapping[str, Any]) -> str:
    given: Iterator[str] = (
        code for each in mappings(resource.get("interpretation")) for code in codes(each)
    )
    return next((code for code in given if code in _IS_JUDGED), "")


def _number(value: Any) -> float | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        return float(str(value).replace(",", "."))
    except ValueError:
        return None


def _plain(value: Any) -> str:
    """The number as it was written, without a tail that only the computer has put there."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
