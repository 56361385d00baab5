"""Who is asked about on the style page and in the gallery: patients, access, and small forms."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from demo.style import samples

PATIENT_ID = "6a6f4dd8-2f5e-4a57-9c0b-5b1f6d7d3b11"
NOW = datetime(2026, 11, 19, 13, 2, tzinfo=UTC)


class OpenForm(forms.Form):
    """The shape that access/open_record.html expects."""

    basis = forms.CharField(widget=forms.HiddenInput)
    ground = forms.CharField(required=False, widget=forms.RadioSelect)
    text = forms.CharField(required=False)
    consent_form = forms.CharField(required=False)
    consent_by = forms.CharField(required=False)
    consent_day = forms.CharField(required=False)
    consent_time = forms.CharField(required=False)


class FindForm(forms.Form):
    national_id = forms.CharField(
        label="Fødselsnummer, D-nummer eller hjelpenummer",
        help_text="11 sifre",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def page(rows: list[Any], number: int = 1, size: int = 20) -> Any:
    return Paginator(rows, size).page(number)


def _critical(text: str, *, tone: str = "danger") -> dict[str, str]:
    return {"text": text, "url": "#", "tone": tone}


def patient(**changes: Any) -> SimpleNamespace:
    values = {
        "id": PATIENT_ID,
        "name": "Randi Nordgård",
        "birth_date": date(1984, 3, 14),
        "gender_text": "Kvinne",
        "deceased_on": None,
        "critical": [_critical("Penicillin: anafylaksi (bekreftet 2021)")],
    }
    return SimpleNamespace(**{**values, **changes})


def access(**changes: Any) -> SimpleNamespace:
    values = {
        "ground_text": "Til behandling hos oss til 1. mars",
        "until": NOW + timedelta(minutes=60),
        "is_emergency": False,
        "is_self_declared": False,
        "withheld_count": 2,
    }
    return SimpleNamespace(**{**values, **changes})


NOBODY = patient(
    name="", birth_date=None, gender_text="", critical=[], deceased_on=date(2026, 1, 2)
)
LONG = patient(
    name=samples.LONG_NAME,
    critical=[
        _critical("Penicillin: anafylaksi"),
        _critical("Blødningsfare: bruker warfarin (Marevan), INR ustabil"),
        _critical("4 til", tone=""),
    ],
)
EMERGENCY = access(is_emergency=True, is_self_declared=True, ground_text=_("Emergency"))
