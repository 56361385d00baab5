"""Messages in numbers, as administrators see them: no person, no address."""

from collections.abc import Mapping
from typing import Any

from notify.codes import OPEN, MessageState, WhyNot

# What somebody should look into.
_TROUBLE = (MessageState.FAILED, MessageState.UNKNOWN)


def day(counts: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    """How many were sent, how many wait, and of the rest how many for which reason."""
    by_state: dict[str, int] = {}
    for (state, _reason), count in counts.items():
        by_state[state] = by_state.get(state, 0) + count
    reasons = [
        {"text": reason.label, "count": counts[MessageState.NOT_SENT, reason]}
        for reason in WhyNot
        if (MessageState.NOT_SENT, reason) in counts
    ]
    return {
        "sent_count": by_state.get(MessageState.SENT, 0),
        "open_count": sum(by_state.get(state, 0) for state in OPEN),
        "failed_count": sum(by_state.get(state, 0) for state in _TROUBLE),
        "reasons": reasons,
    }
