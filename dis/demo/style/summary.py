"""Parts of critical information in every state."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _

from demo.style import samples
from demo.style.entries import Entry
from demo.style.persons import NOW
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
]
