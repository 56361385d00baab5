"""The years and months of a list, with how many documents each has."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class Year:
    """`share` is its length beside that of the fullest year, in percent.

    Several years without documents are one, from `since` to its number.
    """

    number: int
    count: int
    share: int
    is_current: bool
    since: int | None = None


@dataclass(frozen=True)
class Timeline:
    """`is_chosen`: the reader has asked for the year that is shown, and need not see the others."""

    years: Sequence[Year]
    months: Sequence[tuple[date, int]]
    is_chosen: bool = False

    @property
    def current(self) -> int | None:
        return next((year.number for year in self.years if year.is_current), None)

    @property
    def newer(self) -> int | None:
        """The next year with documents, beside the one that is shown."""
        later = [year for year in self._filled if year > (self.current or 0)]
        return min(later, default=None)

    @property
    def older(self) -> int | None:
        earlier = [year for year in self._filled if year < (self.current or 0)]
        return max(earlier, default=None)

    @property
    def _filled(self) -> list[int]:
        return [year.number for year in self.years if year.count]


def timeline(per_month: Sequence[tuple[date, int]], wanted: int | None) -> Timeline:
    """All years from the first with documents to the last; the wanted one, or else the newest."""
    counts: dict[int, int] = {}
    for month, count in per_month:
        counts[month.year] = counts.get(month.year, 0) + count
    if not counts:
        return Timeline((), ())
    current = wanted if wanted in counts else max(counts)
    fullest = max(counts.values())
    years: list[Year] = []
    for number in range(max(counts), min(counts) - 1, -1):
        count = counts.get(number, 0)
        if count or not years or years[-1].count:
            years.append(Year(number, count, round(100 * count / fullest), number == current))
        else:
            years[-1] = replace(years[-1], since=number)
    months = [each for each in per_month if each[0].year == current]
    return Timeline(years, months, is_chosen=wanted == current)
