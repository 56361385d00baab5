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
    ("kari", IDPORTEN, "pasient, 42 år, med ti års journal"),
    ("ola", IDPORTEN, "samboeren til Kari, far til Nils og Lise"),
    ("nils", IDPORTEN, "sønnen deres, 13 år, logger inn selv"),
    ("astrid", IDPORTEN, "moren til Kari, 79 år, på sykehjem"),
    ("berg", IDPORTEN, "dr. Berg som innbygger, på egne vegne"),
    ("berg", HELSEID, "lege, behandler Kari på hjertepoliklinikken, UNN Tromsø"),
    ("dahl", HELSEID, "lege ved et annet sykehus, Bodø, behandler ikke Kari"),
    ("fastlege", HELSEID, "familiens fastlege, Fløyfjell legesenter"),
    ("legevakt", HELSEID, "legevaktlege, Legevakta i Tromsø"),
    ("sykepleier", HELSEID, "sykepleier på sykehjemmet til Astrid"),
    ("sekretar", HELSEID, "sekretær på hjertepoliklinikken, UNN Tromsø"),
    ("lie", HELSEID, "administrator uten innsyn i journaler, foreslår"),
    ("moe", HELSEID, "administrator uten innsyn i journaler, godkjenner"),
    ("vik", HELSEID, "personvernombud"),
    ("strand", HELSEID, "brukerstøtte"),
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
