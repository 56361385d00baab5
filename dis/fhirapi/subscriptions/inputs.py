"""What an administrator types of an address at which a system is told."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fhirapi.systems.inputs import Words

WORDS = {
    "not-an-address": _("Write the whole address, such as https://ehr.example.no/fhir/news."),
    "not-https": _("The address must begin with https://."),
    "not-a-header": _("The secret can only have letters, digits and signs of a keyboard."),
}


class _NeverShownAgain(forms.TextInput):
    """No password of a person: browsers keep nothing of it, and a form that comes back is empty."""

    def format_value(self, value: object) -> None:
        return None


class EndpointInput(Words):
    """An address, its secret, and why."""

    url = forms.CharField(
        label=_("Web address"),
        help_text=_("Letter for letter as the system names it, beginning with https://."),
        max_length=500,
        widget=forms.URLInput(attrs={"autocomplete": "off", "inputmode": "url"}),
        error_messages={
            "required": WORDS["not-an-address"],
            "max_length": _("The address is too long."),
        },
    )
    secret = forms.CharField(
        label=_("Secret"),
        help_text=_(
            "What we send as Authorization, such as Bearer and a long random word. The system knows"
            " us by it. It cannot be read here afterwards."
        ),
        required=False,
        max_length=1000,
        widget=_NeverShownAgain(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.last()

    def refuse(self, code: str) -> None:
        """Say at the field what is wrong with it."""
        field = "secret" if code == "not-a-header" else "url"
        self.add_error(field, WORDS[code])

    def values(self) -> tuple[str, str, str]:
        found: dict[str, Any] = self.cleaned_data
        return str(found["url"]), str(found["secret"]), str(found["words"])
