"""Snoopers in the made-up town: twenty ways of reading what one should not."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from bench.hospital import NURSE, SECRETARY, Care, Human, Worker
from bench.reading import DAYS, Month, Opening


def plant(month: Month, *, most: int = 20) -> None:
    """So many snoopers among those who work; the month says who and of which kind."""
    _Snooping(month).plant(most)
    month.openings.sort(key=lambda each: each.at)


class _Snooping:
    def __init__(self, month: Month) -> None:
        self.month, self.town = month, month.town
        self.dice = random.Random(f"snoopers {month.town.seed}")
        self.homes = month.town.homes()
        self.workers = list(month.town.workers)
        self.dice.shuffle(self.workers)

    def plant(self, most: int) -> None:
        for kind, snoop in list(self._kinds())[:most]:
            worker = next(
                each
                for each in self.workers
                if each.human.person_id not in self.month.snoopers and snoop(each)
            )
            self.month.snoopers[worker.human.person_id] = kind

    def _kinds(self) -> Iterator[tuple[str, Callable[[Worker], bool]]]:
        family = self._family
        yield "parent or child, once", lambda w: family(w, _first, times=1)
        yield "parent or child, often", lambda w: family(w, _first, times=4)
        yield "partner", lambda w: family(w, _partner, times=2)
        yield "has a child with", lambda w: family(w, _shares_child, times=3)
        yield "sibling or grandparent", lambda w: family(w, _second, times=1)
        yield "family in own ward", self._in_own_ward
        yield "lives together, unregistered", lambda w: self._home(w, is_same_name=False)
        yield "same name and address", lambda w: self._home(w, is_same_name=True)
        yield "same name in the block", self._block
        yield "colleague of the unit", lambda w: self._colleague(w, times=1, same_unit=True)
        yield "colleague of the unit, often", lambda w: self._colleague(w, 4, same_unit=True)
        yield "colleague elsewhere, often", lambda w: self._colleague(w, 5, same_unit=False)
        yield "known person", lambda w: self._known(w, times=1)
        yield "known person, often", lambda w: self._known(w, times=3)
        yield "ninety in an hour", lambda w: self._mass(w, NURSE, 90, hours=1)
        yield "two hundred and thirty in an hour", lambda w: self._mass(w, SECRETARY, 230, hours=1)
        yield "forty in an evening", lambda w: self._mass(w, NURSE, 40, hours=3)
        yield "nine a day, for a week", self._slowly
        yield "former patient, often", self._former
        yield "a friend, whom nobody knows of", lambda w: self._read(w, self._anybody(), 1)

    def _family(
        self, worker: Worker, choose: Callable[[Human], list[Human]], *, times: int
    ) -> bool:
        own = [each for each in choose(worker.human) if each is not worker.human]
        return bool(own) and self._read(worker, self.dice.choice(own), times)

    def _in_own_ward(self, worker: Worker) -> bool:
        """Is admitted there, and read by the one who ought not to."""
        if worker.unit.kind != "ward" or not worker.human.kin:
            return False
        human = self.dice.choice(worker.human.kin)
        self.town.care.append(Care(human, worker.unit, 5, 12))
        return self._read(worker, human, 3, basis="relation", first=6)

    def _home(self, worker: Worker, *, is_same_name: bool) -> bool:
        own = worker.human
        if not own.home.startswith("Villa"):
            return False
        steps = {id(each) for one in own.kin for each in (one, *one.kin)}
        others = [
            each
            for each in self.homes[own.home]
            if each is not own
            and id(each) not in steps
            and (each.family == own.family) is is_same_name
        ]
        return bool(others) and self._read(worker, others[0], 1)

    def _block(self, worker: Worker) -> bool:
        own = worker.human
        steps = {id(each) for one in own.kin for each in (one, *one.kin)}
        others = [
            each
            for each in self.homes[own.home]
            if own.home.startswith("Blokk")
            and each is not own
            and id(each) not in steps
            and each.family == own.family
        ]
        return bool(others) and self._read(worker, others[0], 4)

    def _colleague(self, worker: Worker, times: int, *, same_unit: bool) -> bool:
        others = [
            each.human
            for each in self.workers
            if each is not worker
            and (each.unit is worker.unit) is same_unit
            and each.unit.entity == worker.unit.entity
            and each.human not in worker.human.kin
        ]
        is_ward = worker.unit.kind in {"ward", "clinic"}
        return is_ward and self._read(worker, self.dice.choice(others), times)

    def _known(self, worker: Worker, *, times: int) -> bool:
        if worker.unit.kind not in {"ward", "clinic"}:
            return False
        known = [each for each in self.town.humans if each.is_known]
        return self._read(worker, self.dice.choice(known), times)

    def _mass(self, worker: Worker, code: str, count: int, *, hours: float) -> bool:
        if worker.code != code or worker.unit.kind not in {"ward", "clinic"}:
            return False
        start = self.dice.randrange(DAYS) + self.dice.choice((9, 19, 23)) / 24
        for human in self.dice.sample(self.town.humans, count):
            at = start + self.dice.uniform(0, hours * 0.95) / 24
            self.month.openings.append(Opening(worker, human, at, "declared", 2))
        return True

    def _slowly(self, worker: Worker) -> bool:
        if worker.code != NURSE or worker.unit.kind != "ward":
            return False
        first = self.dice.randrange(DAYS - 7)
        for day in range(first, first + 7):
            for human in self.dice.sample(self.town.humans, 9):
                self._once(worker, human, day)
        return True

    def _former(self, worker: Worker) -> bool:
        former = [
            care.human
            for care in self.town.care
            if care.unit is worker.unit and care.end is not None and care.end < -200
        ]
        return bool(former) and self._read(worker, self.dice.choice(former), 4)

    def _anybody(self) -> Human:
        return self.dice.choice(self.town.humans)

    def _read(
        self,
        worker: Worker,
        human: Human,
        times: int,
        *,
        basis: str = "declared",
        first: int | None = None,
    ) -> bool:
        """On so many days, at some hour of the clock."""
        start = self.dice.randrange(DAYS - 8) if first is None else first
        for day in range(start, start + times):
            self._once(worker, human, day, basis)
        return True

    def _once(self, worker: Worker, human: Human, day: int, basis: str = "declared") -> None:
        at = day + self.dice.uniform(8, 23) / 24
        events = self.dice.randint(3, 6)
        self.month.openings.append(Opening(worker, human, at, basis, events))


def _first(human: Human) -> list[Human]:
    return [each for each in human.kin if each.is_adult != human.is_adult]


def _partner(human: Human) -> list[Human]:
    return [each for each in human.kin if each.is_adult and each.home == human.home]


def _shares_child(human: Human) -> list[Human]:
    return [
        other
        for child in human.kin
        if not child.is_adult
        for other in child.kin
        if other.is_adult and other.home != human.home
    ]


def _second(human: Human) -> list[Human]:
    return [
        other for one in human.kin for other in one.kin if other not in human.kin and other.is_adult
    ]
