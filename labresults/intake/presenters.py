"""What the pages of messages that wait show, as plain values: who has sent them and when, and
nothing of whom or what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from labresults.intake.codes import ENDS, Step, Why

if TYPE_CHECKING:
    from labresults.intake.models import WaitingMessage, WaitingStep

_TONES = {
    Step.TAKEN_IN: "success",
    Step.REFUSED: "danger",
    Step.RETURNED: "neutral",
    Step.SETTLED: "neutral",
    Step.REOPENED: "warning",
}


@dataclass(frozen=True)
class Row:
    """A message in its list."""

    url: str
    sender: str
    laboratory: str
    format: str
    received_at: datetime
    state: str
    tone: str


@dataclass(frozen=True)
class Past:
    """One thing that was done."""

    at: datetime
    step_text: str
    tone: str
    name: str
    words: str


def row(message: WaitingMessage) -> Row:
    state, tone = state_of(message)
    return Row(
        url=reverse("intake:one", args=[message.id]),
        sender=message.sender or message.source,
        laboratory=message.laboratory,
        format=message.format,
        received_at=message.received_at,
        state=state,
        tone=tone,
    )


def state_of(message: WaitingMessage) -> tuple[str, str]:
    """In words, with the tone of its tag."""
    if message.settled_as:
        step = Step(message.settled_as)
        return str(step.label), _TONES[step]
    return str(Why(message.why).label), "warning"


def facts(message: WaitingMessage) -> list[tuple[str, str | datetime]]:
    found: list[tuple[str, str | datetime]] = [
        (_("Sent by"), message.sender or message.source),
        (_("Laboratory"), message.laboratory),
        (_("Kind of message"), message.format),
        (_("Made by the laboratory"), message.made_at),
        (_("Came here"), message.received_at),
    ]
    return [(label, value) for label, value in found if value]


def past(steps: Sequence[WaitingStep]) -> list[Past]:
    return [
        Past(
            at=each.recorded_at,
            step_text=str(Step(each.step).label),
            tone=_TONES[Step(each.step)],
            name=each.by_name or _("The portal itself"),
            words=each.words,
        )
        for each in steps
    ]


def can_be_settled(message: WaitingMessage) -> bool:
    return message.settled_at is None


def can_be_reopened(message: WaitingMessage) -> bool:
    """What is taken in lies with the patient's results now, and nothing of it here."""
    return message.sealed is not None and bool(message.settled_as) and message.settled_as in ENDS
