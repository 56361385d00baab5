"""The persons that the local OpenID providers offer.

`python -m demo.cast.sign_ins PATH` writes them as JSON, without Django.
"""

import json
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from demo.cast.calendar import reference_day
from demo.cast.persons import persons
from demo.cast.staff import workers

IDPORTEN, HELSEID = "idporten", "helseid"

_ROWS = (
    ("kari", IDPORTEN, "Patient, 42, with ten years of record"),
    ("ola", IDPORTEN, "Kari's partner, father of Nils and Lise"),
    ("nils", IDPORTEN, "Their son, 13, signs in himself"),
    ("astrid", IDPORTEN, "Kari's mother, 79, in a nursing home"),
    ("berg", IDPORTEN, "Dr Berg on her own behalf, as a citizen"),
    ("berg", HELSEID, "Doctor, treats Kari at the heart clinic, UNN Tromsø"),
    ("dahl", HELSEID, "Doctor at another hospital, Bodø; no relation to Kari"),
    ("fastlege", HELSEID, "The family's GP, Fløyfjell legesenter"),
    ("legevakt", HELSEID, "Emergency doctor, Legevakta i Tromsø"),
    ("sykepleier", HELSEID, "Nurse at Astrid's nursing home"),
    ("sekretar", HELSEID, "Secretary at the heart clinic, UNN Tromsø"),
    ("lie", HELSEID, "Administrator without clinical access, proposes"),
    ("moe", HELSEID, "Administrator without clinical access, approves"),
    ("vik", HELSEID, "Privacy officer"),
    ("strand", HELSEID, "Helpline"),
)


def sign_ins(today: date) -> list[dict[str, str | None]]:
    """One entry for each person and provider; Dr Berg has two."""
    everybody, staff = persons(today), workers()
    return [
        {
            "sign_in": slug,
            "provider": provider,
            "name": everybody[slug].name,
            "pid": everybody[slug].national_id,
            "hpr_number": staff[slug].hpr_number if provider == HELSEID and slug in staff else None,
            "description": description,
        }
        for slug, provider, description in _ROWS
    ]


def write_persons(path: Path, today: date) -> None:
    text = json.dumps(sign_ins(today), ensure_ascii=False, indent=2)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    var = Path(os.environ.get("DIS_VAR", "var"))
    write_persons(Path(sys.argv[1]), reference_day(var, datetime.now(UTC).date()))
