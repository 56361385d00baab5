"""The page on which a doctor confirms that next of kin acts for a patient who cannot consent."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant
from access.representation import presenters, services
from access.representation.inputs import AssignInput
from people.codes import RoleCode


@require_http_methods(["GET", "HEAD", "POST"])
@pages.answers_refusals
def assigned(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """Who is assigned, for all who treat; doctors with a care relation register and end it."""
    actor = pages.practitioner(request)
    form = AssignInput(patient_id, request.POST if _is_new(request) else None)
    if request.method == "POST":
        done = _end(request, actor, patient_id) if not _is_new(request) else None
        if _is_new(request) and not form.is_about_another and form.is_valid():
            done = _assign(actor, patient_id, form)
        if done:
            messages.success(request, done)
            return redirect("representation:assigned", patient_id)
    with gate.open_record(actor, patient_id, Kind.REPRESENTATION, action=Action.LIST) as grant:
        values: dict[str, Any] = {
            **pages.banner(grant, withheld=0),
            "assigned": presenters.assigned(grant),
            "form": form,
            "may_assign": _may_assign(actor, grant),
        }
    return render(request, "access/representation/assigned.html", values, status=form.status)


def _is_new(request: HttpRequest) -> bool:
    return request.method == "POST" and request.POST.get("do") != "end"


def _may_assign(actor: Actor, grant: Grant) -> bool:
    is_doctor = actor.role is not None and actor.role.code == RoleCode.DOCTOR
    return is_doctor and bool(grant.facts.relations)


def _assign(actor: Actor, patient_id: uuid.UUID, form: AssignInput) -> str:
    holder_id = form.holder_id(actor.person_id) if actor.person_id else None
    if holder_id is None:
        return ""
    until = form.ends_at()
    with gate.open_record(actor, patient_id, Kind.REPRESENTATION, action=Action.WRITE) as grant:
        if holder_id == actor.person_id or until is None:
            form.add_error("number", _("You cannot appoint yourself."))
            return ""
        try:
            services.assign(
                grant,
                holder_id=holder_id,
                holder_name=form.cleaned_data["name"],
                until=until,
                by_name=_name(actor),
            )
        except services.NotAllowed:
            form.add_error(
                None, _("Nobody can act here for a patient with a confidential address.")
            )
            return ""
    return _("It is registered, and holds from now on.")


def _end(request: HttpRequest, actor: Actor, patient_id: uuid.UUID) -> str:
    try:
        setting_id = uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        raise Http404 from None
    with gate.open_record(actor, patient_id, Kind.REPRESENTATION, action=Action.WRITE) as grant:
        try:
            services.end_assignment(grant, setting_id, _name(actor))
        except (services.NotThere, services.NotAllowed):
            raise Http404 from None
    return _("It is ended. It holds no longer.")


def _name(actor: Actor) -> str:
    return actor.role.practitioner_name if actor.role else ""
