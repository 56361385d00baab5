"""What a clinician types of critical information, and the words for what is wrong."""

import re
import uuid
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import clock
from common.identifiers import national_ids_in
from summary.codes import (
    ALONE,
    NOTE_LENGTH,
    REASON_LENGTH,
    WHAT_LENGTH,
    Certainty,
    Duration,
    Severity,
    Sort,
    Source,
)
from summary.critical import substances
from summary.critical.days import partial_day
from summary.critical.entries import Entry
from summary.critical.making import Draft
from worklist.inputs import WordsField, clean

_WHAT = {
    Sort.DRUG: (
        _("Which medicine?"),
        _(
            "Substance or group, from the list if it is there. Only with an ATC code can medicines"
            " be compared with it."
        ),
    ),
    Sort.ALLERGY: (_("Allergic to what?"), _("For example nuts, latex, wasp venom.")),
    Sort.LIMITATION: (
        _("What is decided?"),
        _("For example: no resuscitation, no intensive care."),
    ),
    Sort.CLARIFICATION: (
        _("What is clarified?"),
        _("For example: no resuscitation (HLR minus). Other treatment is given as usual."),
    ),
    Sort.INTUBATION: (_("What is difficult?"), _("For example: narrow airway, Cormack grade 4.")),
    Sort.ANAESTHESIA: (_("Which problem?"), _("For example malignant hyperthermia.")),
    Sort.CONDITION: (_("Which condition?"), _("Only what changes emergency treatment.")),
    Sort.IMPLANT: (_("What, and where?"), _("For example pacemaker, left side.")),
    Sort.INFECTION: (_("Which infection?"), _("For example MRSA carrier.")),
    Sort.PROCEDURE: (
        _("What is done otherwise?"),
        _("For example: never blood pressure on the left arm."),
    ),
}
_DAY = re.compile(r"(?:(?:(\d{1,2})[.\-/ ])?(\d{1,2})[.\-/ ])?(\d{4})")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_MISSING = _("Write what it is about.")


class PartialDayField(forms.CharField):
    """A year, a month or a day, as people write them; gives FHIR's form of it."""

    def to_python(self, value: Any) -> str:
        typed = (super().to_python(value) or "").strip()
        if not typed:
            return ""
        found = typed if _ISO.fullmatch(typed) else _partial(typed)
        try:
            start = date.fromisoformat(f"{found}-01-01"[:10] if len(found) < 10 else found)
        except ValueError:
            start = None
        if not found or start is None or start.year < 1900:
            raise forms.ValidationError(
                _("Write a year, a month or a day: 2021, 3.2021 or 12.3.2021.")
            )
        if start > clock.today():
            raise forms.ValidationError(_("This day has not come yet."))
        return found

    def prepare_value(self, value: Any) -> Any:
        return partial_day(value) if isinstance(value, str) else value


def _partial(typed: str) -> str:
    match = _DAY.fullmatch(typed)
    if match is None:
        return ""
    day, month, year = match.groups()
    return "-".join([year, *(each.zfill(2) for each in (month, day) if each)])


def _no_number(text: str) -> str:
    if national_ids_in(text):
        raise forms.ValidationError(_("Leave national identity numbers out of it."))
    return text


JUDGEMENTS = ("confirm", "refute", "end", "mistake")


