"""What the local contact register of the demo has of the cast (notify.contacts.LocalRegister)."""

import json
from datetime import date, datetime, time
from pathlib import Path

from common import clock
from demo.cast.persons import persons

# Numbers and domains that belong to nobody. Astrid has neither; Ola has confirmed his long ago.
_WAYS = {
    "kari": {"mobile": "+4740000001", "email": "kari@example.no", "language": "nb"},
    "ola": {"email": "ola@example.no", "language": "nn", "confirmed_at": "2019-01-01T12:00:00Z"},
    "berg": {"email": "berg@example.no", "language": "nb"},
}


def write(folder: Path, today: date) -> None:
    """Write the register's file, where there is none; what somebody has changed in it stays."""
    file = folder / "register" / "krr.json"
    if file.exists():
        return
    known = persons(today)
    confirmed_at = datetime.combine(today, time(12), tzinfo=clock.OSLO).isoformat()
    told = {
        known[slug].national_id: {"confirmed_at": confirmed_at, **ways}
        for slug, ways in _WAYS.items()
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"persons": told}, indent=2), encoding="utf-8")
