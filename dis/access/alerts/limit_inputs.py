"""The form in which a privacy officer changes what counts as unusual reading."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.alerts import limits
from access.alerts.codes import Policy
from access.alerts.figures import DEFAULT, Figures
from access.alerts.limit_words import GROUPS, Kept

WORDS_LENGTH = 500
Lines = Sequence[tuple[Kept, Sequence[BoundField]]]


class FiguresInput(forms.Form):
    """Filled with the figures in force; what is typed is kept when something is wrong."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=gettext_lazy("Why do you change the figures?"),
        help_text=gettext_lazy(
            "Everybody who administrates here can read it. Do not name patients."
        ),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "cols": False}),
        error_messages={"required": gettext_lazy("Write why you change the figures.")},
    )

    def __init__(self, now: Figures, number: int, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"number": number})
        for cell in limits.cells():
            self.fields[cell.key] = _field(cell, now)
        # Last on the page, and so among what is wrong.
        self.fields["words"] = self.fields.pop("words")

    @property
    def groups(self) -> list[tuple[Any, Any, Lines]]:
        """The fields as the page shows them, by what they are about."""
        return [
            (title, text, [(kept, [self[c.key] for c in limits.cells_of(kept)]) for kept in each])
            for title, text, each in GROUPS
        ]

    def values(self) -> dict[str, limits.Value]:
        return {cell.key: self.cleaned_data[cell.key] for cell in limits.cells()}

    def add_faults(self, faults: Mapping[str, str]) -> None:
        for key, sentence in faults.items():
            self.add_error(key, sentence)


def _field(cell: limits.Cell, now: Figures) -> forms.Field:
    shared: dict[str, Any] = {
        "label": cell.label,
        "initial": cell.of(now),
        "help_text": _help(cell),
    }
    if cell.kept.unit == "policy":
        return forms.ChoiceField(choices=Policy.choices, **shared)
    sort = forms.IntegerField if cell.is_whole else forms.FloatField
    wrong = limits.out_of_range(cell)
    shared |= {"min_value": cell.kept.least, "max_value": cell.kept.most}
    return sort(
        widget=forms.NumberInput(
            {"inputmode": "numeric" if cell.is_whole else "decimal", "autocomplete": "off"}
            | ({} if cell.is_whole else {"step": "0.5"})
        ),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
        **shared,
    )


def _help(cell: limits.Cell) -> str:
    """What a figure does, what it usually is, and how far it goes. Of a pair both say the first."""
    usual = {"usual": cell.said(cell.of(DEFAULT))}
    if cell.kept.unit == "policy":
        sentence = _("Usually: %(usual)s.") % usual
    else:
        least, most = limits.ends(cell)
        usual |= {"least": least, "most": most}
        sentence = _("Usually %(usual)s. From %(least)s to %(most)s.") % usual
    is_alone = cell.index is None and cell.kept.text
    return f"{cell.kept.text} {sentence}" if is_alone else sentence
