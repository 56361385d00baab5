"""Which legal entities are trusted to attest: members with an agreement (ATT-12, norway.md 1.2).

A setting of the legal entity (people.UnitSetting) holds the days of its agreement. Whoever has no
such setting is trusted in nothing.
"""

import uuid
from datetime import date

from people import directory

SETTING = "trust.agreement"


def agreement(since: date, until: date | None = None) -> dict[str, str]:
    """The value of the setting: from which day, and until which one (included)."""
    days = {"since": since.isoformat()}
    return days | {"until": until.isoformat()} if until else days


def is_trusted(legal_entity_id: uuid.UUID, day: date) -> bool:
    """Whether the agreement is in force that day; no where it cannot be read."""
    found = directory.unit_setting(legal_entity_id, SETTING, None)
    if not isinstance(found, dict):
        return False
    try:
        since = date.fromisoformat(str(found["since"]))
        until = date.fromisoformat(str(found["until"])) if found.get("until") else day
    except (KeyError, ValueError):
        return False
    return since <= day <= until
