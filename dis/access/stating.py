"""What a clinician states to open a record: the ground, words, and who has agreed and when."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.attestation import Statement, says_enough
from access.codes import CONSENT_HOURS, DECLARABLE, Basis, ConsentBy, ConsentForm, Ground
from common import clock

TODAY, YESTERDAY = "today", "yesterday"
DAYS = ((TODAY, _("Today")), (YESTERDAY, _("Yesterday")))
_REASONS = {
    Basis.EMERGENCY: _("Say what the emergency is, in at least 15 characters."),
    Basis.INCAPABLE: _("Say why the patient cannot agree, in at least 15 characters."),
}


class OpenRecordInput(forms.Form):
    """The statement on which a record is opened. What is typed is kept when it is not enough."""

    basis = forms.ChoiceField(choices=Basis.choices)
    consent_form = forms.ChoiceField(choices=ConsentForm.choices, required=False)
    consent_by = forms.ChoiceField(choices=ConsentBy.choices, required=False)
    consent_day = forms.ChoiceField(choices=DAYS, required=False)
    consent_time = forms.TimeField(
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        error_messages={"invalid": _("Write the time as hours and minutes: 14:05.")},
    )
    ground = forms.ChoiceField(
        choices=[("", ""), *((code.value, code.label) for code in DECLARABLE)], required=False
    )
    text = forms.CharField(
        label=_("What is the emergency?"), max_length=2000, required=False, strip=True
    )
    consent_at: datetime | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        basis = cleaned.get("basis")
        if basis == Basis.DECLARED and not cleaned.get("ground") and "ground" not in self.errors:
            self.ask_for_ground()
        if basis in _REASONS and not says_enough(str(cleaned.get("text") or "")):
            self.add_error("text", _REASONS[Basis(basis)])
        if basis == Basis.CONSENT and cleaned.get("consent_form") != ConsentForm.DIGITAL:
            self._clean_spoken(cleaned)
        return cleaned

    def ask_for_ground(self) -> None:
        self.add_error("ground", _("Choose why you open the record."))

    def _clean_spoken(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("consent_by") and "consent_by" not in self.errors:
            self.add_error("consent_by", _("Choose who has agreed."))
        if "consent_time" in self.errors:
            return
        if cleaned.get("consent_time") is None:
            self.add_error("consent_time", _("Write when: hours and minutes, such as 14:05."))
            return
        day = clock.today()
        if cleaned.get("consent_day") == YESTERDAY:
            day -= timedelta(days=1)
        at = datetime.combine(day, cleaned["consent_time"], clock.OSLO).astimezone(UTC)
        if at > clock.now():
            self.add_error("consent_time", _("This time has not come yet."))
        elif clock.now() - at > timedelta(hours=CONSENT_HOURS):
            self.add_error("consent_time", _("That is more than 24 hours ago. Ask again."))
        else:
            self.consent_at = at

    def statement(self) -> Statement:
        """What is stated; only of a consent is it said who agreed, and when."""
        given = self.cleaned_data
        basis = Basis(given["basis"])
        form = ConsentForm(given.get("consent_form") or ConsentForm.SPOKEN)
        is_spoken = basis == Basis.CONSENT and form == ConsentForm.SPOKEN
        return Statement(
            basis=basis,
            ground=Ground(given["ground"]) if given.get("ground") else None,
            text=given.get("text") or "",
            consent_form=form if basis == Basis.CONSENT else None,
            consent_by=ConsentBy(given["consent_by"]) if is_spoken else None,
            consent_at=self.consent_at if is_spoken else None,
        )
