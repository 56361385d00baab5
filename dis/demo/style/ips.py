"""Parts of the patient summary in every state."""

import uuid
from typing import Any

from django.test import RequestFactory

from demo.style import samples
from demo.style.entries import Entry
from summary.ips.foreign.inputs import ForeignInput

_ID = uuid.UUID(int=26)
_COLUMNS = ("Hva", "Reaksjon", "Hvor farlig", "Hvor sikkert")
_ROW = ("Penicilliner", "Anafylaksi", "Høy risiko", "Bekreftet")


def _part(key: str, **changes: Any) -> dict[str, Any]:
    values = {"key": key, "title": "Allergier", "columns": (), "rows": [], "note": ""}
    return {**values, "empty_text": "", **changes}


def _table(*rows: tuple[str, ...]) -> dict[str, Any]:
    return {"columns": _COLUMNS, "rows": [list(zip(_COLUMNS, row, strict=True)) for row in rows]}


def _states() -> dict[str, dict[str, Any]]:
    around = {"told_in": "nb-NO", "about": "Oppsummeringen er satt sammen av en maskin."}
    long_row = (samples.LONG_UNIT, "", samples.LONG_UNIT, "Ikke bekreftet")
    return {
        "vanlig": {"parts": [_part("a", **_table(_ROW, long_row))], **around},
        "noe holdt tilbake": {
            "parts": [_part("b", note="Pasienten holder noe tilbake her.", **_table(_ROW))],
            **around,
        },
        "tom": {"parts": [_part("c", empty_text="Ingen opplysninger er tilgjengelige.")], **around},
    }


def _foreign() -> dict[str, dict[str, Any]]:
    empty = RequestFactory().get("/")
    sent = RequestFactory().post("/", {"patient": str(_ID)})
    wrong = ForeignInput(_ID, sent)
    wrong.full_clean()
    return {
        "vanlig": {"form": ForeignInput(_ID, empty), "back_url": "#her"},
        "ingenting valgt": {"form": wrong, "back_url": "#her"},
    }


ENTRIES = (
    Entry("summary/ips/_parts.html", _states),
    Entry("summary/ips/_foreign_form.html", _foreign),
    Entry("journal/_from_abroad.html", {"for pasienten": {}, "for kliniker": {"patient": True}}),
)
