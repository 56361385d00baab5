"""One result as pages say it: its number or words, how it lies to its limits, and its state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from labresults.analytes import ANALYTES, Analyte
from labresults.units import factor
from labresults.values import ABNORMAL, HIGH, LOW, VERY_HIGH, VERY_LOW

if TYPE_CHECKING:
    import uuid

    from labresults.models import Observation

_ARROWS = {HIGH: "↑", LOW: "↓", VERY_HIGH: "↑↑", VERY_LOW: "↓↓", ABNORMAL: "!"}
NOT_FINAL = frozenset({"registered", "preliminary", "partial", "unknown"})
CHANGED = frozenset({"amended", "corrected", "appended"})


@dataclass(frozen=True)
class Value:
    """What a cell, a list or a point of a curve shows. `number` is in the unit of the series."""

    id: uuid.UUID
    at: datetime
    text: str
    unit: str
    flag: str
    arrow: str
    flag_text: str
    state: str
    is_final: bool
    limits: str
    laboratory: str
    requester: str
    number: float | None = None
    low: float | None = None
    high: float | None = None
    converted_from: str = ""
    note: str = ""
    report_id: uuid.UUID | None = None
    is_gone: bool = False
    is_blocked: bool = False
    is_comparable: bool = True


def decimal(text: str) -> str:
    """A number with the sign for decimals of the language."""
    return text if (get_language() or "nb").startswith("en") else text.replace(".", ",")


def plain(number: float) -> str:
    """A number that was reckoned here: as many digits as mean something."""
    return decimal(f"{number:.4g}" if abs(number) < 10_000 else f"{number:.0f}")


def analyte_of(row: Observation) -> Analyte | None:
    return ANALYTES.get((row.code_system, row.code))


def name_of(row: Observation) -> str:
    """By its analyte here, else as its sender calls it."""
    known = analyte_of(row)
    name = str(known.name) if known else str(row.shown.get("name") or row.code)
    return name or _("Result without a name")


def value(row: Observation, unit: str | None = None) -> Value:
    """The result; in another unit where that is asked for and can be."""
    shown: Mapping[str, Any] = row.shown
    by = factor(row.unit, unit) if unit is not None and unit != row.unit else 1.0
    is_converted = by is not None and by != 1.0
    times = by if by is not None else 1.0
    number = None if shown.get("n") is None else float(shown["n"]) * times
    low, high = (None if shown.get(n) is None else float(shown[n]) * times for n in ("lo", "hi"))
    own_text = text_of(shown)
    before = shown.get("c", "")
    text = f"{before} {plain(number)}".strip() if is_converted and number is not None else own_text
    return Value(
        id=row.id,
        at=row.sorted_at,
        text=text,
        unit=(unit or "") if is_converted else str(shown.get("u") or ""),
        flag=row.flag,
        arrow=_ARROWS.get(row.flag, ""),
        flag_text=flag_text(row.flag),
        state=state_text(row.status),
        is_final=row.status not in NOT_FINAL,
        limits=limits_text(low, high, "" if is_converted else str(shown.get("rt") or "")),
        laboratory=row.laboratory,
        requester=row.requester,
        number=number,
        low=low,
        high=high,
        converted_from=f"{own_text} {shown.get('u', '')}".strip() if is_converted else "",
        note=str(shown.get("note") or ""),
        report_id=row.report_id,
        is_gone=row.status in {"cancelled", "entered-in-error"},
        is_blocked="NORS" in row.security,
        is_comparable=by is not None,
    )


def text_of(shown: Mapping[str, Any]) -> str:
    """The value without its unit; of parts, theirs beside each other."""
    if shown.get("n") is not None:
        return f"{shown.get('c', '')} {decimal(str(shown.get('r', shown['n'])))}".strip()
    if "b" in shown:
        return _("Yes") if shown["b"] else _("No")
    if shown.get("t"):
        return str(shown["t"])
    if shown.get("p"):
        return " / ".join(text_of(part) for part in shown["p"])
    return str(shown.get("a") or _("No value"))


def flag_text(flag: str) -> str:
    words = {
        HIGH: _("above the limit"),
        LOW: _("below the limit"),
        VERY_HIGH: _("far above the limit"),
        VERY_LOW: _("far below the limit"),
        ABNORMAL: _("differs from the normal"),
    }
    return words.get(flag, "")


def state_text(status: str) -> str:
    """What is to be said of an answer that is not simply final."""
    words = {
        "registered": _("not answered yet"),
        "preliminary": _("preliminary"),
        "partial": _("in part, more will come"),
        "amended": _("changed"),
        "corrected": _("corrected"),
        "appended": _("added to"),
        "cancelled": _("cancelled"),
        "entered-in-error": _("registered by mistake"),
        "unknown": _("state unknown"),
    }
    return words.get(status, "")


def limits_text(low: float | None, high: float | None, text: str) -> str:
    """The limits as the laboratory wrote them, or made of its numbers."""
    if low is not None and high is not None:
        return f"{plain(low)}–{plain(high)}"
    if high is not None:
        return text or f"< {plain(high)}"
    if low is not None:
        return text or f"> {plain(low)}"
    return text
