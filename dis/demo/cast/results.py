"""Kari's years of test results from three laboratories: blood, kidneys and heart; and what is more
than a number (demo.cast.result_reports)."""

from collections.abc import Iterator
from datetime import date

from demo.cast import result_reports as reports
from demo.cast.fhir_directory import Resource
from demo.cast.result_shapes import (
    BERG,
    BODO,
    GP,
    SOLLID,
    TVEIT,
    UNN,
    answer,
    concept,
    order,
    quantity_of,
)
from demo.cast.result_values import BODO_HB, drawn
from labresults.groups import NLK


def results_of(legal: str, today: date) -> list[Resource]:
    """What one organisation sends of Kari's results, orders first."""
    found: list[Resource] = []
    for report in _REPORTS[legal](today):
        found += report
    return found


_YEARLY = "hb leuk trc crp krea egfr na k alat ldl hba1c tsh"
_KIDNEY = "hb crp krea egfr na k"
_HEART = "hb krea egfr k bnp inr"


def _gp(today: date) -> Iterator[list[Resource]]:
    for number, days in enumerate((3590, 3224, 2860, 2490, 2130, 1765, 1395, 1030, 660, 301)):
        slug = f"kari-aarskontroll-{number}"
        yield answer(slug, GP, "Blodprøver, årskontroll", today, days, drawn(slug, _YEARLY, days))
    for number, days in enumerate((1180, 940, 790, 610, 520, 410, 265, 190, 120, 62, 20)):
        slug = f"kari-inr-{number}"
        values = drawn(slug, "inr hb", days)
        yield answer(slug, GP, "INR-kontroll", today, days, values, asked="INR")
    yield reports.quick(today)
    hb = concept(NLK, "NOR05172", "B-Hemoglobin")
    yield [order("kari-venter-hb", "", SOLLID, today, 1, status="active", code=hb)]
    waits = order("kari-venter", "Ferritin, vitamin B12, folat", SOLLID, today, 2, status="active")
    yield [waits]


def _unn(today: date) -> Iterator[list[Resource]]:
    for number, days in enumerate((1600, 1420, 1240, 1065, 880, 700, 515, 335, 152, 33)):
        slug = f"kari-nyre-{number}"
        values = drawn(slug, _KIDNEY, days)
        yield answer(slug, UNN, "Kontroll nyrer", today, days, values, who=TVEIT)
    for number, days in enumerate((1140, 960, 742, 560, 371, 180, 47)):
        slug = f"kari-hjerte-{number}"
        values = drawn(slug, _HEART, days)
        yield answer(slug, UNN, "Kontroll hjerte", today, days, values, who=BERG)
    yield reports.corrected(today)
    yield reports.cancelled(today)
    yield reports.preliminary(today)
    yield reports.urine(today)
    yield reports.tissue(today)
    yield reports.picture(today)
    yield reports.delayed(today)
    waits = order("kari-venter-unn", "Renin og aldosteron", TVEIT, today, 6, status="active")
    yield [waits]


def _bodo(today: date) -> Iterator[list[Resource]]:
    values = drawn("kari-bodo", "leuk trc crp krea egfr na k bnp", 236, crp=9, bnp=640)
    values.insert(0, quantity_of("kari-bodo-hb", BODO_HB, 121))
    yield answer(
        "kari-bodo",
        BODO,
        "Blodprøver, akuttmottak",
        today,
        236,
        values,
        who="Jonas Dahl, Akuttmottaket",
    )


_REPORTS = {GP: _gp, UNN: _unn, BODO: _bodo}
LEGALS = tuple(_REPORTS)
