"""The forms in which administrators decide when patients see results, and what they are told."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labresults.codes import Release

_MOST_DAYS = 365
LANGUAGES = (
    ("nb", gettext_lazy("Bokmål")),
    ("nn", gettext_lazy("Nynorsk")),
    ("en", gettext_lazy("English")),
)


class RuleInput(forms.Form):
    """When patients see the results of a category, and why they wait."""

    release = forms.ChoiceField(label=gettext_lazy("When patients see them"), choices=Release)
    days = forms.IntegerField(
        label=gettext_lazy("Number of days"),
        help_text=gettext_lazy("Counts from the day of the answer."),
        min_value=1,
        max_value=_MOST_DAYS,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why patients wait, in Bokmål"),
        help_text=gettext_lazy("The patient reads it. Write one short sentence."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": False}),
    )
    reason_nn = forms.CharField(
        label=gettext_lazy("The same in Nynorsk"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": False}),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("release") == Release.AFTER_DAYS and not found.get("days"):
            self.add_error("days", _("Write how many days patients wait."))
        if found.get("release") != Release.AFTER_DAYS:
            found["days"] = None
        return found


class TextInput(forms.Form):
    """What patients are told of one analyte."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)
    what = forms.CharField(
        label=gettext_lazy("What is this?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": False}),
    )
    high = forms.CharField(
        label=gettext_lazy("What a high answer can mean"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": False}),
    )
    low = forms.CharField(
        label=gettext_lazy("What a low answer can mean"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": False}),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Who says so, and from when. The patient sees it."),
        max_length=300,
    )
    source_url = forms.URLField(
        label=gettext_lazy("Address of the source"),
        required=False,
        assume_scheme="https",
    )

    def clean_source_url(self) -> str:
        found: str = self.cleaned_data["source_url"]
        if found and not found.startswith("https://"):
            raise forms.ValidationError(_("The address must begin with https://"))
        return found
