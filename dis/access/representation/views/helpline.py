"""Pages where the helpline writes down whom a patient lets act, and takes it back, on request."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant
from access.representation import inputs, presenters, selectors, services
from access.representation.inputs import AskedInput, WriteDownInput
from access.settings.desk import helpline

P = ParamSpec("P")
_ANY = ["GET", "HEAD", "POST"]
_HERE = "representation:helpline"


def for_who_asked(
    view: Callable[Concatenate[HttpRequest, Actor, uuid.UUID, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """A page about the patient whom the helpline has looked up; without one, back to looking."""

    @wraps(view)
    @pages.answers_refusals
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = helpline(request)
        if actor.identified is None:
            return redirect("access:helpline")
        return view(request, actor, actor.identified, *args, **kwargs)

    return answered


@require_safe
@for_who_asked
def overview(request: HttpRequest, actor: Actor, patient_id: uuid.UUID) -> HttpResponse:
    """Who may act for the patient now and before."""
    with _opened(actor, patient_id, Action.LIST) as grant:
        values = {
            "patient": pages.patient_values(grant),
            "overview": presenters.overview(grant),
        }
    return render(request, "access/representation/helpline.html", values)


@sensitive_post_parameters("number")
@require_http_methods(_ANY)
@for_who_asked
def write_down(request: HttpRequest, actor: Actor, patient_id: uuid.UUID) -> HttpResponse:
    """A new power of attorney. The answer is the same whoever the number belongs to."""
    with _opened(actor, patient_id, Action.LIST) as grant:
        offered = selectors.offered(grant.facts) if services.may_give(grant) else []
        values: dict[str, Any] = {"patient": pages.patient_values(grant)}
    form = WriteDownInput(patient_id, offered, request.POST if request.method == "POST" else None)
    is_right = form.is_bound and not form.is_about_another and form.is_valid()
    if is_right and _is_written_down(actor, patient_id, form):
        messages.success(request, _("The power of attorney holds from now on."))
        return redirect(_HERE)
    values |= {"form": form, "can_give": bool(offered)}
    return render(request, "access/representation/helpline_give.html", values, status=form.status)


@require_http_methods(_ANY)
@for_who_asked
def end(
    request: HttpRequest, actor: Actor, patient_id: uuid.UUID, setting_id: uuid.UUID
) -> HttpResponse:
    """Take back what somebody has from the patient."""
    form = AskedInput(patient_id, request.POST if request.method == "POST" else None)
    if form.is_bound and not form.is_about_another and form.is_valid():
        with _opened(actor, patient_id, Action.WRITE) as grant:
            try:
                services.take_back(grant, setting_id, _asked(actor, form))
            except (services.NotThere, services.NotAllowed):
                raise Http404 from None
        messages.success(request, _("It is taken back. It holds no longer."))
        return redirect(_HERE)
    with _opened(actor, patient_id, Action.LIST) as grant:
        shown = presenters.overview(grant)
        powers = [each for each in [*shown.powers, *shown.assigned] if each.id == setting_id]
        values = {"patient": pages.patient_values(grant), "form": form}
    if not powers:
        raise Http404
    values["power"] = powers[0]
    return render(request, "access/representation/helpline_end.html", values, status=form.status)


def _is_written_down(actor: Actor, patient_id: uuid.UUID, form: WriteDownInput) -> bool:
    """Whether it is done; what is wrong stands in the form."""
    holder_id = form.holder_id(actor.person_id) if actor.person_id else None
    if holder_id is None:
        return False
    with _opened(actor, patient_id, Action.WRITE) as grant:
        if services.is_own(grant, holder_id):
            form.add_error("number", _("This is the patient's own number, or yours."))
            return False
        try:
            services.give(
                grant,
                holder_id=holder_id,
                holder_name=form.cleaned_data["name"],
                services=form.cleaned_data["services"],
                until=form.ends_at(),
                asked=_asked(actor, form),
            )
        except services.TooMany:
            form.add_error(
                None, _("The patient has given many powers of attorney today. Try tomorrow.")
            )
            return False
        except services.NotAllowed:
            raise Http404 from None
    return True


def _opened(actor: Actor, patient_id: uuid.UUID, action: Action) -> Grant:
    return gate.open_record(actor, patient_id, Kind.REPRESENTATION, action=action)


def _asked(actor: Actor, form: AskedInput | WriteDownInput) -> services.Asked:
    if actor.person_id is None or actor.role is None:
        raise Http404
    return inputs.asked(form, actor.person_id, actor.role.practitioner_name)
