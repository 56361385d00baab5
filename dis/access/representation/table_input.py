"""The form in which an administrator proposes a policy table: a line for each span of ages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.representation import policy, tables, words
from access.representation.policy import Level, Policy, Role
from access.representation.tables import CONSENT, Band
from access.representation.versions import Proposal
from common import clock

# Empty lines under each role, for spans of ages that are new.
EMPTY = 2
OPTION_AGES = ("competent_from_age", "giver_from_age", "holder_from_age")


@dataclass(frozen=True)
class Line:
    """The fields of one span of ages."""

    from_age: BoundField
    until_age: BoundField
    cells: Sequence[BoundField]


class TableInput(forms.Form):
    """Filled with the table that it starts from; what is typed is kept when something is wrong."""

    valid_from = forms.DateField(
        label=gettext_lazy("In force from"),
        help_text=gettext_lazy("At 00:00. Today, or a day that is to come."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Write the day from which it holds."),
            "invalid": gettext_lazy("Write the day as day.month.year, for example 31.12.2027."),
        },
    )
    note = forms.CharField(
        label=gettext_lazy("Why is it changed?"),
        max_length=500,
        error_messages={"required": gettext_lazy("Write why it is changed.")},
    )
    address_rule = forms.ChoiceField(label=gettext_lazy("Address"))

    def __init__(self, base: Policy, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"valid_from": clock.today()})
        self._lines: dict[Role, int] = {}
        rule = forms.ChoiceField(
            label=_("Address"),
            choices=[(each, tables.option_text(each)) for each in _RULES],
            initial=base["options"].get("address_rule"),
        )
        self.fields["address_rule"] = rule
        labels = tables.option_labels()
        for name in OPTION_AGES:
            self.fields[name] = forms.IntegerField(
                label=labels[name], initial=base["options"].get(name), widget=_age(labels[name])
            )
        for role in Role:
            found = tables.bands(base, role)
            self._lines[role] = len(found) + EMPTY
            for number in range(self._lines[role]):
                self._add(role, number, found[number] if number < len(found) else None)

    @property
    def role_tables(self) -> list[tuple[Any, list[Line]]]:
        return [
            (words.ROLES[role], [self._line(role, number) for number in range(count)])
            for role, count in self._lines.items()
        ]

    def clean_valid_from(self) -> date:
        day: date = self.cleaned_data["valid_from"]
        if day < clock.today():
            raise forms.ValidationError(_("The first day cannot be in the past."))
        return day

    def proposal(self) -> Proposal:
        given = self.cleaned_data
        options = {name: given[name] for name in ("address_rule", *OPTION_AGES)}
        return Proposal(list(self._rows()), options, given["valid_from"], given["note"])

    def _rows(self) -> Iterator[dict[str, Any]]:
        """Lines without a first age are empty."""
        for role, count in self._lines.items():
            for number in range(count):
                given = {name: self.cleaned_data[key] for name, key in _keys(role, number).items()}
                if given["from"] is not None:
                    cells = [given[service] for service in policy.SERVICES]
                    yield from tables.rows_of(role, Band(given["from"], given["until"], cells))

    def _add(self, role: Role, number: int, band: Band | None) -> None:
        keys = _keys(role, number)
        whose = {"role": words.ROLES[role], "number": number + 1}
        first, last = (
            _("%(role)s, line %(number)s: from age"),
            _("%(role)s, line %(number)s: to age"),
        )
        self.fields[keys["from"]] = forms.IntegerField(
            required=False, initial=band and band.from_age, widget=_age(first % whose)
        )
        self.fields[keys["until"]] = forms.IntegerField(
            required=False, initial=band and band.until_age, widget=_age(last % whose)
        )
        for index, service in enumerate(policy.SERVICES):
            said = _("%(role)s, line %(number)s: %(service)s") % {
                **whose,
                "service": words.SERVICES[service],
            }
            self.fields[keys[service]] = forms.ChoiceField(
                label=words.SERVICES[service],
                required=False,
                choices=[(code, tables.right(code)) for code in _codes(role)],
                initial=band.cells[index] if band else Level.NONE.value,
                widget=forms.Select({"aria-label": said}),
            )

    def _line(self, role: Role, number: int) -> Line:
        keys = _keys(role, number)
        cells = [self[keys[service]] for service in policy.SERVICES]
        return Line(self[keys["from"]], self[keys["until"]], cells)


_RULES = (policy.ANY_PARENT, policy.OWN_ADDRESS)


def _keys(role: Role, number: int) -> dict[str, str]:
    return {name: f"{role}-{number}-{name}" for name in ("from", "until", *policy.SERVICES)}


def _codes(role: Role) -> list[str]:
    levels = [level.value for level in Level]
    with_consent = [f"{each}{CONSENT}" for each in levels[1:]] if role is Role.SELF else []
    return [*levels, *with_consent]


def _age(label: str) -> forms.NumberInput:
    return forms.NumberInput({"aria-label": label, "min": 0, "max": 120, "inputmode": "numeric"})
