"""Judging the reading of a time: which persons have read in an unusual way, and whose records."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from access.alerts import rules
from access.alerts.codes import Policy, Rule
from access.alerts.figures import Figures, Known
from access.alerts.reads import Pair, Read, Tie, Usual, Usuals
from common.clock import OSLO

# A night shift belongs to the day on which it began.
_SHIFT_BEGINS = timedelta(hours=7)
Reader = tuple[uuid.UUID, uuid.UUID]


@dataclass
class Found:
    """One patient whose record was read in an unusual way, and why."""

    patient_id: uuid.UUID
    rules: list[Rule]
    score: int
    times: int
    first_at: datetime
    last_at: datetime


@dataclass
class Finding:
    """One person's unusual reading in one legal entity."""

    person_id: uuid.UUID
    legal_entity_id: uuid.UUID
    role_id: uuid.UUID | None
    patients: list[Found] = field(default_factory=list)
    rules: set[Rule] = field(default_factory=set)
    score: int = 0
    most_in_hour: int = 0

    @property
    def first_at(self) -> datetime:
        return min(each.first_at for each in self.patients)

    @property
    def last_at(self) -> datetime:
        return max(each.last_at for each in self.patients)


def shift_day(at: datetime) -> date:
    return (at.astimezone(OSLO) - _SHIFT_BEGINS).date()


def judge(
    reads: Sequence[Read], ties: Mapping[Pair, Tie], usuals: Usuals, known: Known
) -> list[Finding]:
    """Who stands out, the highest score first. Nothing is asked of the database but figures."""
    readers_of: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    by_reader: dict[Reader, list[Read]] = defaultdict(list)
    for read in reads:
        if not read.is_related:
            readers_of[read.patient_id].add(read.person_id)
        by_reader[read.person_id, read.legal_entity_id].append(read)
    found = []
    for reader, own in by_reader.items():
        own.sort(key=lambda read: read.first_at)
        judged = _Judged(own, ties, usuals, known.of(reader[1]), readers_of)
        finding = judged.finding()
        if finding.patients:
            found.append(finding)
    return sorted(found, key=lambda each: (-each.score, str(each.person_id)))


class _Judged:
    """The reading of one person in one legal entity."""

    def __init__(
        self,
        reads: Sequence[Read],
        ties: Mapping[Pair, Tie],
        usuals: Usuals,
        figures: Figures,
        readers_of: Mapping[uuid.UUID, set[uuid.UUID]],
    ) -> None:
        self.reads, self.ties, self.usuals, self.figures = reads, ties, usuals, figures
        self.readers_of = readers_of
        last = reads[-1]
        self.made = Finding(last.person_id, last.legal_entity_id, last.role_id)
        self.of_patient: dict[uuid.UUID, list[Read]] = defaultdict(list)
        self.unrelated_on: dict[date, list[Read]] = defaultdict(list)
        for read in reads:
            self.of_patient[read.patient_id].append(read)
            if not read.is_related:
                self.unrelated_on[shift_day(read.first_at)].append(read)
        self.found: dict[uuid.UUID, Found] = {}

    def finding(self) -> Finding:
        self._near()
        self._hours()
        self._many()
        self.made.patients = sorted(
            self.found.values(), key=lambda each: (-each.score, each.first_at)
        )
        return self.made

    def _near(self) -> None:
        """Each patient who is near the reader."""
        for patient_id, own in self.of_patient.items():
            tie = self.ties.get(own[0].pair)
            if tie is None:
                continue
            days = {shift_day(read.first_at) for read in own if not read.is_related}
            near = rules.Near(
                tie=tie,
                days=len(days),
                readers=len(self.readers_of.get(patient_id, ())),
                unrelated_share=max(self._usual(read).unrelated_share for read in own),
            )
            points = rules.points(near, self.figures)
            score = round(sum(count for _rule, count in points))
            if score >= self.figures.threshold:
                self._add(own, [rule for rule, _count in points], score)

    def _hours(self) -> None:
        """More patients in an hour than is usual for that role, unit and time of the week."""
        if self.figures.policy == Policy.OFF:
            return
        openings = [(read.first_at, read.patient_id) for read in self.reads]
        most, began = rules.busiest_hour(openings)
        self.made.most_in_hour = most
        if began is None:
            return
        inside = self._between(began, began + timedelta(hours=1))
        limit = max(rules.hour_limit(self._usual(read), self.figures) for read in inside)
        if most >= limit:
            self._add_each(inside, Rule.HOUR, self.figures.hour)

    def _many(self) -> None:
        """Many patients without a care relation, in one shift or in some days on end."""
        counts = []
        for day, inside in sorted(self.unrelated_on.items()):
            count = len({read.patient_id for read in inside})
            counts.append((day, count))
            if rules.is_many_in_a_day(count, self._highest(inside), self.figures):
                self._add_each(inside, Rule.MANY_UNRELATED, self.figures.many)
        most, until = rules.most_in_days(counts, self.figures.many_days)
        if until is None:
            return
        days = [until - timedelta(days=back) for back in range(self.figures.many_days)]
        worked = [day for day in days if day in self.unrelated_on]
        inside = [read for day in worked for read in self.unrelated_on[day]]
        if rules.is_many_in_days(most, len(worked), self._highest(inside), self.figures):
            self._add_each(inside, Rule.MANY_UNRELATED, self.figures.many)

    def _between(self, begin: datetime, end: datetime) -> list[Read]:
        return [read for read in self.reads if begin <= read.first_at < end]

    def _usual(self, read: Read) -> Usual:
        return self.usuals.of(read)

    def _highest(self, reads: Sequence[Read]) -> Usual:
        """The most generous of what is usual where and when these were made."""
        return max((self._usual(read) for read in reads), key=lambda usual: usual.unrelated)

    def _add_each(self, reads: Sequence[Read], rule: Rule, score: int) -> None:
        by_patient: dict[uuid.UUID, list[Read]] = defaultdict(list)
        for read in reads:
            by_patient[read.patient_id].append(read)
        for own in by_patient.values():
            self._add(own, [rule], score)

    def _add(self, own: Sequence[Read], why: Sequence[Rule], score: int) -> None:
        """One patient of the finding; what was found of the patient before is added to."""
        patient_id = own[0].patient_id
        first = min(read.first_at for read in own)
        last = max(read.last_at for read in own)
        times = sum(read.times for read in own)
        former = self.found.get(patient_id)
        if former is None:
            self.found[patient_id] = Found(patient_id, list(why), score, times, first, last)
        else:
            former.rules += [rule for rule in why if rule not in former.rules]
            former.score = max(former.score, score)
            former.times = max(former.times, times)
            former.first_at = min(former.first_at, first)
            former.last_at = max(former.last_at, last)
        self.made.rules.update(why)
        self.made.score = max(self.made.score, score)
