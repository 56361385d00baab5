"""Pages of access for clinicians: find a patient, the unit's patients, why a record is opened."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from access import gate, inputs, pages, presenters, selectors, unit, whereabouts
from access.actor import Actor
from access.alerts import words
from access.codes import Action, Basis, Kind, Reason
from access.grant import Grant
from access.inputs import FindInUnitInput, FindPatientInput, UnitFilterInput
from access.stating import OpenRecordInput
from access.unit_patients import Wanted
from common.typed import page_number

UNIT_PAGE = 50
_FIND = "access/find_patient.html"


@sensitive_post_parameters("national_id", "name", "born")
@require_http_methods(["GET", "HEAD", "POST"])
def find_patient(request: HttpRequest) -> HttpResponse:
    """By national id, or by name among the unit's own. Always by POST: neither number nor name
    stands in an address."""
    actor = pages.practitioner(request)
    by_name = request.POST.get("by") == "name"
    form = FindPatientInput(None if by_name else request.POST or None)
    unit_form = FindInUnitInput(request.POST if by_name else None)
    values: dict[str, Any] = {"form": form, "unit_form": unit_form}
    if form.is_bound and form.is_valid():
        try:
            patient_id = gate.find_patient(actor, form.cleaned_data["national_id"])
        except gate.Refused:
            return render(request, _FIND, {**values, "too_many": True}, status=429)
        if patient_id is not None:
            request.session["identified"] = str(patient_id)
            whereabouts.remember_page(request, request.path)
            return redirect("access:open-record", patient_id)
        values["not_found"] = True
    if unit_form.is_bound and unit_form.is_valid():
        typed = unit_form.cleaned_data
        values |= _in_unit(actor, Wanted(match=typed["name"], born=typed["born"]))
        whereabouts.remember_page(request, request.path)
    values["unit_url"] = reverse("access:unit-list")
    return render(request, _FIND, values)


def _in_unit(actor: Actor, wanted: Wanted) -> Mapping[str, Any]:
    """Who fits, of those the unit cares for; unknown and blocked are both nobody."""
    found = unit.open_list(actor, Kind.DEMOGRAPHICS, wanted, size=UNIT_PAGE)
    return {
        "rows": _rows(found),
        "more_count": found.total - len(found.patients),
        "has_searched": True,
    }


def _rows(found: unit.UnitPage) -> list[presenters.UnitRow]:
    if found.grant is None:
        return []
    with found.grant as grant:
        patients = selectors.patients(grant)
        return [
            presenters.unit_row(patients[patient_id], listed)
            for patient_id, listed in found.patients.items()
        ]


@sensitive_post_parameters("name")
@require_http_methods(["GET", "HEAD", "POST"])
@pages.answers_refusals
def unit_list(request: HttpRequest) -> HttpResponse:
    """The unit's patients today, all in care, and those opened lately. A name is posted and kept
    in the session; the address says only which list it is."""
    actor = pages.practitioner(request)
    wanted = inputs.wanted(request.GET, whereabouts.match(request))
    posted = request.POST if request.method == "POST" else None
    form = UnitFilterInput(posted, initial={"name": wanted.match})
    if form.is_valid():
        shows_all = "all" in request.POST
        whereabouts.remember_match(request, "" if shows_all else form.cleaned_data["name"])
        return redirect(presenters.list_url(wanted.view, wanted.order))
    number = page_number(request.GET)
    found = unit.open_list(actor, Kind.DEMOGRAPHICS, wanted, page=number, size=UNIT_PAGE)
    paginator: Paginator[Any] = Paginator(range(found.total), UNIT_PAGE)
    page: Page[Any] = Page(_rows(found), min(number, paginator.num_pages), paginator)
    whereabouts.remember_page(request, request.get_full_path())
    tabs = presenters.tabs(wanted)
    values = {
        "unit_name": actor.role.workplace if actor.role else "",
        "tabs": tabs,
        "tab": next(tab for tab in tabs if tab.is_current),
        "view": wanted.view.name.lower(),
        "columns": presenters.columns(wanted),
        "match_form": form,
        "is_filtered": bool(wanted.match),
        "page": page,
        "withheld_count": found.withheld,
        "find_url": reverse("access:find-patient"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "access/unit_list.html", values, status=status)


@require_safe
@pages.answers_refusals
def last_opened(request: HttpRequest) -> HttpResponse:
    """Those whom this session has opened, to change between them: each change states a ground."""
    actor = pages.practitioner(request)
    rows = []
    for patient_id in whereabouts.last_opened(request):
        known = replace(actor, identified=patient_id)
        try:
            with gate.open_record(
                known, patient_id, Kind.DEMOGRAPHICS, action=Action.IDENTIFY
            ) as grant:
                rows.append(_opened_row(grant))
        except gate.Refused:
            continue  # Blocked meanwhile: as if never opened.
    values = {"rows": rows, "back_url": whereabouts.patients_page(request)}
    return render(request, "access/last_opened.html", values)


def _opened_row(grant: Grant) -> Mapping[str, Any]:
    held, facts = grant.attestation, grant.facts
    return {
        "patient": pages.patient_values(grant),
        "relation": presenters.relation(facts),
        "is_restricted": facts.is_restricted,
        "is_open": held is not None and held.expires_at > facts.now,
        "open_url": reverse("access:open-record", args=[grant.patient_id]),
        "record_url": reverse("portal:record", args=[grant.patient_id]),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@pages.answers_refusals
def open_record(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """State why, and open. One press where a care relation is registered."""
    actor = pages.practitioner(request)
    if patient_id in whereabouts.last_opened(request):
        # Opened before in this session: the patient need not be looked up again.
        actor = replace(actor, identified=patient_id)
    form = OpenRecordInput(request.POST or None)
    refusal, must_confirm = "", False
    if request.method == "POST" and form.is_valid():
        statement = form.statement()
        try:
            made = gate.attest(actor, patient_id, statement)
        except gate.Refused as refused:
            refusal = _refusal(refused.reason, form)
            must_confirm = refused.reason is Reason.CONFIRM_MANY
        else:
            # One attestation at a time: the former one, of whichever patient, is discarded.
            request.session["attestation"] = str(made.id)
            if statement.basis != Basis.RELATION:
                request.session["identified"] = str(patient_id)
            whereabouts.remember_opened(request, patient_id)
            place = whereabouts.in_record(request, patient_id, request.GET.get("next"))
            return redirect(place or reverse("portal:record", args=[patient_id]))
    return _why(request, actor, patient_id, form, refusal, must_confirm=must_confirm)


def _why(
    request: HttpRequest,
    actor: Actor,
    patient_id: uuid.UUID,
    form: OpenRecordInput,
    refusal: str,
    *,
    must_confirm: bool,
) -> HttpResponse:
    with gate.open_record(actor, patient_id, Kind.DEMOGRAPHICS, action=Action.IDENTIFY) as grant:
        values: dict[str, Any] = {
            "patient": pages.patient_values(grant),
        }
        facts = grant.facts
    # Who has no care relation is not told whether something is closed.
    is_closed = bool(facts.relations) and gate.is_something_closed(facts, patient_id)
    values |= presenters.ways_in(facts, is_closed=is_closed)
    values |= {
        "refusal": refusal,
        "must_confirm": must_confirm,
        "form": form,
        "back_url": whereabouts.patients_page(request),
    }
    status = 422 if form.is_bound else 200
    return render(request, "access/open_record.html", values, status=status)


def _refusal(reason: Reason, form: OpenRecordInput) -> str:
    """Words for a refusal that the form can mend; everything else looks like nothing there."""
    if reason is Reason.UNKNOWN_GROUND:
        form.ask_for_ground()
        return ""
    if reason in words.REFUSED:
        return words.REFUSED[reason]()
    if reason is Reason.NOTHING_CLOSED:
        return _("The patient has blocked nothing. Open the record on your care relation.")
    if reason is Reason.CONSENT_UNCLEAR:
        return _("The patient has no consent registered here any more. Ask the patient.")
    if reason in {Reason.RESTRICTED, Reason.RESERVED}:
        return ""  # The page itself says what the patient has closed, and what opens it.
    if reason is Reason.NO_RELATION:
        return _("The care relation has ended. State another reason.")
    raise Http404
