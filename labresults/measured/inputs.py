"""What an administrator may decide of a period, and what a clinician may ask for."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labresults.measured.codes import MOST_DAYS

# More than there are analytes with a period: an address that names more is no form of ours.
_MOST = 100


def keys(query: QueryDict) -> list[str]:
    """The analytes that are ticked."""
    return list(dict.fromkeys(query.getlist("a")[:_MOST]))


class PeriodInput(forms.Form):
    """For how long an answer counts as measured already, and who says so."""

    days = forms.IntegerField(
        label=gettext_lazy("Number of days"),
        help_text=gettext_lazy("So long an answer counts. With 0 no hint is given."),
        min_value=0,
        max_value=MOST_DAYS,
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Who says so, and from when. Those who order see it."),
        max_length=300,
    )
    source_url = forms.URLField(
        label=gettext_lazy("Address of the source"), required=False, assume_scheme="https"
    )

    def clean_source_url(self) -> Any:
        found = self.cleaned_data["source_url"]
        if found and not found.startswith("https://"):
            raise forms.ValidationError(_("The address must begin with https://"))
        return found
