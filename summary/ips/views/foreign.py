"""The page on which a summary from abroad is put in: by the patient, or by who treats."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access import closed, gate, pages
from access import selectors as access_selectors
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant
from common import clock
from people import identity
from summary.ips.foreign import judging, services
from summary.ips.foreign.inputs import ForeignInput
from summary.ips.foreign.judging import Fault, Unfit
from summary.views.clinician import may_write

_ANY = ["GET", "HEAD", "POST"]
Values = dict[str, Any]


@require_http_methods(_ANY)
@pages.answers_refusals
def own(request: HttpRequest) -> HttpResponse:
    patient_id, actor = pages.own_patient_id(request), Actor.from_request(request)
    form = ForeignInput(patient_id, request)
    with gate.open_record(actor, patient_id, Kind.SUMMARY, action=_action(form)) as grant:
        values: Values = {"patient": pages.patient_values(grant)}
        made = _made(form, grant)
    if made is not None:
        _kept(request, made, patient_id)
        return redirect("journal:document", made["id"])
    return _page(request, form, values, "summary/ips/foreign_own.html")


@require_http_methods(_ANY)
@pages.answers_refusals
def record(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """Only for who may sign in the record: it stands there as put in by a clinician."""
    actor, form = pages.practitioner(request), ForeignInput(patient_id, request)
    with gate.open_record(actor, patient_id, Kind.RECORD) as grant:
        if not may_write(actor, grant):
            raise Http404
        values = pages.banner(grant, withheld=0)
    made = None
    if form.is_bound:
        with gate.open_record(actor, patient_id, Kind.SUMMARY, action=Action.WRITE) as grant:
            made = _made(form, grant)
    if made is not None:
        _kept(request, made, patient_id)
        return redirect("journal:record-document", patient_id, made["id"])
    return _page(request, form, values, "summary/ips/foreign_record.html")


def _action(form: ForeignInput) -> Action:
    return Action.WRITE if form.is_bound else Action.READ


def _made(form: ForeignInput, grant: Grant) -> dict[str, Any] | None:
    """The document to be kept, which the log names as put in by this reader; None where something
    is to be corrected first."""
    if form.is_about_another or not form.is_bound or not form.is_valid() or form.summary is None:
        return None
    if grant.patient_id in closed.left_sharing(grant):
        form.refuse(Fault.LEFT)
        return None
    patient = access_selectors.patient(grant)
    try:
        number = identity.number_of(patient.person_id)
        judging.check(form.summary, patient.name, patient.birth_date, number)
    except Unfit as unfit:
        form.refuse(unfit.fault)
        return None
    now = clock.now().isoformat(timespec="seconds")
    made = judging.document(form.summary, grant.patient_id, _("Summary from abroad"), now)
    grant.note([services.item(made, grant.patient_id)])
    return made


def _kept(request: HttpRequest, made: dict[str, Any], patient_id: uuid.UUID) -> None:
    if services.keep(made, patient_id):
        messages.success(request, _("The summary is kept among the documents, as you see it here."))
    else:
        messages.info(request, _("This summary was there already. Nothing was changed."))


def _page(request: HttpRequest, form: ForeignInput, values: Values, template: str) -> HttpResponse:
    values |= {"form": form, "is_about_another": form.is_about_another}
    values["own_url"] = reverse("ips:own")
    status = 409 if form.is_about_another else (422 if form.is_bound else 200)
    return render(request, template, values, status=status)
