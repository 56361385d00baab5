"""What the pages of figures show, as plain values; none of it is about a patient."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from access.alerts import limits
from access.alerts.codes import Step
from access.alerts.figures import DEFAULT, Figures
from access.alerts.limit_words import GROUPS
from people.codes import RoleCode

if TYPE_CHECKING:
    from access.models import FigureChange

_TONES = {Step.LOOSER: "warning", Step.STRICTER: "success", Step.BOTH: "info"}


@dataclass(frozen=True)
class Line:
    """One figure: what it is now, what it usually is, and what it does."""

    label: Any
    text: Any
    now: Sequence[str]
    usual: Sequence[str]
    is_changed: bool


@dataclass(frozen=True)
class Group:
    title: Any
    text: Any
    lines: Sequence[Line]


@dataclass(frozen=True)
class Past:
    """One change: who, when, why, and what it was about."""

    at: datetime
    name: str
    role: str
    words: str
    step_text: str
    step_tone: str
    lines: Sequence[tuple[str, str, str]]


def groups(now: Figures) -> list[Group]:
    return [
        Group(title, text, [_line(limits.cells_of(kept), now) for kept in each])
        for title, text, each in GROUPS
    ]


def past(row: "FigureChange") -> Past:
    step = Step(row.step)
    return Past(
        at=row.recorded_at,
        name=row.author_name,
        role=str(RoleCode(row.author_role).label),
        words=row.words,
        step_text=str(step.label),
        step_tone=_TONES[step],
        lines=changed(row.changes),
    )


def changed(found: Sequence[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """The figures of a change with what each was and became, in words."""
    known = {cell.key: cell for cell in limits.cells()}
    return [
        (cell.label, cell.said(each["was"]), cell.said(each["becomes"]))
        for each in found
        if (cell := known.get(each["name"]))
    ]


def _line(cells: Sequence[limits.Cell], now: Figures) -> Line:
    kept = cells[0].kept
    return Line(
        label=kept.label,
        text=kept.text,
        now=_said(cells, now),
        usual=_said(cells, DEFAULT),
        is_changed=any(cell.of(now) != cell.of(DEFAULT) for cell in cells),
    )


def _said(cells: Sequence[limits.Cell], figures: Figures) -> list[str]:
    """One figure, or the two of a pair with what tells them apart."""
    if len(cells) == 1:
        return [cells[0].said(cells[0].of(figures))]
    names = (limits.ALONE, limits.IN_CARE)
    return [
        f"{cell.said(cell.of(figures))} ({name})" for cell, name in zip(cells, names, strict=True)
    ]