class EntryInput(forms.Form):
    """One piece of critical information of a sort; only the fields that the sort has."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(
        required=False, min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput
    )
    what = WordsField(max_length=WHAT_LENGTH, widget=forms.TextInput())
    reaction = WordsField(
        label=_("What happened?"),
        help_text=_("For example anaphylaxis, rash, swelling."),
        max_length=WHAT_LENGTH,
        required=False,
        widget=forms.TextInput(),
    )
    severity = forms.ChoiceField(
        label=_("How severe was it?"), choices=Severity.choices, required=False
    )
    certainty = forms.ChoiceField(
        label=_("How certain is it?"),
        choices=Certainty.choices,
        error_messages={"required": _("Choose how certain it is.")},
    )
    source = forms.ChoiceField(
        label=_("From where do you know it?"),
        choices=[("", _("Choose")), *Source.choices],
        error_messages={"required": _("Choose from where you know it.")},
    )
    since = PartialDayField(
        label=pgettext_lazy("critical information", "When was it?"),
        help_text=_("A year is enough."),
        max_length=10,
        required=False,
    )
    duration = forms.ChoiceField(
        label=_("How long does it apply?"),
        choices=[("", _("Choose")), *Duration.choices],
        error_messages={"required": _("Choose how long it applies.")},
    )
    until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": _("Write the day as day.month.year, for example 31.12.2027."),
            "required": _("Write until when it is valid. It must be assessed anew by then."),
        },
    )
    reason = WordsField(
        label=_("Why?"),
        max_length=REASON_LENGTH,
        widget=forms.TextInput(),
        error_messages={"required": _("Write why, in a few words.")},
    )
    note = WordsField(label=_("More about it"), max_length=NOTE_LENGTH, required=False, rows=3)

    def __init__(
        self,
        sort: Sort,
        data: QueryDict | None = None,
        entry: Entry | None = None,
        version: int = 0,
    ) -> None:
        super().__init__(data, initial=_initial(entry, version))
        self.sort = sort
        what, note = self.fields["what"], self.fields["note"]
        what.label, what.help_text = _WHAT[sort]
        what.error_messages["required"] = str(_MISSING)
        note.help_text = _("At most %(count)s characters.") % {"count": NOTE_LENGTH}
        if sort is Sort.DRUG:
            what.widget.attrs["list"] = "substances"
        if sort not in {Sort.DRUG, Sort.ALLERGY}:
            del self.fields["reaction"], self.fields["severity"]
        if sort not in {*ALONE, Sort.PROCEDURE}:
            del self.fields["until"]
        words = _("At most %(count)s characters.") % {"count": REASON_LENGTH}
        self.fields["reason"].help_text = words
        if sort is not Sort.CLARIFICATION:
            del self.fields["duration"], self.fields["reason"]
        if sort in ALONE:
            del self.fields["since"], self.fields["certainty"]
        if sort is Sort.LIMITATION:
            self.fields["until"].required = True

    def clean_what(self) -> str:
        return _no_number(str(self.cleaned_data["what"]))

    def clean_reaction(self) -> str:
        return _no_number(str(self.cleaned_data["reaction"]))

    def clean_note(self) -> str:
        return _no_number(str(self.cleaned_data["note"]))

    def clean_reason(self) -> str:
        return _no_number(str(self.cleaned_data["reason"]))

    def clean_until(self) -> date | None:
        """A day gone by is refused where it is changed: what was written before may stand."""
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < clock.today() and "until" in self.changed_data:
            raise forms.ValidationError(_("This day has gone by already."))
        return until

    def clean(self) -> dict[str, Any]:
        """A clarification has a day if it ends by one, and else has none."""
        given = super().clean() or {}
        if self.sort is Sort.CLARIFICATION and "until" not in self.errors:
            is_dated = given.get("duration") == Duration.UNTIL
            if is_dated and not given.get("until"):
                self.add_error("until", _("Write the day until which it applies."))
            given["until"] = given.get("until") if is_dated else None
        return given

    def draft(self) -> Draft:
        given = self.cleaned_data
        what, atc = given["what"], ""
        if self.sort is Sort.DRUG:
            what, atc = substances.read(what)
        return Draft(
            sort=self.sort,
            what=what,
            atc=atc,
            reaction=given.get("reaction") or "",
            severity=Severity(given.get("severity") or ""),
            certainty=Certainty(given.get("certainty") or Certainty.CONFIRMED),
            source=Source(given["source"]),
            since=given.get("since") or "",
            until=given.get("until"),
            duration=Duration(given["duration"]) if given.get("duration") else None,
            reason=given.get("reason") or "",
            note=given["note"],
        )


def _initial(entry: Entry | None, version: int) -> dict[str, Any]:
    if entry is None:
        return {"key": uuid.uuid4(), "certainty": Certainty.PRESUMED}
    known = [each for each in entry.sources if isinstance(each, Source)]
    return {
        "key": uuid.uuid4(),
        "version": version,
        "what": f"{entry.title} ({entry.atc})" if entry.atc else entry.title,
        "reaction": entry.reaction,
        "severity": entry.severity.value,
        "certainty": entry.certainty.value if entry.certainty else "",
        "source": known[0].value if known else "",
        "since": entry.since[:10],
        "until": entry.until[:10],
        "duration": entry.duration.value if isinstance(entry.duration, Duration) else "",
        "reason": entry.reason,
        "note": entry.note,
    }


class JudgeInput(forms.Form):
    """Confirm, refute, end, or mark as a mistake."""

    do = forms.ChoiceField(
        choices=[(each, each) for each in ("confirm", "refute", "end", "mistake")]
    )
    version = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    source = forms.ChoiceField(
        label=_("From where do you know it?"),
        choices=[("", _("Choose")), *Source.choices],
        required=False,
    )
    reason = forms.CharField(
        label=_("Why?"),
        max_length=REASON_LENGTH,
        required=False,
        error_messages={
            "max_length": _("The reason is too long: at most %(limit_value)d characters.")
        },
    )

    def __init__(self, data: QueryDict | None = None, version: int = 0) -> None:
        super().__init__(data, initial={"version": version})
        words = _("At most %(count)s characters.") % {"count": REASON_LENGTH}
        self.fields["reason"].help_text = words

    def clean_reason(self) -> str:
        return _no_number(clean(str(self.cleaned_data["reason"])))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("do") == "confirm" and not cleaned.get("source"):
            self.add_error("source", _("Choose from where you know it."))
        is_reasoned = bool(cleaned.get("reason")) or "reason" in self.errors
        if cleaned.get("do") in {"refute", "end", "mistake"} and not is_reasoned:
            self.add_error("reason", _("Write why, in a few words."))
        return cleaned
