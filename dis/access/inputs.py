"""What a clinician enters: whom to find or list, and the page of it."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from access.unit_patients import Order, View, Wanted
from common.identifiers import InvalidIdentifier, names_a_person
from people import identity

LEAST_TYPED = 2
_QUIET = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})


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


class FindInUnitInput(forms.Form):
    """A part of a name, a day of birth, or both, of somebody whom the unit cares for."""

    name = forms.CharField(
        label=_("Part of the name"), max_length=100, required=False, widget=_QUIET
    )
    born = forms.DateField(
        label=_("Date of birth"),
        help_text=_("For example 14.03.1984."),
        required=False,
        input_formats=["%d.%m.%Y", "%d%m%Y"],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("Write the date as day, month and year: 14.03.1984.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        typed = str(cleaned.get("name") or "")
        if not self.errors and not cleaned.get("born") and len(typed) < LEAST_TYPED:
            self.add_error("name", _("Type at least two letters of the name, or a date of birth."))
        return cleaned


class UnitFilterInput(forms.Form):
    """What narrows the unit's list; empty shows everybody.

    It is kept in the session, so that no number may stand in it: not of a person, nor mistyped.
    """

    name = forms.CharField(
        label=_("Part of the name"), max_length=100, required=False, widget=_QUIET
    )

    def clean_name(self) -> str:
        typed = str(self.cleaned_data["name"])
        if names_a_person(typed, is_name=True):
            self.data = {**self.data, "name": ""}
            raise forms.ValidationError(
                _("Write letters of the name only. The number has been removed and is not kept.")
            )
        return typed


def wanted(query: QueryDict, match: str) -> Wanted:
    """Which list an address asks for. Anything else than what is offered asks for the usual."""
    view, order = query.get("vis", ""), query.get("sorter", "")
    return Wanted(
        view=View(view) if view in set(View) else View.IN_CARE,
        order=Order(order) if order in set(Order) else Order.NAME,
        match=match,
    )


_WRONG_NUMBER = _("This is not a valid number. It has 11 digits; check for a typing error.")
