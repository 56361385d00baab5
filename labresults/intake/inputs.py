"""What an administrator says of a message that waits: what became of it, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.attestation import says_enough
from common.identifiers import names_a_person
from labresults.intake.codes import BY_HAND, Step

WORDS_LENGTH = 500


class WhyInput(forms.Form):
    """Why it is put back in the list."""

    words = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Those who administrate here can read it. Do not name patients."),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "cols": False}),
        error_messages={"required": gettext_lazy("Write why, in a sentence or two.")},
    )

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if not says_enough(words):
            raise forms.ValidationError(_("Write why, in a sentence or two."))
        if names_a_person(words):
            raise forms.ValidationError(_("Do not write a national identity number here."))
        return words


class SettleInput(WhyInput):
    """What became of it, and why."""

    step = forms.ChoiceField(
        label=gettext_lazy("What has been done?"),
        choices=[(step, Step(step).label) for step in BY_HAND],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what has been done.")},
    )
    field_order = ("step", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].initial = None
