"""The file that somebody chooses, and in words what is wrong with it."""

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from access.settings.inputs import PatientInput
from summary.ips.foreign import judging
from summary.ips.foreign.judging import Fault, Summary, Unfit

_LARGE = _("The file is larger than 5 MB. Ask whoever made it for one without pictures and scans.")
WORDS = {
    Fault.EMPTY: _("The file is empty."),
    Fault.LARGE: _LARGE,
    Fault.NO_JSON: _(
        "This is not the right kind of file. The name of a summary usually ends with .json. Ask"
        " whoever made it for an International Patient Summary (IPS) as a file in FHIR JSON."
    ),
    Fault.NO_DOCUMENT: _(
        "The file holds health data, but it is not a whole summary. Ask whoever made it for an"
        " International Patient Summary (IPS) as a FHIR document."
    ),
    Fault.NO_PATIENT: _(
        "The file does not say clearly whom it is about. It must name one person, with a date of"
        " birth."
    ),
    Fault.OTHER_BIRTH_DATE: _(
        "The file is about somebody with another date of birth. It has not been kept."
    ),
    Fault.OTHER_NUMBER: _(
        "The file is about somebody with another Norwegian identity number. It has not been kept."
    ),
    Fault.OTHER_NAME: _(
        "The file is about somebody with another name. It has not been kept. Ask whoever made it to"
        " write the name as in the passport."
    ),
    Fault.LEFT: _("The patient shares nothing here any more, and so nothing can be kept here."),
}


class ForeignInput(PatientInput):
    """One file, and that somebody has looked whom it is about."""

    file = forms.FileField(
        label=_("The file with the summary"),
        help_text=_("A file from the place that treated you abroad, of at most 5 MB."),
        max_length=300,
        widget=forms.FileInput(attrs={"accept": ".json,application/json,application/fhir+json"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": WORDS[Fault.EMPTY],
            "invalid": _("Choose a file."),
            "max_length": _("The name of the file is too long. Give it a shorter one."),
        },
    )
    confirm = forms.BooleanField(
        label=_("I have checked that the file is about the right person"),
        error_messages={"required": _("Check whom the file is about, and tick that you have.")},
    )

    def __init__(self, patient_id: uuid.UUID, request: HttpRequest) -> None:
        is_sent = request.method == "POST"
        super().__init__(patient_id, request.POST if is_sent else None)
        self.files: Any = request.FILES if is_sent else {}
        self.summary: Summary | None = None
        if is_sent and not request.FILES and _length(request) > judging.LARGEST:
            # What is too large was not read to its end, and so the file is not there.
            self.fields["file"].error_messages["required"] = _LARGE

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.summary = judging.read(file.read())
        except Unfit as unfit:
            raise forms.ValidationError(WORDS[unfit.fault]) from unfit
        return file

    def refuse(self, fault: Fault) -> None:
        self.add_error("file", WORDS[fault])


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isdigit() else 0
