"""What is typed when somebody lets another act, and the words for what is wrong."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from access.alerts import lookups
from access.codes import Kind
from access.representation.codes import AskedHow
from access.representation.services import Asked
from access.representation.words import GIVES, GIVES_FOR_ANOTHER
from common import clock
from common.identifiers import InvalidIdentifier
from people import identity

_WRONG_NUMBER = _("This is not a valid number. It has 11 digits; check for a typing error.")
_TOO_MANY = _(
    "You have written more numbers in the last hour than anybody needs. Nothing was saved. Wait an"
    " hour, and try again."
)
LONGEST_ASSIGNMENT = timedelta(days=366)
# So old a signature may be: what was signed earlier has to be asked for anew.
OLDEST_SIGNATURE = timedelta(days=366)


class HolderInput(forms.Form):
    """Whom it is given to. The patient is whom the form was shown about."""

    patient = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name of the person"),
        max_length=200,
        error_messages={"required": _("Write the name of the person.")},
    )
    number = forms.CharField(
        label=_("National identity number"),
        max_length=20,
        help_text=_("11 digits. We do not tell you anything about the person."),
        error_messages={"required": _("Write the national identity number of the person.")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        error_messages={"invalid": _("Write the day as day.month.year, for example 31.12.2027.")},
    )

    def __init__(self, patient_id: uuid.UUID, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"patient": patient_id})
        self.patient_id = patient_id
        self.is_one_too_many = False

    @property
    def is_about_another(self) -> bool:
        """Whether the form was shown about another patient than the one it is sent about."""
        shown = self["patient"].value()
        return self.is_bound and bool(shown) and shown != str(self.patient_id)

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if any(each.isdigit() for each in name) or not name.isprintable():
            raise forms.ValidationError(_("Write the name with letters only."))
        return name

    def clean_number(self) -> str:
        try:
            return identity.accept(self.cleaned_data["number"])
        except InvalidIdentifier as error:
            raise forms.ValidationError(_WRONG_NUMBER) from error

    def holder_id(self, asker_id: uuid.UUID) -> uuid.UUID | None:
        """Whose number it is; None, with words, for who has asked about too many numbers.

        A number that nobody has here is made known, so that it is answered like any other.
        """
        self.is_one_too_many = not lookups.is_allowed(asker_id)
        if self.is_one_too_many:
            self.add_error("number", _TOO_MANY)
            return None
        return identity.person_for(self.cleaned_data["number"]).id

    @property
    def status(self) -> int:
        """How a page with this form is answered."""
        if not self.is_bound:
            return 200
        if self.is_about_another:
            return 409
        return 429 if self.is_one_too_many else 422

    def clean_until(self) -> date | None:
        day: date | None = self.cleaned_data["until"]
        if day is not None and day < clock.today():
            raise forms.ValidationError(_("The last day cannot be in the past."))
        return day

    def ends_at(self) -> datetime | None:
        """When the last day is over in Norway."""
        day: date | None = self.cleaned_data["until"]
        if day is None:
            return None
        return datetime.combine(day + timedelta(days=1), time.min, tzinfo=clock.OSLO)


class GiveInput(HolderInput):
    """A power of attorney: in which services."""

    services = forms.MultipleChoiceField(
        label=_("What may the person do for you?"),
        error_messages={
            "required": _("Choose at least one thing that the person may do."),
            "invalid_choice": _("Choose among those in the list."),
        },
    )

    def __init__(
        self, patient_id: uuid.UUID, offered: Sequence[Kind], data: QueryDict | None = None
    ) -> None:
        super().__init__(patient_id, data)
        given = [(str(each), GIVES[each]) for each in offered if each in GIVES]
        cast(forms.MultipleChoiceField, self.fields["services"]).choices = given
        self.fields["until"].help_text = _(
            "Leave it empty, and it holds until you take it back. You can always take it back."
        )


class AssignInput(HolderInput):
    """Next of kin for a patient that cannot consent."""

    is_assessed = forms.BooleanField(
        label=_(
            "I have assessed that the patient is not able to consent, and that this person is the"
            " patient's next of kin."
        ),
        error_messages={"required": _("Confirm that you have assessed this.")},
    )

    def __init__(self, patient_id: uuid.UUID, data: QueryDict | None = None) -> None:
        super().__init__(patient_id, data)
        field = self.fields["until"]
        field.required = True
        field.help_text = _("At most a year. Assess it anew when the time is over.")
        field.error_messages["required"] = _("Write the last day.")

    def clean_until(self) -> date | None:
        day = super().clean_until()
        if day is not None and day > clock.today() + LONGEST_ASSIGNMENT:
            raise forms.ValidationError(_("It can hold for a year at most."))
        return day


class AskedInput(forms.Form):
    """How the patient, whom the form was shown about, has asked the helpline for it."""

    patient = forms.UUIDField(widget=forms.HiddenInput)
    how = forms.ChoiceField(
        label=_("How has the patient asked for it?"),
        choices=AskedHow,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the patient has asked for it.")},
    )
    signed_on = forms.DateField(
        label=_("Signed on"),
        required=False,
        help_text=_("The day beside the patient's own signature."),
        widget=forms.DateInput({"type": "date"}),
        error_messages={"invalid": _("Write the day as day.month.year, for example 31.12.2027.")},
    )
    is_identified = forms.BooleanField(
        label=_("I have called the patient back on the registered number, and know who it is"),
        required=False,
    )

    def __init__(self, patient_id: uuid.UUID, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"patient": patient_id})
        self.patient_id = patient_id

    @property
    def is_about_another(self) -> bool:
        """Whether the form was shown about another patient than the one it is sent about."""
        shown = self["patient"].value()
        return self.is_bound and bool(shown) and shown != str(self.patient_id)

    @property
    def status(self) -> int:
        """How a page with this form is answered."""
        return (409 if self.is_about_another else 422) if self.is_bound else 200

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        check_asked(self)
        return given


def check_asked(form: forms.Form) -> None:
    """A paper has a signature that is not too old; who calls is known."""
    given = form.cleaned_data
    how, day = given.get("how"), given.get("signed_on")
    if how == AskedHow.PHONE and not given.get("is_identified"):
        form.add_error("is_identified", _("Make sure first who is on the phone, and tick it."))
    if how != AskedHow.PAPER or "signed_on" in form.errors:
        given["signed_on"] = None
    elif day is None:
        form.add_error("signed_on", _("Write the day on which the patient has signed."))
    elif day > clock.today():
        form.add_error("signed_on", _("The day of the signature cannot be to come."))
    elif day < clock.today() - OLDEST_SIGNATURE:
        form.add_error(
            "signed_on",
            _("The signature is more than a year old. Ask the patient to sign a new paper."),
        )


def asked(form: forms.Form, person_id: uuid.UUID, name: str) -> Asked:
    """How it was asked for, of a form that is right, and who writes it down."""
    given = form.cleaned_data
    return Asked(AskedHow(given["how"]), given["signed_on"], person_id, name)


class WriteDownInput(GiveInput):
    """A power of attorney that the helpline writes down: in what, and how it was asked for."""

    how = AskedInput.base_fields["how"]
    signed_on = AskedInput.base_fields["signed_on"]
    is_identified = AskedInput.base_fields["is_identified"]

    def __init__(
        self, patient_id: uuid.UUID, offered: Sequence[Kind], data: QueryDict | None = None
    ) -> None:
        super().__init__(patient_id, offered, data)
        given = [
            (str(each), GIVES_FOR_ANOTHER[each]) for each in offered if each in GIVES_FOR_ANOTHER
        ]
        field = cast(forms.MultipleChoiceField, self.fields["services"])
        field.choices, field.label = given, _("What may the person do for the patient?")
        self.fields["number"].help_text = _("11 digits. Nothing about the person is shown.")
        self.fields["until"].help_text = _(
            "Leave it empty, and it holds until the patient takes it back."
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        check_asked(self)
        return given
