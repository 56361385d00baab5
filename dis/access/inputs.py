"""What a clinician enters: the number of a patient, and why a record is opened."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.attestation import Statement, says_enough
from access.codes import DECLARABLE, Basis, Ground
from common.identifiers import InvalidIdentifier
from people import identity


class FindPatientInput(forms.Form):
    national_id = forms.CharField(
        label=_("National identity number"),
        help_text=_("11 digits. D, H and FH numbers work too."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Enter the number of the patient.")},
    )

    def clean_national_id(self) -> str:
        try:
            return identity.accept(self.cleaned_data["national_id"])
        except InvalidIdentifier as error:
            raise forms.ValidationError(_WRONG_NUMBER) from error


_WRONG_NUMBER = _("This is not a valid number. It has 11 digits; check for a typing error.")


class OpenRecordInput(forms.Form):
    """The statement on which a record is opened. What is typed is kept when it is not enough."""

    basis = forms.ChoiceField(choices=Basis.choices)
    ground = forms.ChoiceField(
        choices=[("", ""), *((code.value, code.label) for code in DECLARABLE)], required=False
    )
    text = forms.CharField(
        label=_("What is the emergency?"), max_length=2000, required=False, strip=True
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        basis = cleaned.get("basis")
        needs_ground = basis in {Basis.DECLARED, Basis.CONSENT}
        if needs_ground and not cleaned.get("ground") and "ground" not in self.errors:
            self.add_error("ground", _("Choose why you open the record."))
        if basis == Basis.EMERGENCY and not says_enough(str(cleaned.get("text") or "")):
            self.add_error("text", _("Say what the emergency is, in at least 15 characters."))
        return cleaned

    def statement(self) -> Statement:
        ground = self.cleaned_data.get("ground")
        return Statement(
            basis=Basis(self.cleaned_data["basis"]),
            ground=Ground(ground) if ground else None,
            text=self.cleaned_data.get("text") or "",
        )
