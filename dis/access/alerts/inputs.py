"""What an officer chooses and writes about alerts."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from access.alerts.codes import AlertState, Rule
from access.alerts.selectors import VIEWS, Wanted

WORDS_LENGTH = 2000
_RESULTS = (
    (AlertState.IN_ORDER.value, _("In order: there was a reason to open the record")),
    (AlertState.NOT_IN_ORDER.value, _("Not in order: the record should not have been opened")),
)


class DecideInput(forms.Form):
    """A decision, always with the reason for it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    result = forms.ChoiceField(
        label=_("What do you find?"),
        choices=_RESULTS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you find.")},
    )
    words = forms.CharField(
        label=_("Why?"),
        help_text=_("Do not name patients, and write nothing about their health."),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "cols": False}),
        error_messages={"required": _("Say why, in a sentence or two.")},
    )


def wanted(query: QueryDict) -> Wanted:
    """Which alerts an address asks for. Anything else than what is offered asks for the usual."""
    view, rule = query.get("vis", ""), query.get("grunn", "")
    return Wanted(view=view if view in VIEWS else "open", rule=rule if rule in Rule.values else "")
