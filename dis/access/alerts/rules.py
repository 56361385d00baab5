"""The rules of unusual reading: pure functions from what the log holds to points, or a yes.

Ordinary work scores low: what is usual in one's own role, unit and time of the week counts as
usual, and a care relation lowers everything. It never takes away close family.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from access.alerts.codes import Rule
from access.alerts.figures import Figures
from access.alerts.reads import Tie, Usual

Points = tuple[Rule, float]
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Near:
    """One reader and one patient: how near they are, and how the record was read.

    `days` are those of reading without a care relation; `readers` how many have read the record in
    that time without one; `unrelated_share` how much of what the reader's peers open is.
    """

    tie: Tie
    days: int
    readers: int
    unrelated_share: float


def points(near: Near, figures: Figures) -> list[Points]:
    """What each sign counts, only those that count anything."""
    found: Iterable[Points] = (
        (Rule.FAMILY, family(near, figures)),
        (Rule.HOUSEHOLD, household(near, figures)),
        (Rule.UNIT_COLLEAGUE, unit_colleague(near, figures)),
        (Rule.COLLEAGUE, colleague(near, figures)),
        (Rule.PUBLIC, public(near, figures)),
        (Rule.FORMER, former(near, figures)),
        (Rule.REPEATED, repeated(near, figures)),
        (Rule.UNRELATED, unrelated(near, figures)),
    )
    return [(rule, count) for rule, count in found if count > 0]


def family(near: Near, figures: Figures) -> float:
    """Parents, children, partners, and one step on: siblings, grandparents, who one has children
    with. Former partners stay: curiosity does not end with the relation."""
    return figures.family[near.tie.has_care] if near.tie.kin else 0


def household(near: Near, figures: Figures) -> float:
    """Somebody who lives with the reader. Family counts by itself already."""
    tie = near.tie
    if tie.kin or not tie.home_size:
        return 0
    if tie.home_size <= figures.household_most:
        counts = figures.household_same_name if tie.is_same_name else figures.household
    else:
        counts = figures.crowded_same_name if tie.is_same_name else figures.crowded
    return counts[tie.has_care]


def unit_colleague(near: Near, figures: Figures) -> float:
    """Less in care in another unit there, for who often has to help other units."""
    if not near.tie.is_unit_colleague:
        return 0
    count = figures.unit_colleague[near.tie.has_care]
    helps = near.tie.is_in_care_there and not near.tie.has_care
    return count - figures.unrelated * near.unrelated_share if helps else count


def colleague(near: Near, figures: Figures) -> float:
    """Hospitals treat their own staff: alone it is not enough."""
    tie = near.tie
    if tie.is_unit_colleague or not tie.is_colleague:
        return 0
    return figures.colleague[tie.has_care]


def public(near: Near, figures: Figures) -> float:
    """Without a care relation. Where stating a reason is a part of the work, as in an emergency
    ward, it counts less; in care in another unit there, only where many others have read too."""
    tie = near.tie
    if not tie.is_public or tie.has_care:
        return 0
    count = figures.public_in_care_there if tie.is_in_care_there else figures.public
    count -= round(figures.unrelated * near.unrelated_share)
    return count + (figures.public_many if near.readers >= figures.public_readers else 0)


def former(near: Near, figures: Figures) -> float:
    """A former patient, read again and again long after. A new referral is read on one day, and
    then there is a care relation."""
    tie = near.tie
    if tie.has_care or tie.ended_days is None or near.days < figures.former_reads:
        return 0
    return figures.former if tie.ended_days >= figures.former_days else 0


def repeated(near: Near, figures: Figures) -> float:
    """Coming back, day after day, to somebody whom one does not treat."""
    if near.tie.has_care or near.days < figures.repeated_days:
        return 0
    return figures.repeated


def unrelated(near: Near, figures: Figures) -> float:
    """No care relation: the more unusual among peers, the more it counts. In care in another unit
    of the organisation, a colleague there may have asked for help: it counts half."""
    if near.tie.has_care:
        return 0
    count = figures.unrelated * (1 - near.unrelated_share)
    return count / 2 if near.tie.is_in_care_there else count


def hour_limit(usual: Usual, figures: Figures) -> int:
    """So many patients in an hour are unusual in that role, unit and time of the week."""
    beyond = max(figures.hour_least, figures.hour_times_usual * usual.charts)
    return round(min(figures.hour_always, beyond))


def busiest_hour(openings: Sequence[tuple[datetime, object]]) -> tuple[int, datetime | None]:
    """The most different patients in any sixty minutes, and when those began.

    `openings` are times with patients, in order of time.
    """
    most, began = 0, None
    inside: dict[object, int] = {}
    first = 0
    for at, patient in openings:
        inside[patient] = inside.get(patient, 0) + 1
        while at - openings[first][0] >= _HOUR:
            left = openings[first][1]
            inside[left] -= 1
            if not inside[left]:
                del inside[left]
            first += 1
        if len(inside) > most:
            most, began = len(inside), openings[first][0]
    return most, began


def is_many_in_a_day(unrelated: int, usual: Usual, figures: Figures) -> bool:
    return unrelated >= max(figures.many_least, figures.many_times_usual * usual.unrelated)


def most_in_days(by_day: Sequence[tuple[date, int]], days: int) -> tuple[int, date | None]:
    """The most in so many days that follow each other, and the last of them."""
    most, until = 0, None
    for last, _count in by_day:
        found = sum(count for day, count in by_day if 0 <= (last - day).days < days)
        if found > most:
            most, until = found, last
    return most, until


def is_many_in_days(unrelated: int, days_of_work: int, usual: Usual, figures: Figures) -> bool:
    """Slowly, but again and again: far above what peers do in as many shifts."""
    expected = figures.many_times_usual * max(1, usual.unrelated) * days_of_work
    return unrelated >= max(figures.many_in_days_least, expected)
