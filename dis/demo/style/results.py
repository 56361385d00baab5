"""The entries of test results: cells, curves, pictures, reports, and what is waited for."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from demo.style import samples
from demo.style.entries import Entry, Values
from labresults.presenters import curves, patients, reports
from labresults.presenters.values import Value

_ID = uuid.UUID(int=7)
_AT = datetime(2026, 11, 19, 13, 2, tzinfo=UTC)
_PLAIN = Value(
    id=_ID,
    at=_AT,
    text="13,4",
    unit="g/dL",
    flag="",
    arrow="",
    flag_text="",
    state="",
    is_final=True,
    limits="11,7–15,3",
    laboratory="UNN Tromsø, Laboratoriemedisin",
    requester="Marit Sollid, Fløyfjell legesenter",
    number=13.4,
    low=11.7,
    high=15.3,
)
_HIGH = replace(
    _PLAIN, text="16,1", number=16.1, flag="H", arrow="↑", flag_text="over grensen", is_blocked=True
)
_EARLY = replace(_PLAIN, state="foreløpig", is_final=False, converted_from="134 g/L")
_GONE = replace(_PLAIN, text=samples.HOSTILE, state="avlyst", is_gone=True, number=None)
IN_SHORT = (("Hemoglobin", _HIGH), ("Kreatinin", _EARLY), (samples.LONG_UNIT, _PLAIN))


def _series() -> list[Value]:
    """Five years from two laboratories, the last one outside the limits."""
    found = [
        replace(
            _PLAIN,
            at=_AT - timedelta(days=200 * n),
            number=13.0 + n % 3,
            laboratory=["UNN Tromsø", samples.LONG_UNIT][n % 2],
        )
        for n in range(9)
    ]
    return [_HIGH, *found]


def _line(**more: Any) -> reports.Line:
    values: dict[str, Any] = {
        "id": _ID,
        "url": "#rapport",
        "name": "Urin, dyrkning og resistens",
        "kind": "Bakterier og virus",
        "at": _AT,
        "answered_at": _AT,
        "laboratory": "UNN Tromsø, Laboratoriemedisin",
        "requester": "Marit Sollid",
        "state": "",
        "is_final": True,
        "is_gone": False,
        "summary": "Oppvekst av Escherichia coli.",
        "is_blocked": False,
        "group": "microbiology",
    }
    return reports.Line(**values | more)


def _report(**more: Any) -> reports.Page:
    return reports.Page(
        line=_line(**more),
        conclusion="Oppvekst av Escherichia coli.",
        specimen="Urin, midtstråle",
        note=samples.HOSTILE,
        texts=[reports.Text("Mikroskopi", "Hud uten atypi.")],
        measured=[reports.Measured("Hemoglobin", _HIGH, "#verdi")],
        cultures=[],
        growths=[
            reports.Growth(
                "Isolat 1",
                "Escherichia coli",
                [
                    reports.Drug("Ampicillin", "Resistent", "R", ">8 mg/L"),
                    reports.Drug("Mecillinam", "Følsom", "S", "0,5 mg/L"),
                ],
            )
        ],
        pictures=[
            reports.Pictures("Ultralyd, 24 bilder", "https://bilder.example/1"),
            reports.Pictures("CT"),
        ],
        files=[
            reports.Attached("Rapporten som fil", "#fil", "#last-ned", "PDF", "nb", is_here=True),
            reports.Attached("Bildearket", "#", "#", "", "", is_here=False),
        ],
    )


def _period() -> SimpleNamespace:
    choice = SimpleNamespace(value="", label="Alle", selected=True, count=None)
    return SimpleNamespace(name="periode", label="Periode", choices=[choice], kind="select")


def _pictures() -> dict[str, Values]:
    values = _series()
    base = {
        "name": "Hemoglobin",
        "unit": "g/dL",
        "period": _period(),
        "page": _Pages(values),
        "series_names": [("a", "hb")],
    }
    return {
        "to laboratorier": {
            **base,
            "picture": curves.picture(values),
            "converted": True,
            "is_apart": True,
            "is_cut": True,
        },
        "ingen tall": {**base, "picture": None, "page": _Pages([])},
    }


class _Pages:
    """One page of values."""

    def __init__(self, values: list[Value]) -> None:
        self.object_list = values
        self.paginator = SimpleNamespace(count=0)


def _curve() -> dict[str, Values]:
    points = [(value.at, value.number or 0.0) for value in reversed(_series())]
    return {
        "utenfor": {"curve": curves.small(points, 11.7, 15.3, is_out=True)},
        "for få verdier": {"curve": None},
    }


_ORDERS = [
    SimpleNamespace(
        sorted_at=_AT, shown={"asked": ["Ferritin", samples.LONG_UNIT]}, title="", requester="A"
    ),
    SimpleNamespace(sorted_at=_AT, shown={}, title="", requester=""),
]
_OWN_ORDERS = [
    patients.Order(f"Ferritin, {samples.LONG_UNIT}", _AT, "A", is_answered=True),
    patients.Order("", _AT, "", is_answered=False),
]
_ANSWERS = [
    patients.Answer(_line(summary=""), "1 av 6 svar er utenfor det som er vanlig"),
    patients.Answer(_line(state="foreløpig", is_final=False), ""),
]
_WAITING = [
    patients.Waiting("Vevs- og celleprøver", 2, date(2026, 12, 4), "Legen ser på svaret først."),
    patients.Waiting("Gentester", 1, None, samples.HOSTILE),
]
_LIST = ("<ol class='dis-rows dis-plain'>", "</ol>")
ENTRIES = [
    Entry(
        "labresults/_around.html",
        {
            "verdier": {
                "table_url": "#t",
                "reports_url": "#r",
                "check_url": "#f",
                "reports_count": 5,
                "on": "table",
            }
        },
    ),
    Entry("labresults/_answer.html", {"vanlig": {"answer": _ANSWERS[0]}}, _LIST),
    Entry("labresults/_curve.html", _curve),
    Entry("labresults/_line.html", {"sperret": {"line": _line(is_blocked=True)}}, _LIST),
    Entry("labresults/_own_orders.html", {"to": {"orders": _OWN_ORDERS}, "ingen": {"orders": []}}),
    Entry("labresults/_orders.html", {"to": {"orders": _ORDERS}, "ingen": {"orders": []}}),
    Entry(
        "labresults/_report.html",
        lambda: {
            "endelig": {"report": _report()},
            "foreløpig": {"report": _report(state="foreløpig", is_final=False)},
            "rettet": {"report": _report(state="rettet")},
            "avlyst": {"report": _report(state="avlyst", is_gone=True)},
        },
    ),
    Entry("labresults/_series.html", _pictures),
    Entry(
        "labresults/_value.html",
        {
            "vanlig": {"value": _PLAIN},
            "høy": {"value": _HIGH, "cell_limits": "11–15"},
            "foreløpig og regnet om": {"value": _EARLY},
            "avlyst": {"value": _GONE},
        },
    ),
    Entry("labresults/_waiting.html", {"to": {"waiting": _WAITING}, "ingen": {"waiting": []}}),
    Entry(
        "labresults/_withheld.html",
        {
            "begge": {
                "withheld": SimpleNamespace(total=3, reports=2, results=1),
                "access": {"open_blocked_url": "#apne"},
            },
            "ingenting": {"withheld": SimpleNamespace(total=0)},
        },
    ),
    Entry(
        "labresults/card_results.html",
        {
            "to og ett som venter": {"answers": _ANSWERS, "waiting_count": 1, "list_url": "#alle"},
            "ingenting": {"answers": [], "list_url": "#alle"},
        },
    ),
]
