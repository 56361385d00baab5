"""What a reviewer chooses and writes, and the words for what is wrong."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from access.codes import Basis
from access.reviews.codes import WORDS_LENGTH, ReviewStatus
from access.reviews.queue import STATES, Wanted

_CHOICES = (
    (ReviewStatus.IN_ORDER.value, _("In order: there was a reason to open the record")),
    (ReviewStatus.NOT_IN_ORDER.value, _("Not in order: the record should not have been opened")),
    (ReviewStatus.ASKED.value, _("It needs an answer from the clinician's leader first")),
)
BASES = (Basis.DECLARED, Basis.CONSENT, Basis.INCAPABLE, Basis.EMERGENCY)


class DecideInput(forms.Form):
    """A decision. Whatever goes against somebody, or asks somebody, has to be said in words."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label=_("What do you find?"),
        choices=_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you find.")},
    )
    words = forms.CharField(
        label=_("Why?"),
        help_text=_(
            "You must say it unless all is in order. It is for those who review and audit: the"
            " patient sees only the outcome."
        ),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "cols": False}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_plain = cleaned.get("status", ReviewStatus.IN_ORDER) == ReviewStatus.IN_ORDER
        if not is_plain and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", _("Say why, in a sentence or two."))
        return cleaned


def wanted(query: QueryDict) -> Wanted:
    """Which reviews an address asks for. Anything else than what is offered asks for the usual."""
    state, basis = query.get("vis", ""), query.get("grunnlag", "")
    return Wanted(
        state=state if state in STATES else "open",
        basis=basis if basis in BASES else "",
        person_id=_uuid(query.get("person", "")),
        is_overdue=query.get("frist") == "utlopt",
    )


def values(wanted: Wanted) -> Mapping[str, str]:
    """The same as it stands in an address."""
    return {
        "vis": wanted.state,
        "grunnlag": wanted.basis,
        "person": str(wanted.person_id or ""),
        "frist": "utlopt" if wanted.is_overdue else "",
    }


def _uuid(value: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(value)
    except ValueError:
        return None
