"""The entries of who has looked, and of lists of patients."""

from __future__ import annotations

import uuid
from datetime import date
from types import SimpleNamespace
from typing import Any

from demo.style import samples
from demo.style.entries import Entry, Values

_WHY = ["Legen har meldt at du er til behandling her.", samples.HOSTILE]


def _look(**changes: Any) -> SimpleNamespace:
    first = samples.look().at.replace(hour=9)
    return samples.look(**{"why": _WHY, "first_at": first, "is_own": False, **changes})


def _looks() -> dict[str, Values]:
    return {
        "vanlig": {"row": _look()},
        "nødsituasjon, noe sperret": {
            "row": _look(is_emergency=True, opened_restricted=True, ground_text="", more_count=2)
        },
        "mange dokumenter, langt navn": {
            "row": _look(name=samples.LONG_NAME, items=[f"Notat {n}" for n in range(1, 9)])
        },
        "egen": {"row": _look(is_own=True, ask_url=""), "with_day": True},
        "lite kjent": {
            "row": _look(name="", role="", workplace="", items=[], why=[], action_text="Søkte")
        },
    }


def _persons() -> dict[str, Values]:
    row = _look()
    person = SimpleNamespace(
        person_id=uuid.UUID(int=5),
        name=samples.LONG_NAME,
        roles=["lege"],
        workplaces=[samples.LONG_UNIT],
        times=12,
        first_at=row.first_at,
        last_at=row.at,
        rows=[row],
        more_count=11,
    )
    once = SimpleNamespace(**{**vars(person), "name": "", "times": 1, "more_count": 0})
    return {"ofte, og én gang": {"persons": [{"person": person, "url": "#a"}, {"person": once}]}}


def _asked(**changes: Any) -> SimpleNamespace:
    values = {
        "grouping": "dag",
        "period": "",
        "first": "",
        "last": "",
        "is_narrowed": False,
        "has_wrong_day": False,
        "choice": SimpleNamespace(with_own=False),
    }
    return SimpleNamespace(**{**values, **changes})


def _filter() -> dict[str, Values]:
    return {
        "lukket": {"filters": samples.filters(), "asked": _asked()},
        "feil dag": {
            "filters": samples.filters("A00-1"),
            "asked": _asked(is_narrowed=True, has_wrong_day=True, first="2026-11-19"),
        },
    }


def _systems() -> dict[str, Values]:
    rows = [("Tok imot dokumenter", 12), (samples.HOSTILE, 1)]
    return {
        "etter dag": {"system_days": [SimpleNamespace(date=date(2026, 11, 19), rows=rows)]},
        "i setninger": {"system_words": ["Portalen tok imot dokumentet."]},
    }


def _column(label: str, *, is_sorted: bool) -> SimpleNamespace:
    return SimpleNamespace(label=label, url="#sorter", is_sorted=is_sorted)


def _patients() -> dict[str, Values]:
    return {
        "vanlig, lange navn, lite kjent": {"rows": samples.unit_rows(), "caption": "Pasienter"},
        "kan sorteres": {
            "rows": samples.unit_rows()[:1],
            "caption": "Pasienter som kan sorteres",
            "columns": {
                "name": _column("Navn", is_sorted=True),
                "ground": _column("Hvorfor", is_sorted=False),
                "time": _column("Tid", is_sorted=False),
            },
        },
    }


def _run(**changes: Any) -> SimpleNamespace:
    values = {
        "day": date(2026, 11, 18),
        "started_at": samples.look().at,
        "events": 4310,
        "missing": 0,
        "faults": {},
        "first_bad": [],
    }
    return SimpleNamespace(**{**values, **changes})


_CHECKS: dict[str, Values] = {
    "i orden": {"run": _run()},
    "noe vises ikke": {
        "run": _run(missing=2, faults={"not-shown": 2}, first_bad=[uuid.UUID(int=9)])
    },
    "noe stemmer ikke, og kontrollen er sen": {
        "run": _run(faults={"item-without-event": 1}),
        "is_late": True,
    },
    "ikke kontrollert ennå": {"run": None},
}
_BEEN = SimpleNamespace(session={"patients_page": "#liste", "last_opened": ["1"]})
ENTRIES = [
    Entry("access/_banner_places.html", {"fra en liste": {"request": _BEEN}}),
    Entry(
        "access/_column.html",
        {
            "sortert": {"column": _column("Navn", is_sorted=True)},
            "ikke sortert": {"column": _column("Tid", is_sorted=False)},
        },
        around=('<table class="ds-table"><thead><tr>', "</tr></thead></table>"),
    ),
    Entry("access/_look.html", _looks, around=('<ul class="dis-rows dis-plain">', "</ul>")),
    Entry(
        "access/_looks_by_day.html",
        lambda: {"én dag": {"days": [SimpleNamespace(date=date(2026, 11, 19), rows=[_look()])]}},
    ),
    Entry("access/_looks_by_person.html", _persons),
    Entry("access/_looks_filter.html", _filter),
    Entry("access/_looks_of_systems.html", _systems),
    Entry("access/_patient_rows.html", _patients),
    Entry("access/card_log_check.html", _CHECKS),
]
