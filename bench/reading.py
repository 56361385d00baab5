"""A month of ordinary work in the made-up town, as the log holds it."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bench.hospital import DOCTOR, SECRETARY, Care, Human, Town, Unit, Worker

DAYS = 30
# Events of one opening: opened, list, and some documents read.
_READ = (("record", "open"), ("journal", "list"), ("journal", "read"))


@dataclass(frozen=True)
class Opening:
    """One worker opens one record, at a time in days, on some ground, and reads so much."""

    worker: Worker
    human: Human
    at: float
    basis: str
    events: int = 3


@dataclass
class Month:
    """All openings of a month, and who among the workers is a snooper of which kind."""

    town: Town
    openings: list[Opening] = field(default_factory=list)
    snoopers: dict[uuid.UUID, str] = field(default_factory=dict)

    def events(self) -> Iterator[dict[str, Any]]:
        """The rows of the log."""
        dice = random.Random(f"events {self.town.seed}")
        for opening in self.openings:
            worker, attestation = opening.worker, uuid.UUID(int=dice.getrandbits(128), version=4)
            at = self.town.at(opening.at)
            for number in range(opening.events):
                kind, action = _READ[min(number, 2)]
                yield {
                    "id": uuid.UUID(int=dice.getrandbits(128), version=4),
                    "recorded_at": at + timedelta(seconds=5 * number),
                    "patient_id": opening.human.patient_id,
                    "kind": kind,
                    "action": action,
                    "person_id": worker.human.person_id,
                    "practitioner_id": worker.practitioner_id,
                    "role_id": worker.role_id,
                    "role_code": worker.code,
                    "legal_entity_id": worker.unit.entity,
                    "unit_id": worker.unit.id,
                    "unit_name": worker.unit.name,
                    "basis": opening.basis,
                    "attestation_id": attestation,
                }


def month(town: Town, *, events: int = 200_000) -> Month:
    """A month with about so many events, and nobody who reads what is none of his business."""
    made = _Work(town, random.Random(f"month {town.seed}"))
    made.work()
    made.fill(events)
    return made.month


class _Work:
    """Ordinary work. Staff keep away from their own: a colleague takes over, nearly always."""

    def __init__(self, town: Town, dice: random.Random) -> None:
        self.town, self.dice = town, dice
        self.month = Month(town)
        self.care_of: dict[uuid.UUID, list[Care]] = {}
        for care in town.care:
            self.care_of.setdefault(care.unit.id, []).append(care)
        self.hospital = [unit for unit in town.units if unit.kind in {"ward", "clinic"}]

    def work(self) -> None:
        for worker in self.town.workers:
            for day in range(DAYS):
                self._shift(worker, day)

    def fill(self, events: int) -> None:
        """Fewer or more documents of each opening, until there are about so many events."""
        mean = events / len(self.month.openings)
        base, more = int(mean), mean - int(mean)
        self.month.openings = [
            Opening(o.worker, o.human, o.at, o.basis, max(1, base + (self.dice.random() < more)))
            for o in self.month.openings
        ]

    def _shift(self, worker: Worker, day: int) -> None:
        is_weekend = self.town.at(day).isoweekday() > 5
        kind = worker.unit.kind
        if kind == "emergency":
            if self.dice.random() < 0.45:
                self._emergency(worker, day)
        elif kind == "ward" and worker.code != SECRETARY:
            if self.dice.random() < 0.6:
                self._ward(worker, day)
        elif not is_weekend and self.dice.random() < 0.85:
            self._clinic(worker, day)

    def _ward(self, worker: Worker, day: int) -> None:
        """A round of most patients in an hour, or a watch; a doctor on watch covers many wards."""
        start = self.dice.choice((7.3, 7.5, 14.8, 22.0))
        patients = self._in_care(worker.unit, day)
        if worker.code == DOCTOR and start > 14:
            for _ in range(self.dice.randint(6, 16)):
                unit = self.dice.choice(self.hospital)
                basis = "relation" if unit is worker.unit else "declared"
                self._open_one(worker, unit, day, start + self.dice.uniform(0, 9), basis)
            return
        if worker.code == DOCTOR:
            for human in patients[:24]:
                self._open(worker, human, day, start + 1 + self.dice.uniform(0, 0.9))
            self._consults(worker, day)
            return
        for human in self.dice.sample(patients, min(len(patients), self.dice.randint(4, 9))):
            self._open(worker, human, day, start + self.dice.uniform(0, 7))
        if self.dice.random() < 0.25:  # Has come in, and is not registered in the ward yet.
            late = self.dice.choice(self.town.humans)
            self._open(worker, late, day, start + self.dice.uniform(0, 7), "declared")
            self.town.care.append(Care(late, worker.unit, day + 1, day + 4))

    def _consults(self, worker: Worker, day: int) -> None:
        """A colleague of another unit asks for an assessment."""
        for _ in range(self.dice.choice((0, 0, 1, 2))):
            unit = self.dice.choice(self.hospital)
            self._open_one(worker, unit, day, 8 + self.dice.uniform(3, 7), "declared")

    def _clinic(self, worker: Worker, day: int) -> None:
        """Appointments of the day; secretaries go through all of them in the morning."""
        patients = self._in_care(worker.unit, day)
        self.dice.shuffle(patients)
        if worker.code == SECRETARY:
            for human in patients[: self.dice.randint(20, 45)]:
                self._open(worker, human, day, 7.6 + self.dice.uniform(0, 1.4))
            return
        for number, human in enumerate(patients[: self.dice.randint(8, 16)]):
            self._open(worker, human, day, 8 + number * 0.45 + self.dice.uniform(0, 0.2))
        if worker.code == DOCTOR and self.dice.random() < 0.2:  # Referrals, some of old patients.
            for human in self.dice.sample(self.town.humans, self.dice.randint(2, 6)):
                self._open(worker, human, day, 14.5 + self.dice.uniform(0, 1), "declared")
            former = [each for each in self.care_of[worker.unit.id] if (each.end or 0) < -180]
            if former:
                self._open(worker, self.dice.choice(former).human, day, 15, "declared")

    def _emergency(self, worker: Worker, day: int) -> None:
        start = self.dice.choice((7.0, 15.0, 23.0))
        for _ in range(self.dice.randint(8, 20)):
            human = self.dice.choice(self.town.humans)
            basis = "emergency" if self.dice.random() < 0.8 else "declared"
            self._open(worker, human, day, start + self.dice.uniform(0, 8), basis)

    def _in_care(self, unit: Unit, day: float) -> list[Human]:
        cared = self.care_of.get(unit.id, [])
        if unit.kind == "practice":
            return [each.human for each in self.dice.sample(cared, min(45, len(cared)))]
        return [
            each.human
            for each in cared
            if each.start <= day + 0.3 and (each.end is None or each.end > day + 1)
        ]

    def _open_one(self, worker: Worker, unit: Unit, day: int, hour: float, basis: str) -> None:
        patients = self._in_care(unit, day)
        if patients:
            self._open(worker, self.dice.choice(patients), day, hour, basis)

    def _open(
        self, worker: Worker, human: Human, day: float, hour: float, basis: str = "relation"
    ) -> None:
        if human is worker.human or (self._is_own(worker, human) and self.dice.random() < 0.97):
            return
        self.month.openings.append(Opening(worker, human, day + hour / 24, basis))

    def _is_own(self, worker: Worker, human: Human) -> bool:
        own = worker.human
        steps = {id(each) for one in own.kin for each in (one, *one.kin)}
        lives_there = human.home == own.home and own.home.startswith("Villa")
        return id(human) in steps or lives_there
