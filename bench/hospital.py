"""A made-up town with a hospital: who lives with whom, who works where, and who is treated where.

The same seed makes the same town. Families work at the same hospital, surnames are shared by many,
and blocks of flats have one address for all who live there.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

COMMON = (
    *("Hansen", "Johansen", "Olsen", "Larsen", "Andersen", "Pedersen", "Nilsen", "Kristiansen"),
    *("Jensen", "Karlsen", "Johnsen", "Pettersen", "Eriksen", "Berg", "Haugen", "Hagen"),
)
DOCTOR, NURSE, SECRETARY = "LE", "SP", "HE"
WARDS, CLINICS, PRACTICES = 24, 12, 6


@dataclass(eq=False)
class Human:
    """Somebody of the town. `home` is an address, `kin` are those whom registers tie to them."""

    person_id: uuid.UUID
    patient_id: uuid.UUID
    family: str
    home: str
    is_adult: bool
    kin: list[Human] = field(default_factory=list)
    is_known: bool = False


@dataclass(frozen=True)
class Unit:
    id: uuid.UUID
    entity: uuid.UUID
    name: str
    kind: str


@dataclass(eq=False)
class Worker:
    """Somebody of the town who works in a unit."""

    human: Human
    practitioner_id: uuid.UUID
    role_id: uuid.UUID
    code: str
    unit: Unit


@dataclass(frozen=True)
class Care:
    """That a unit treats somebody, in days from the first day of the month."""

    human: Human
    unit: Unit
    start: float
    end: float | None


@dataclass
class Town:
    """Everything there is, with the ties that registers know and those that only life knows."""

    seed: int
    begin: datetime
    humans: list[Human] = field(default_factory=list)
    ties: list[tuple[Human, Human]] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    workers: list[Worker] = field(default_factory=list)
    care: list[Care] = field(default_factory=list)

    def homes(self) -> dict[str, list[Human]]:
        found: dict[str, list[Human]] = {}
        for each in self.humans:
            found.setdefault(each.home, []).append(each)
        return found

    def at(self, day: float) -> datetime:
        return self.begin + timedelta(days=day)


def town(seed: int, begin: datetime, *, people: int = 15_000, staff: int = 420) -> Town:
    """A town with so many people, of whom so many work with patients."""
    made = _Maker(seed, begin, people)
    made.settle(people)
    made.organise()
    made.employ(staff)
    made.treat()
    return made.town


class _Maker:
    def __init__(self, seed: int, begin: datetime, people: int) -> None:
        self.dice = random.Random(f"town {seed}")
        self.town = Town(seed, begin)
        self.surnames = _surnames(self.dice, people)
        self.weights = [1 / (place + 2) ** 0.8 for place in range(len(self.surnames))]

    def new_id(self) -> uuid.UUID:
        return uuid.UUID(int=self.dice.getrandbits(128), version=4)

    def settle(self, people: int) -> None:
        """Households until the town is full: a third in blocks of flats with one address each."""
        block, left = "", 0
        while len(self.town.humans) < people:
            if self.dice.random() < 0.35:
                if not left:
                    block, left = self._address("Blokkveien"), self.dice.randint(12, 40)
                home, left = block, left - 1
            else:
                home = self._address("Villaveien")
            self._household(home)
        adults = [each for each in self.town.humans if each.is_adult]
        for parent, child in zip(
            self.dice.sample(adults, len(adults) // 4),
            self.dice.sample(adults, len(adults) // 4),
            strict=True,
        ):
            if parent is not child:
                self._tie(parent, child)
        for each in self.dice.sample(adults, 5):
            each.is_known = True

    def _household(self, home: str) -> None:
        """One or two adults and their children; half of those who married took one name."""
        first = self._human(self._surname(), home, is_adult=True)
        if self.dice.random() < 0.55:
            name = first.family if self.dice.random() < 0.5 else self._surname()
            second = self._human(name, home, is_adult=True)
            if self.dice.random() < 0.7:
                self._tie(first, second)
        else:
            second = None
        for _ in range(self.dice.choice((0, 0, 1, 2, 2, 3))):
            child = self._human(first.family, home, is_adult=False)
            self._tie(child, first)
            if second:
                self._tie(child, second)
            elif self.dice.random() < 0.5:
                self._other_parent(child)

    def _other_parent(self, child: Human) -> None:
        """Lives elsewhere by now."""
        elsewhere = [each for each in self.dice.choices(self.town.humans, k=5) if each.is_adult]
        if elsewhere and elsewhere[0].home != child.home:
            self._tie(child, elsewhere[0])

    def _human(self, family: str, home: str, *, is_adult: bool) -> Human:
        made = Human(self.new_id(), self.new_id(), family, home, is_adult)
        self.town.humans.append(made)
        return made

    def _tie(self, one: Human, other: Human) -> None:
        self.town.ties.append((one, other))
        one.kin.append(other)
        other.kin.append(one)

    def _surname(self) -> str:
        return self.dice.choices(self.surnames, self.weights)[0]

    def _address(self, street: str) -> str:
        return f"{street} {self.dice.randint(1, 99_999)}"

    def organise(self) -> None:
        """A hospital with wards, clinics and doctors on watch; practices; an emergency clinic."""
        hospital = self.new_id()
        self._unit(hospital, "Sykehuset", "entity", hospital)
        for number in range(WARDS):
            self._unit(hospital, f"Sengepost {number}", "ward")
        for number in range(CLINICS):
            self._unit(hospital, f"Poliklinikk {number}", "clinic")
        for number in range(PRACTICES):
            entity = self.new_id()
            self._unit(entity, f"Legesenter {number}", "practice", entity)
        municipality = self.new_id()
        self._unit(municipality, "Legevakt", "emergency", municipality)

    def _unit(
        self, entity: uuid.UUID, name: str, kind: str, own_id: uuid.UUID | None = None
    ) -> None:
        self.town.units.append(Unit(own_id or self.new_id(), entity, name, kind))

    def employ(self, count: int) -> None:
        """Adults of the town; couples often work at the same place."""
        adults = [each for each in self.town.humans if each.is_adult and not each.is_known]
        self.dice.shuffle(adults)
        chosen: dict[uuid.UUID, Human] = {}
        for each in adults:
            chosen[each.person_id] = each
            for other in each.kin:
                if other.is_adult and not other.is_known and self.dice.random() < 0.1:
                    chosen[other.person_id] = other
            if len(chosen) >= count:
                break
        places = [place for unit in self.town.units for place in _posts(unit)]
        for number, human in enumerate(list(chosen.values())[:count]):
            unit, code = places[number % len(places)]
            self.town.workers.append(Worker(human, self.new_id(), self.new_id(), code, unit))

    def treat(self) -> None:
        """Stays in wards, visits to clinics, lists of doctors; some that ended long ago."""
        dice = self.dice
        for unit in self.town.units:
            if unit.kind == "ward":
                self._stays(unit, 220, -6, lambda: dice.expovariate(0.2) + 1)
            elif unit.kind == "clinic":
                self._stays(unit, 600, -10, lambda: float(dice.choice((1, 14, 90))))
        practices = [unit for unit in self.town.units if unit.kind == "practice"]
        for human in self.town.humans:
            self._care(human, dice.choice(practices), -2000, None)

    def _stays(self, unit: Unit, count: int, first: float, days: Callable[[], float]) -> None:
        humans, share = self.town.humans, len(self.town.humans) / 15_000
        for _ in range(round(count * share)):
            start = self.dice.uniform(first, 30)
            self._care(self.dice.choice(humans), unit, start, start + days())
        for _ in range(round(150 * share)):
            end = -self.dice.uniform(200, 900)
            self._care(self.dice.choice(humans), unit, end - 10, end)

    def _care(self, human: Human, unit: Unit, start: float, end: float | None) -> None:
        self.town.care.append(Care(human, unit, start, end))


def _posts(unit: Unit) -> Iterator[tuple[Unit, str]]:
    """Which roles there are to fill in a unit, as often as they are filled."""
    posts: dict[str, Sequence[str]] = {
        "ward": (NURSE,) * 6 + (DOCTOR,) * 3 + (SECRETARY,),
        "clinic": (DOCTOR,) * 4 + (NURSE,) * 2 + (SECRETARY,) * 2,
        "practice": (DOCTOR,) * 4 + (SECRETARY,) * 2,
        "emergency": (DOCTOR,) * 8 + (NURSE,) * 4,
    }
    for code in posts.get(unit.kind, ()):
        yield unit, code


def _surnames(dice: random.Random, people: int) -> list[str]:
    """The common ones first, then very many that few have."""
    first = ("Sol", "Nord", "Sand", "Strand", "Fjell", "Lund", "Bakk", "Lang", "Mo", "Tve", "Vik")
    last = ("heim", "vik", "stad", "rud", "li", "nes", "vold", "mo", "bø", "set", "gård", "by")
    rare = [a + b for a in first for b in last] + [a + b + "en" for a in first for b in last]
    dice.shuffle(rare)
    return [*COMMON, *rare][: max(40, people // 50)]
