"""What is chosen when an app asks to be let in: for whom, and what it may see."""

import uuid
from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fhirapi.smart.words import Group


class LetInInput(forms.Form):
    """Nothing is ticked beforehand: what an app gets, somebody has chosen."""

    patient = forms.ChoiceField(
        label=_("Whose record is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whose record it is about.")},
    )
    groups = forms.MultipleChoiceField(
        label=_("What may the app see?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what the app may see, or choose not to let it in.")},
    )

    def __init__(
        self,
        patients: Sequence[tuple[uuid.UUID, str]],
        groups: Sequence[Group],
        data: QueryDict | None = None,
    ) -> None:
        only = str(patients[0][0]) if len(patients) == 1 else None
        super().__init__(data, initial={"patient": only})
        choices = [(str(patient_id), name) for patient_id, name in patients]
        self.fields["patient"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        named = [(group.key, group.label) for group in groups]
        self.fields["groups"].choices = named  # type: ignore[attr-defined]  # a ChoiceField

    def chosen_patient(self) -> uuid.UUID:
        return uuid.UUID(self.cleaned_data["patient"])

    def chosen_groups(self, groups: Sequence[Group]) -> list[Group]:
        return [group for group in groups if group.key in self.cleaned_data["groups"]]
