"""Parts of the patient summary in every state."""

from typing import Any

from demo.style import samples
from demo.style.entries import Entry

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


ENTRIES = (Entry("summary/ips/_parts.html", _states),)
