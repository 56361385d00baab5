"""Pages of access for clinicians: find a patient, the unit's patients, why a record is opened."""

import uuid
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from access import gate, pages, presenters, selectors, unit
from access.actor import Actor, ActorKind
from access.codes import DECLARABLE, Action, Kind, Reason
from access.inputs import FindPatientInput, OpenRecordInput

UNIT_PAGE = 50


@sensitive_post_parameters("national_id")
@require_http_methods(["GET", "HEAD", "POST"])
def find_patient(request: HttpRequest) -> HttpResponse:
    """By national id, always by POST: numbers never stand in an address."""
    actor = _practitioner(request)
    form = FindPatientInput(request.POST or None)
    not_found = False
    if request.method == "POST" and form.is_valid():
        patient_id = gate.find_patient(actor, form.cleaned_data["national_id"])
        if patient_id is not None:
            request.session["identified"] = str(patient_id)
            return redirect("access:open-record", patient_id)
        not_found = True
    values = {
        "form": form,
        "not_found": not_found,
        "unit_url": reverse("access:unit-list"),
    }
    return render(request, "access/find_patient.html", values)


@require_safe
def unit_list(request: HttpRequest) -> HttpResponse:
    actor = _practitioner(request)
    wanted = request.GET.get("page", "1")
    is_number = wanted.isdecimal() and wanted.isascii() and len(wanted) < 10
    number = int(wanted) if is_number else 1
    found = unit.open_list(
        actor, Kind.DEMOGRAPHICS, page=min(max(number, 1), 10_000), size=UNIT_PAGE
    )
    rows: list[presenters.UnitRow] = []
    if found.grant is not None:
        with found.grant as grant:
            patients = selectors.patients(grant)
            rows = [
                presenters.unit_row(patients[patient_id], relation)
                for patient_id, relation in found.relations.items()
            ]
    paginator: Paginator[Any] = Paginator(range(found.total), UNIT_PAGE)
    page: Page[Any] = Page(rows, min(number, paginator.num_pages), paginator)
    values = {
        "unit_name": actor.role.workplace if actor.role else "",
        "page": page,
        "withheld_count": found.withheld,
        "find_url": reverse("access:find-patient"),
    }
    return render(request, "access/unit_list.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@pages.answers_refusals
def open_record(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """State why, and open. One press where a care relation is registered."""
    actor = _practitioner(request)
    form = OpenRecordInput(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = gate.attest(actor, patient_id, form.statement())
        except gate.Refused as refused:
            refusal = _refusal(refused.reason)
        else:
            # One attestation at a time: the former one, of whichever patient, is discarded.
            request.session["attestation"] = str(made.id)
            return redirect("portal:record", patient_id)
    return _why(request, actor, patient_id, form, refusal)


def _why(
    request: HttpRequest,
    actor: Actor,
    patient_id: uuid.UUID,
    form: OpenRecordInput,
    refusal: str,
) -> HttpResponse:
    with gate.open_record(actor, patient_id, Kind.DEMOGRAPHICS, action=Action.IDENTIFY) as grant:
        values: dict[str, Any] = {
            "patient": pages.patient_values(grant),
            "relation": presenters.relation(grant.facts),
            "is_restricted": grant.facts.is_restricted,
        }
    values |= {
        "grounds": [code.value for code in DECLARABLE],
        "refusal": refusal,
        "form": form,
        "back_url": reverse("access:find-patient"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "access/open_record.html", values, status=status)


def _refusal(reason: Reason) -> str:
    """Words for a refusal that the form can mend; everything else looks like nothing there."""
    if reason is Reason.RESTRICTED:
        return ""  # The page itself says that the patient has blocked the record, and what opens.
    if reason is Reason.NO_RELATION:
        return _("The care relation has ended. State another reason.")
    raise Http404


def _practitioner(request: HttpRequest) -> Actor:
    hat = request.hat  # type: ignore[attr-defined]  # set by people.signin.middleware
    if hat is None or hat.kind != ActorKind.PRACTITIONER:
        raise Http404
    return Actor.from_request(request)
