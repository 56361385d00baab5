"""What is typed of medicines: what patients use besides, and what a clinician decides."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from common.identifiers import national_ids_in
from common.typed import whole_number
from summary.codes import REASON_LENGTH, WHAT_LENGTH, Decision
from summary.critical import substances
from summary.inputs import PartialDayField
from summary.medicines.reconciling import Group, Line
from worklist.inputs import AboutInput, WordsField, clean

MOST = 500  # Medicines in one form.


class OwnInput(AboutInput):
    """What the patient uses besides what is prescribed."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    what = WordsField(
        label=_("What do you use?"),
        help_text=_("Name and strength, as on the package: for example Paracet 500 mg."),
        max_length=WHAT_LENGTH,
        widget=forms.TextInput(),
        error_messages={"required": _("Write what you use.")},
    )
    dose = WordsField(
        label=_("How do you use it?"),
        help_text=_("For example: 2 tablets when I have a headache."),
        max_length=WHAT_LENGTH,
        required=False,
        widget=forms.TextInput(),
    )
    since = PartialDayField(
        label=_("Since when?"), help_text=_("A year is enough."), max_length=10, required=False
    )

    def __init__(self, patient_id: uuid.UUID, data: QueryDict | None = None) -> None:
        super().__init__(patient_id, data, key=uuid.uuid4())

    def clean_what(self) -> str:
        return _without_number(str(self.cleaned_data["what"]))

    def clean_dose(self) -> str:
        return _without_number(str(self.cleaned_data["dose"]))


def _without_number(text: str) -> str:
    if national_ids_in(text):
        raise forms.ValidationError(_("Leave national identity numbers out of it."))
    return text


@dataclass(frozen=True)
class Typed:
    """What stands in the form about one medicine; `error` is what is wrong with it."""

    index: int
    key: str
    decision: str
    dose: str
    reason: str
    error: str = ""


@dataclass(frozen=True)
class Reconciled:
    """The whole form, as it was sent or as it begins."""

    number: int
    content: str
    rows: Sequence[Typed]
    extra_what: str = ""
    extra_dose: str = ""
    stopped: Sequence[str] = ()

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [(f"row-{each.index}", each.error) for each in self.rows if each.error]


def beginning(groups: Sequence[Group], number: int, content: str) -> Reconciled:
    rows = [
        Typed(
            at,
            each.key,
            _proposed(each),
            each.line.dose if each.line and not each.is_new else each.first.dose,
            each.line.reason if each.line and not each.is_new else "",
        )
        for at, each in enumerate(groups)
    ]
    return Reconciled(number, content, rows)


def _proposed(group: Group) -> str:
    """What was decided last, where nothing is new; what nobody says is in use has stopped."""
    if group.line and not group.is_new:
        return group.line.decision
    return "" if group.is_in_use else Decision.STOP.value


def kept(row: Typed, decision: Decision) -> Typed:
    """The same row with a decision."""
    return replace(row, decision=decision.value)


def sent(data: QueryDict, groups: Sequence[Group]) -> Reconciled:
    """What was typed, by medicine and not by place: what has come since begins empty."""
    typed = {
        data.get(f"key-{at}", ""): at for at in range(min(whole_number(data.get("count")), MOST))
    }
    rows = []
    for at, group in enumerate(groups):
        index = typed.get(group.key)
        given = {
            name: clean(data.get(f"{name}-{index}", ""))[:WHAT_LENGTH] if index is not None else ""
            for name in ("decision", "dose", "reason")
        }
        rows.append(Typed(at, group.key, **given, error=_wrong(group, given)))
    number = whole_number(data.get("number"))
    content = data.get("content", "")[:64]
    extra = [clean(data.get(name, ""))[:WHAT_LENGTH] for name in ("extra-what", "extra-dose")]
    return Reconciled(number, content, rows, extra[0], extra[1], data.getlist("stopped"))


def _wrong(group: Group, given: dict[str, str]) -> str:
    name = {"name": group.first.title}
    if given["decision"] not in Decision.values:
        return now("Decide what becomes of %(name)s.") % name
    if len(given["reason"]) > REASON_LENGTH:
        return now("The reason about %(name)s is too long.") % name
    if given["decision"] == Decision.CHANGE and not given["dose"]:
        return now("Write the new dose of %(name)s.") % name
    if national_ids_in(f"{given['dose']} {given['reason']}"):
        return now("Leave national identity numbers out of it.")
    return ""


def lines(typed: Reconciled, groups: Sequence[Group], by_hand: Sequence[Line]) -> list[Line]:
    """What was decided, to be signed. What a clinician wrote before goes on until it is stopped."""
    found = [
        replace(each, decision=Decision.STOP) if each.key in typed.stopped else each
        for each in by_hand
        if each.decision != Decision.STOP
    ]
    for row, group in zip(typed.rows, groups, strict=True):
        first = group.first
        dose = row.dose if row.decision == Decision.CHANGE else row.dose or first.dose
        sources = [str(each.kept.id) for each in group.told]
        found.append(
            Line(
                row.key,
                first.title,
                first.atc,
                dose,
                row.decision,
                row.reason,
                first.is_multidose,
                sources,
            )
        )
    if typed.extra_what:
        what, atc = substances.read(typed.extra_what)
        found.append(Line(atc or what.casefold(), what, atc, typed.extra_dose, Decision.KEEP))
    return found
