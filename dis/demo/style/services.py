"""The entries of the parts that services bring: cards, reasons, ways in."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

from demo.style import samples
from demo.style.entries import Entry, Values
from demo.style.persons import FindForm, OpenForm

_CODES = ["BEHANDLER", "TILSYN", "VURDHENV", "MELDT", "BLAALYS", "PASADM", "KVAL"]


def _declare() -> dict[str, Values]:
    form = OpenForm()
    unsaid = OpenForm({"basis": "feil", "text": samples.HOSTILE})
    unsaid.full_clean()
    unsaid.add_error("ground", "Velg hvorfor du åpner journalen.")
    base = {"title": "Grunnen din", "button": "Åpne journalen", "variant": "primary"}
    return {
        "alle grunner": {**base, "basis": "vanlig", "grounds": _CODES, "form": form},
        "feil, med det som ble skrevet": {
            **base,
            "basis": "feil",
            "grounds": _CODES[:2],
            "form": unsaid,
        },
    }


_GIVERS = [("patient", "Pasienten"), ("next-of-kin", "Pårørende"), ("guardian", "Verge")]
_DAYS = [("today", "I dag"), ("yesterday", "I går")]


def _consent() -> dict[str, Values]:
    early = OpenForm({"basis": "consent", "consent_by": "patient", "consent_time": "23:59"})
    early.full_clean()
    early.add_error("consent_time", "Dette klokkeslettet har ikke vært ennå.")
    base = {"givers": _GIVERS, "days": _DAYS, "time_now": "14:05", "form": OpenForm()}
    return {
        "med behandlingsrelasjon": {**base, "variant": "primary", "grounds": None},
        "uten, og feil": {**base, "variant": "secondary", "grounds": _CODES[:2], "form": early},
    }


def _elevate() -> dict[str, Values]:
    base = {"givers": _GIVERS, "days": _DAYS, "time_now": "14:05", "form": OpenForm()}
    grounds = {"grounds_in_care": _CODES[:2]}
    return {
        "registrert samtykke": {**base, **grounds, "relation": 1, "has_digital_consent": True},
    }


def _in_words() -> dict[str, Values]:
    short = OpenForm({"basis": "incapable", "text": samples.HOSTILE})
    short.full_clean()
    short.add_error("text", "Skriv minst 15 tegn.")
    base = {
        "title": "Pasienten kan ikke samtykke",
        "intro": "Bare når pasienten ikke kan spørres.",
        "label": "Hvorfor kan ikke pasienten samtykke?",
        "button": "Åpne uten samtykke",
        "basis": "incapable",
    }
    return {"feil, med det som ble skrevet": {**base, "form": short, "variant": "secondary"}}


def _reviews() -> dict[str, Values]:
    base = {"owner_name": samples.LONG_UNIT, "reviews_url": "#gjennomgang"}
    return {
        "tre, én over fristen": {**base, "open_count": 3, "overdue_count": 1},
        "ingen": {**base, "open_count": 0, "overdue_count": 0},
    }


def _alerts() -> dict[str, Values]:
    return {
        "tre, ett over fristen": {"open_count": 3, "late_count": 1, "alerts_url": "#varsler"},
        "ingen": {"open_count": 0, "late_count": 0, "alerts_url": "#varsler"},
        "ingens": {"nobody_count": 2, "limits_url": "#grenser"},
        "mindre blir funnet": {"limits_url": "#grenser", "loosened": _loosened()},
        "til administratorer": {"limits_url": "#grenser"},
    }


def _loosened() -> Values:
    return {
        "author_name": samples.LONG_NAME,
        "recorded_at": datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        "words": "Akuttmottaket åpner flere journaler enn andre om natten.",
    }


def _unattended() -> dict[str, Values]:
    row = {"owner_name": samples.LONG_UNIT, "amount": 2, "first_due_on": samples.INFANT_BORN}
    return {"to virksomheter": {"rows": [row, {**row, "owner_name": "Legesenter", "amount": 1}]}}


def _find() -> dict[str, Values]:
    wrong = FindForm({"national_id": "1234"})
    wrong.full_clean()
    wrong.add_error("national_id", "Nummeret har 11 siffer. Du skrev 4.")
    return {
        "tomt": {"form": FindForm(), "find_url": "#finn"},
        "feil": {"form": wrong, "find_url": "#finn"},
    }


def _looked() -> dict[str, Values]:
    emergency = samples.look(name="Petter Vollan", is_emergency=True)
    return {
        "tre personer, én i nødsituasjon": {
            "people_count": 3,
            "emergencies": [emergency],
            "log_url": "#logg",
        },
        "ingen": {"people_count": 0, "emergencies": [], "log_url": "#logg"},
    }


ENTRIES = [
    Entry("access/_declare.html", _declare),
    Entry("access/_consent.html", _consent),
    Entry("access/_elevate.html", _elevate),
    Entry("access/_in_words.html", _in_words),
    Entry("access/_figures_help.html", {"lukket": {}}),
    Entry("access/card_alerts.html", _alerts()),
    Entry("access/card_reviews.html", _reviews()),
    Entry("access/card_unattended.html", _unattended()),
    Entry(
        "access/card_family.html", {"to personer": {"people": samples.people(), "has_page": True}}
    ),
    Entry("access/card_find.html", _find),
    Entry("access/card_looked.html", _looked),
    Entry(
        "access/card_unit.html",
        {"langt navn": {"unit_name": samples.LONG_UNIT, "unit_url": "#enhet"}},
    ),
    Entry(
        "people/signin/_ways_in.html",
        {
            "to veier inn": {
                "providers": [
                    SimpleNamespace(id="idporten", name="ID-porten"),
                    SimpleNamespace(id="helseid", name="HelseID"),
                ]
            }
        },
    ),
    Entry(
        "portal/_cards.html",
        {"ingen kort": {"cards": [], "nothing": "Her er det ingenting å vise ennå."}},
    ),
]
