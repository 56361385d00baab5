"""What a patient chooses for a link, and what somebody who opens one sends."""

import json
import re
import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from access.settings.inputs import ConfirmInput
from common.errors import Unacceptable
from common.identifiers import names_a_person
from summary.ips.shl.services import Wanted

LEAST, MOST = 6, 40
LONGEST_BODY = 4_000
_DAYS = (("1", _("1 day")), ("7", _("1 week")), ("30", _("30 days")), ("90", _("3 months")))
_OPENINGS = (("1", _("Once")), ("3", _("3 times")), ("10", _("10 times")), ("50", _("50 times")))
_LANGUAGES = (("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English"))
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+")


class LinkInput(ConfirmInput):
    """A new link. What nobody may know is not shown again where something else is wrong."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)
    label = forms.CharField(
        label=_("Who is it for?"),
        help_text=_("Only you see this, in your list of links."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write who the link is for.")},
    )
    passcode = forms.CharField(
        label=_("Passcode"),
        help_text=_(
            "At least six letters or digits. Whoever you share with needs both link and passcode."
            " Say it to them; do not send it together with the link."
        ),
        min_length=LEAST,
        max_length=MOST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Choose a passcode."),
            "min_length": _("The passcode must have at least six letters or digits."),
        },
    )
    days = forms.ChoiceField(label=_("How long does it work?"), choices=_DAYS, initial="7")
    openings = forms.ChoiceField(
        label=_("How many times can it be opened?"), choices=_OPENINGS, initial="3"
    )
    language = forms.ChoiceField(label=_("Language of the summary"), choices=_LANGUAGES)

    def __init__(self, patient_id: uuid.UUID, data: QueryDict | None = None) -> None:
        super().__init__(patient_id, data)
        self.initial["form_id"] = uuid.uuid4()

    def clean_label(self) -> str:
        typed = " ".join(_CONTROLS.sub(" ", str(self.cleaned_data["label"])).split())
        if names_a_person(typed):
            raise forms.ValidationError(_("Do not write a national identity number."))
        return typed

    def clean_passcode(self) -> str:
        typed = str(self.cleaned_data["passcode"])
        if len(set(typed)) < 3 or typed in "0123456789876543210" or names_a_person(typed):
            raise forms.ValidationError(_("This passcode is easy to guess. Choose another."))
        return typed

    def wanted(self) -> Wanted:
        found: dict[str, Any] = self.cleaned_data
        return Wanted(
            label=found["label"],
            passcode=found["passcode"],
            days=int(found["days"]),
            openings=int(found["openings"]),
            language=found["language"],
        )


def asked(request: HttpRequest) -> tuple[str, str, int | None]:
    """Who asks, with which passcode, and how long an answer may be; Unacceptable for what is not
    the guide's."""
    data = request.read(LONGEST_BODY + 1)
    try:
        told = json.loads(data) if len(data) <= LONGEST_BODY else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Unacceptable.because("the body is no JSON object")
    recipient, passcode = told.get("recipient"), told.get("passcode", "")
    longest = told.get("embeddedLengthMax")
    if not isinstance(recipient, str) or not isinstance(passcode, str):
        raise Unacceptable.because("recipient and passcode are texts")
    said = " ".join(_CONTROLS.sub(" ", recipient).split())[:200]
    if not said or names_a_person(said):
        raise Unacceptable.because("say who you are, without any number of a person", "recipient")
    if longest is not None and (not isinstance(longest, int) or isinstance(longest, bool)):
        raise Unacceptable.because("is a number", "embeddedLengthMax")
    return said, passcode[:MOST], longest
