"""Parts of critical information in every state."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _

from demo.style import samples
from demo.style.entries import Entry
from demo.style.persons import NOW, PATIENT_ID
from summary.codes import Source
from summary.inputs import JudgeInput


def _row(**changes: Any) -> SimpleNamespace:
    values = {
        "id": "1",
        "version": 1,
        "title": "Penicilliner",
        "sort_text": _("Reaction to a medicine"),
        "state_text": _("Applies"),
        "state_tone": "success",
        "severity_text": _("Life-threatening"),
        "severity_tone": "danger",
        "certainty_text": _("Confirmed"),
        "applies": True,
        "is_severe": True,
        "is_ours": True,
        "is_changed_since": False,
        "facts": [(_("What happened"), "Anafylaksi"), (_("When"), "2021")],
        "said": "Ingrid Berg, lege, Universitetssykehuset Nord-Norge HF",
        "at": NOW,
        "url": "#kritisk",
        "sender": None,
    }
    return SimpleNamespace(**{**values, **changes})


_LONG = _row(
    title=samples.LONG_UNIT,
    is_severe=False,
    severity_text="",
    sort_text=_("Other change of procedure"),
    facts=[(_("More about it"), samples.LONG_UNIT * 3)],
)
_REFUTED = _row(
    state_text=_("Refuted"), state_tone="neutral", applies=False, sender=_row(at=NOW - timedelta(9))
)


def _judged(**data: Any) -> dict[str, Any]:
    form = JudgeInput(data) if data else JudgeInput()  # type: ignore[arg-type]  # as a QueryDict
    words = {"title": _("Refute it"), "button": _("Refute with my name"), "help": ""}
    return {
        "row": _row(),
        "this": "refute",
        "sources": Source.choices,
        "form": form,
        "do": data.get("do", ""),
        **words,
    }


def _told(**changes: Any) -> SimpleNamespace:
    values = {
        "id": PATIENT_ID,
        "version": 1,
        "title": "Apiksaban 5 mg",
        "dose": "1 tablett morgen og kveld",
        "who": "Ingrid Berg, Universitetssykehuset Nord-Norge HF",
        "kind": _("Prescription"),
        "since": "12.3.2021",
        "reason": "",
        "state_text": _("In use"),
        "may_end": False,
    }
    return SimpleNamespace(**{**values, **changes})


def _medicine(**changes: Any) -> SimpleNamespace:
    values = {
        "title": "Apiksaban 5 mg",
        "dose": "1 tablett morgen og kveld",
        "is_new": False,
        "is_multidose": False,
        "is_own": False,
        "decision_text": _("Goes on"),
        "decision_tone": "success",
        "reason": "",
        "sources": [_told(), _told(kind=_("List of a place of treatment"))],
        "differs": False,
        "hint": None,
    }
    return SimpleNamespace(**{**values, **changes})


def _hint(*, is_near: bool = True) -> SimpleNamespace:
    text = "Fenoksymetylpenicillin: det er registrert en reaksjon på samme gruppe."
    return SimpleNamespace(text=text, why="Anafylaksi. Livstruende", is_near=is_near)


_MATCHED = _medicine(differs=True, hint=_hint(), is_new=True, is_multidose=True)
_OWN = _medicine(title=samples.LONG_UNIT, is_own=True, sources=[_told(may_end=True)])
_LINE = SimpleNamespace(
    title="Apiksaban 5 mg",
    dose="1 tablett morgen og kveld",
    reason="Ingen endring",
    decision_text=_("Goes on"),
    decision_tone="success",
)
ENTRIES = [
    Entry(
        "summary/_entry.html",
        lambda: {
            "alvorlig": {"row": _row(), "level": 3, "linked": True},
            "lang, kan rettes": {"row": _LONG, "level": 3, "may_ask": True},
            "avkreftet her": {"row": _REFUTED, "level": 3},
            "endret siden": {"row": _row(is_changed_since=True), "level": 3},
        },
    ),
    Entry(
        "summary/_critical.html",
        lambda: {
            "mye": {"rows": [_row(), _LONG], "more": 4, "list_url": "#alle"},
            "sperret": {"rows": [], "critical_withheld": 2, "list_url": "#alle"},
            "ingenting": {"rows": [], "list_url": "#alle"},
        },
    ),
    Entry(
        "summary/_withheld.html",
        {"én": {"withheld_count": 1, "open_blocked_url": "#apne"}, "ingen": {}},
    ),
    Entry(
        "summary/_judge.html",
        lambda: {"lukket": _judged(), "feil": _judged(do="refute", version="1")},
    ),
    Entry(
        "summary/card_critical.html",
        lambda: {"vanlig": {"rows": [_row(), _LONG], "more": 2, "list_url": "#alle"}},
    ),
    Entry(
        "summary/_hint.html",
        lambda: {"nær": {"hint": _hint()}, "fjern": {"hint": _hint(is_near=False)}, "ingen": {}},
    ),
    Entry(
        "summary/_unchecked.html",
        lambda: {
            "noe": {"unchecked": ["Penicillin", "Paracet 500 mg"]},
            "intet": {"unchecked": []},
        },
    ),
    Entry(
        "summary/_medicine.html",
        lambda: {
            "vanlig": {"row": _medicine(), "level": 3},
            "treff, ny": {
                "row": _medicine(hint=_hint(), is_new=True, is_multidose=True),
                "level": 3,
            },
            "egen, lang": {
                "row": _medicine(
                    title=samples.LONG_UNIT, is_own=True, sources=[_told(may_end=True)]
                ),
                "level": 3,
                "patient_id": PATIENT_ID,
            },
        },
    ),
    Entry("summary/_sources.html", lambda: {"to": {"sources": [_told(), _told(dose="")]}}),
    Entry("summary/_list.html", lambda: {"vanlig": {"lines": [_LINE], "withheld": 2}, "tom": {}}),
    Entry(
        "summary/_medicines.html",
        lambda: {
            "mye": {"rows": [_medicine(hint=_hint()), _medicine()], "more": 3, "list_url": "#a"},
            "samstemt": {"rows": [_medicine()], "latest": {"at": NOW}, "list_url": "#a"},
            "sperret": {"rows": [], "medicines_withheld": 1, "list_url": "#a"},
            "ingenting": {"rows": [], "list_url": "#a"},
        },
    ),
    Entry(
        "summary/card_medicines.html",
        lambda: {"vanlig": {"rows": [_medicine(), _medicine(dose="")], "list_url": "#alle"}},
    ),
]
