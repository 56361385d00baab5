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
    years: Sequence[Year]
    months: Sequence[tuple[date, int]]

    @property
    def current(self) -> int | None:
        return next((year.number for year in self.years if year.is_current), None)


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
    return Timeline(years, [each for each in per_month if each[0].year == current])
