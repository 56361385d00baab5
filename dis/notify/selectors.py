"""Which patients something is due for, over all of them. Ids and numbers only."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from common import clock, statements

_DUE = "SELECT patient_id FROM notify_patients_due(%s, %s, %s)"
_COUNTS = "SELECT state, reason, count FROM notify_counts(%s)"


def patients_due(since: datetime, most: int) -> list[uuid.UUID]:
    """Who has a notice since then that no message was made of, or a message that is due."""
    rows = statements.asked(_DUE, [clock.now(), since, most])
    return [patient_id for (patient_id,) in rows]


def counts(since: datetime) -> Mapping[tuple[str, str], int]:
    """How many messages since then there are, by state and reason."""
    return {(state, reason): n for state, reason, n in statements.asked(_COUNTS, [since])}
