"""The helpline's way to a patient's settings: by national id, once it is clear who calls."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from access import gate
from access.inputs import FindPatientInput
from access.settings.desk import helpline

_FIND = "access/settings/helpline.html"


class CallerInput(FindPatientInput):
    """Whose settings the call is about, and that the caller is who they say."""

    confirmed = forms.BooleanField(
        label=_("I have made sure who is calling"),
        error_messages={"required": _("Make sure who is calling first, and tick that you have.")},
    )


@sensitive_post_parameters("national_id")
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """By POST only: no number stands in an address. Every look-up is logged."""
    actor = helpline(request)
    form = CallerInput(request.POST or None)
    values: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        try:
            patient_id = gate.find_patient(actor, form.cleaned_data["national_id"])
        except gate.Refused:
            return render(request, _FIND, {**values, "too_many": True}, status=429)
        if patient_id is not None:
            request.session["identified"] = str(patient_id)
            return redirect("access:helpline-settings")
        values["not_found"] = True
    status = 422 if form.is_bound and form.errors else 200
    return render(request, _FIND, values, status=status)
