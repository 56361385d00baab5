"""Units as senders write them, as codes of UCUM; and from one to the other.

Only what UCUM itself defines is converted. From mass to amount of substance is not: that takes the
weight of the molecule, and is the laboratory's to do.
"""

import re
from functools import cache, lru_cache
from typing import Any

UCUM = "http://unitsofmeasure.org"
# How Norwegian laboratories write, in UCUM. International units are their own kind there, and
# enzyme units (U) are not: each is only joined with itself.
_WRITTEN = {
    **dict.fromkeys(("10E9/L", "10^9/L", "10*9/l", "E9/L", "10e9/L", "x10^9/L", "10⁹/L"), "10*9/L"),
    **dict.fromkeys(("10E12/L", "10^12/L", "E12/L", "10e12/L", "10¹²/L"), "10*12/L"),
    **dict.fromkeys(("10E6/L", "10^6/L", "E6/L", "10e6/L"), "10*6/L"),
    **dict.fromkeys(("IU/L", "IE/L", "int.enh./L"), "[IU]/L"),
    **dict.fromkeys(("mIU/L", "mIE/L", "10E-3/L", "10E-3 IU/L", "10E-3 int.enh./L"), "m[IU]/L"),
    **dict.fromkeys(("IU/mL", "IE/mL", "kIU/L", "kIE/L"), "[IU]/mL"),
    **dict.fromkeys(("mmHg", "mm Hg"), "mm[Hg]"),
    **dict.fromkeys(("°C", "grader C", "gr. C"), "Cel"),
    **dict.fromkeys(("ml/min/1.73m2", "mL/min/1,73m2", "mL/min/1.73 m2"), "mL/min/{1.73_m2}"),
    **dict.fromkeys(("mL/min/{1.73_m2}", "mL/min/1.73m²", "ml/min/{1.73_m2}"), "mL/min/{1.73_m2}"),
    **dict.fromkeys(("/min", "slag/min", "bpm", "{beats}/min"), "/min"),
    **dict.fromkeys(("1", "0", "{INR}", "ratio", "{ratio}"), "1"),
}
# What pages meet every day, so that they need not wait for the library to be read in; a test holds
# each against it.
COMMON = {
    ("g/L", "g/dL"): 0.1,
    ("mg/L", "mg/dL"): 0.1,
    ("mg/L", "g/L"): 0.001,
    ("mmol/L", "umol/L"): 1000.0,
    ("umol/L", "nmol/L"): 1000.0,
    ("nmol/L", "pmol/L"): 1000.0,
    ("ug/L", "ng/mL"): 1.0,
    ("ng/L", "pg/mL"): 1.0,
    ("ng/L", "ug/L"): 0.001,
    ("m[IU]/L", "[IU]/L"): 0.001,
    ("[IU]/mL", "[IU]/L"): 1000.0,
    ("cm", "m"): 0.01,
    ("g", "kg"): 0.001,
    ("%", "1"): 0.01,
    ("10*9/L", "10*12/L"): 0.001,
    ("10*9/L", "10*6/L"): 1000.0,
    ("10*9/L", "10*3/uL"): 1.0,
    ("10*12/L", "10*6/uL"): 1.0,
}
_MICRO = re.compile(r"^[µμ]")
_LITRE = re.compile(r"(?<=[a-zA-Z0-9\]])/l$")
_ANNOTATED = re.compile(r"\{[^}]*\}")


def code_of(unit: str, code: str, system: str) -> str:
    """The code of UCUM, as told or as the text is known to mean; else the text as it is."""
    told = code.strip() if system == UCUM and code else ""
    text = (told or unit or code).strip()
    if text in _WRITTEN:
        return _WRITTEN[text]
    text = _LITRE.sub("/L", _MICRO.sub("u", text))
    return _WRITTEN.get(text, text)[:40]


@cache
def _registry() -> Any:
    from ucumvert import PintUcumRegistry  # noqa: PLC0415  # takes a second, and few pages need it

    return PintUcumRegistry()


@lru_cache(maxsize=1000)
def factor(from_unit: str, to_unit: str) -> float | None:
    """By what a value is multiplied to stand in the other unit; None where it cannot be.

    What is counted in one arbitrary unit is not held against what is counted in another: UCUM
    gives them no common measure, and neither do we.
    """
    if from_unit == to_unit:
        return 1.0
    if not from_unit or not to_unit or _own_kinds(from_unit) != _own_kinds(to_unit):
        return None
    if (from_unit, to_unit) in COMMON:
        return COMMON[from_unit, to_unit]
    if (to_unit, from_unit) in COMMON:
        return 1 / COMMON[to_unit, from_unit]
    return by_library(from_unit, to_unit)


def by_library(from_unit: str, to_unit: str) -> float | None:
    """As UCUM defines both; None for what has a zero of its own, as temperatures do."""
    registry = _registry()
    try:
        one, other = registry.from_ucum(from_unit), registry.from_ucum(to_unit)
        zero = (0 * one).to(other).magnitude
        return float(one.to(other).magnitude) if zero == 0 else None
    except Exception:  # whatever the parser makes of a text that a sender wrote
        return None


def _own_kinds(unit: str) -> frozenset[str]:
    """The arbitrary units and annotations in it, and U: what no other unit measures."""
    kinds = {*re.findall(r"\[[^\]]*U\]", unit), *_ANNOTATED.findall(unit)}
    bare = _ANNOTATED.sub("", re.sub(r"\[[^\]]*\]", "", unit))
    if re.search(r"(^|[/.])[munk]?U($|[/.])", bare):
        kinds.add("U")
    return frozenset(kinds)
