"""The figures of unusual reading as people read and change them: words, units, ranges, and which
way is the stricter one. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext

from access.alerts.codes import Policy, Step
from access.alerts.figures import DEFAULT, Figures
from access.alerts.limit_words import GROUPS, Kept

Value = int | float | str
_POLICIES = [str(each) for each in Policy]
ALONE, IN_CARE = gettext_lazy("no care relation"), gettext_lazy("with a care relation")


@dataclass(frozen=True)
class Cell:
    """One figure, or one of the two of a pair, by a key of its own."""

    kept: Kept
    index: int | None = None

    @property
    def key(self) -> str:
        return self.kept.name if self.index is None else f"{self.kept.name}-{self.index}"

    @property
    def label(self) -> str:
        if self.index is None:
            return str(self.kept.label)
        which = IN_CARE if self.index else ALONE
        return _("%(label)s, %(which)s") % {"label": self.kept.label, "which": which}

    def of(self, figures: Figures) -> Value:
        found = getattr(figures, self.kept.name)
        return found if self.index is None else found[self.index]  # type: ignore[no-any-return]  # as declared

    @property
    def is_whole(self) -> bool:
        return not isinstance(self.of(DEFAULT), float)

    def said(self, value: Value) -> str:
        return said(value, self.kept.unit)


@dataclass(frozen=True)
class Change:
    """One figure that is another one than before."""

    cell: Cell
    was: Value
    becomes: Value

    @property
    def is_looser(self) -> bool:
        if self.cell.kept.name == "policy":
            return _POLICIES.index(str(self.becomes)) < _POLICIES.index(str(self.was))
        is_less = float(self.becomes) < float(self.was)
        return is_less is self.cell.kept.more_is_stricter


def cells() -> Iterator[Cell]:
    for _title, _text, kept in GROUPS:
        for each in kept:
            yield from cells_of(each)


def cells_of(kept: Kept) -> list[Cell]:
    is_pair = isinstance(getattr(DEFAULT, kept.name), tuple)
    return [Cell(kept, 0), Cell(kept, 1)] if is_pair else [Cell(kept)]


def put(figures: Figures, values: Mapping[str, Value]) -> Figures:
    """The figures with those of these keys in their place."""
    found: dict[str, Any] = {}
    for cell in cells():
        if cell.index is None:
            found[cell.kept.name] = values.get(cell.key, cell.of(figures))
        else:
            pair = found.setdefault(cell.kept.name, getattr(figures, cell.kept.name))
            value = values.get(cell.key, cell.of(figures))
            found[cell.kept.name] = tuple(
                value if index == cell.index else other for index, other in enumerate(pair)
            )
    return replace(figures, **found)


def changes(old: Figures, new: Figures) -> list[Change]:
    return [
        Change(cell, cell.of(old), cell.of(new)) for cell in cells() if cell.of(old) != cell.of(new)
    ]


def step(found: Sequence[Change]) -> Step:
    """Which way the changes go together."""
    ways = {change.is_looser for change in found}
    if ways == {True}:
        return Step.LOOSER
    return Step.BOTH if True in ways else Step.STRICTER


def faults(figures: Figures) -> dict[str, str]:
    """What does not fit together, by the key of the figure to change."""
    found: dict[str, str] = {}
    for cell in cells():
        if not _is_within(cell, cell.of(figures)):
            found[cell.key] = out_of_range(cell)
    for cell in cells():
        if cell.index == 1 and float(cell.of(figures)) > float(getattr(figures, cell.kept.name)[0]):
            found[cell.key] = _("With a care relation it cannot count more than without.")
        if cell.kept.name == "family" and float(cell.of(figures)) < figures.threshold:
            found[cell.key] = _(
                "Reading about close family always raises an alert: it takes at least"
                " %(points)s points."
            ) % {"points": figures.threshold}
    if figures.hour_least > figures.hour_always:
        found["hour_least"] = _("It cannot be more than what is too much for anybody.")
    if figures.public_in_care_there > figures.public:
        found["public_in_care_there"] = _("In care there it cannot count more than without.")
    return found


def out_of_range(cell: Cell) -> str:
    limits = {"label": cell.label, "least": ends(cell)[0], "most": ends(cell)[1]}
    if cell.is_whole:
        return _("«%(label)s» is a whole number from %(least)s to %(most)s.") % limits
    return _("«%(label)s» is a number from %(least)s to %(most)s.") % limits


def ends(cell: Cell) -> tuple[str, str]:
    """The least and the most that a figure may be, as people write them."""
    return _number(cell.kept.least), _number(cell.kept.most)


def said(value: Value, unit: str) -> str:
    """A figure with its unit, as people say it."""
    if unit == "policy":
        return str(Policy(str(value)).label)
    count = {"count": _number(value)}
    if unit == "times":
        return _("%(count)s times as many") % count
    number = int(float(value))
    words = {
        "points": ngettext("%(count)s point", "%(count)s points", number),
        "records": ngettext("%(count)s record", "%(count)s records", number),
        "days": npgettext("figure", "%(count)s day", "%(count)s days", number),
        "persons": ngettext("%(count)s person", "%(count)s persons", number),
    }
    return words[unit] % count


def _is_within(cell: Cell, value: Value) -> bool:
    if cell.kept.unit == "policy":
        return value in Policy.values
    return not isinstance(value, str) and cell.kept.least <= value <= cell.kept.most


def _number(value: Value) -> str:
    return number_format(value, 0 if float(value) == int(float(value)) else 1)
