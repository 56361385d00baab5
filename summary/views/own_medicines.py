"""Pages on which patients see their medicines, and tell which they use besides."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant
from access.writing_here import Stale
from summary.medicines import keeping
from summary.medicines.inputs import OwnInput
from summary.medicines.shelf import list_values, shelf
from summary.services import NotThere
from worklist import pages as asking

Values = dict[str, Any]


@require_safe
@pages.answers_refusals
def own_medicines(request: HttpRequest) -> HttpResponse:
    patient_id, actor = pages.own_patient_id(request), Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.SUMMARY, action=Action.LIST) as grant:
        values = list_values(shelf(grant))
    return render(request, "summary/own_medicines.html", values | {"patient_id": patient_id})


@require_http_methods(["GET", "HEAD", "POST"])
@pages.answers_refusals
def add(request: HttpRequest) -> HttpResponse:
    """What is bought over the counter, or comes from elsewhere."""
    patient_id, actor = pages.own_patient_id(request), Actor.from_request(request)
    form = OwnInput(patient_id, request.POST if request.method == "POST" else None)
    title = _("Add what you use besides")
    if form.is_about_another:
        return asking.about_another(request, form, title)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        with gate.open_record(actor, patient_id, Kind.SUMMARY, action=Action.WRITE) as grant:
            keeping.tell(
                grant,
                key=given["key"],
                what=given["what"],
                dose=given["dose"],
                since=given["since"],
                who=_who(grant),
            )
        messages.success(request, _("It is on your list. Those who treat you see it too."))
        return redirect("summary:own-medicines")
    with gate.open_record(actor, patient_id, Kind.SUMMARY, action=Action.LIST):
        pass  # Whom the form is not for does not see it either.
    status = 422 if form.is_bound else 200
    return render(request, "summary/own_medicine_form.html", {"form": form}, status=status)


@require_POST
@pages.answers_refusals
def remove(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """The patient no longer uses it; a page of before, or about somebody else, changes nothing."""
    patient_id, actor = pages.own_patient_id(request), Actor.from_request(request)
    version = request.POST.get("version", "")
    if request.POST.get("patient") != str(patient_id) or not version.isdigit():
        raise Http404
    try:
        with gate.open_record(actor, patient_id, Kind.SUMMARY, action=Action.WRITE) as grant:
            keeping.end(grant, item_id=item_id, version=int(version[:9]))
    except NotThere:
        raise Http404 from None
    except Stale:
        messages.warning(request, _("Nothing was changed: the list has changed since you saw it."))
        return redirect("summary:own-medicines")
    messages.success(request, _("It is no longer on your list of what you use."))
    return redirect("summary:own-medicines")


def _who(grant: Grant) -> str:
    return str(grant.facts.actor_name)
