"""The errors that cross rooms; each carries a sentence for the person who meets it."""

from collections.abc import Sequence
from dataclasses import dataclass


class DisError(Exception):
    """Base of the errors that this project raises on purpose."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with something received: where it is and what is wrong, in plain words."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}" if self.place else self.reason


class Unacceptable(DisError):
    """What was received cannot be taken in; says why, place by place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))

    @classmethod
    def because(cls, reason: str, place: str = "") -> "Unacceptable":
        return cls([Problem(place, reason)])


class NotKnownYet(Unacceptable):
    """It names something that has not been received, but may be."""
