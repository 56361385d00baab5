"""What is chosen on the pages of settings, and the words for what is missing."""

import uuid

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from common.identifiers import names_a_person

LEAST_TYPED = 3
CONSENT_DAYS = (("1", _("1 day")), ("7", _("1 week")), ("30", _("30 days")), ("365", _("1 year")))
_NOT_UNDERSTOOD = _("Tick that you have understood what this does.")


class PatientInput(forms.Form):
    """A form about the patient whom its page showed: another tab may be about somebody else."""

    patient = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, patient_id: uuid.UUID, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"patient": patient_id})
        self.patient_id = patient_id

    @property
    def is_about_another(self) -> bool:
        """Whether the form was shown about another patient than the one it is sent about."""
        return self.is_bound and self.data.get("patient", "") != str(self.patient_id)


class ConfirmInput(PatientInput):
    """Something strong: it is ticked that it is understood."""

    confirm = forms.BooleanField(
        label=_("I have understood what this does"),
        error_messages={"required": _NOT_UNDERSTOOD},
    )


class FindPartyInput(PatientInput):
    """A name or HPR number of health personnel, or the name of an organisation."""

    name = forms.CharField(
        label=_("Name, HPR number, or the name of the place"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type at least three letters of the name.")},
    )

    def clean_name(self) -> str:
        typed = " ".join(str(self.cleaned_data["name"]).split())
        if names_a_person(typed):
            self.data = {"patient": self.data.get("patient", ""), "name": ""}
            raise forms.ValidationError(
                _("Do not write a national identity number. It has been removed and is not kept.")
            )
        if sum(letter.isalnum() for letter in typed) < LEAST_TYPED:
            raise forms.ValidationError(_("Type at least three letters of the name."))
        return typed


class ConsentInput(PatientInput):
    """For how long a consent lasts."""

    days = forms.ChoiceField(
        label=_("For how long?"), choices=CONSENT_DAYS, initial="7", widget=forms.Select()
    )

    def chosen(self) -> int:
        return int(self.cleaned_data["days"])


def setting_id(data: QueryDict) -> uuid.UUID | None:
    """The setting that is to be taken back."""
    try:
        return uuid.UUID(data.get("setting", ""))
    except ValueError:
        return None
