"""Pages where citizens let others act for them, take it back, and see for whom they may act."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from access import gate, pages
from access.actor import Actor, ActorKind
from access.codes import Action, Kind
from access.grant import Grant
from access.representation import acting, presenters, selectors, services
from access.representation.inputs import GiveInput

LET_GO = Actor.system("access.let-go")
_HERE = "representation:overview"


@require_http_methods(["GET", "HEAD", "POST"])
@pages.answers_refusals
def overview(request: HttpRequest) -> HttpResponse:
    """Who may act for the patient, and for whom the citizen may act."""
    actor = _citizen(request)
    if request.method == "POST":
        return _change(request, actor)
    values: dict[str, Any] = {"overview": None, "held": [], "phone": settings.HELPLINE_PHONE}
    if _patient_id(request) is not None:
        patient_id = pages.own_patient_id(request)
        with gate.open_record(actor, patient_id, Kind.REPRESENTATION, action=Action.LIST) as grant:
            values |= {"overview": presenters.overview(grant), "patient_id": patient_id}
            values["is_parent"] = grant.facts.is_parent
    if not _hat(request).acting_for:
        values["held"] = acting.held(actor)
    return render(request, "access/representation/overview.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@pages.answers_refusals
def give(request: HttpRequest) -> HttpResponse:
    """The form of a power of attorney. The answer is the same whoever the number belongs to."""
    actor, patient_id = _citizen(request), pages.own_patient_id(request)
    with gate.open_record(actor, patient_id, Kind.REPRESENTATION, action=Action.LIST) as grant:
        offered = selectors.offered(grant.facts) if services.may_give(grant) else []
    form = GiveInput(patient_id, offered, request.POST if request.method == "POST" else None)
    if form.is_bound and not form.is_about_another and form.is_valid():
        done = _given(request, actor, patient_id, form)
        if done is not None:
            return done
    values = {"form": form, "can_give": bool(offered)}
    return render(request, "access/representation/give.html", values, status=form.status)


@require_POST
@pages.answers_refusals
def let_go(request: HttpRequest) -> HttpResponse:
    """Give up what another person has given, or a doctor has assigned."""
    actor = _citizen(request)
    patient_id = _uuid(request.POST.get("patient", ""))
    if patient_id is None or actor.person_id is None:
        raise Http404
    if patient_id not in acting.represented(actor.person_id):
        raise Http404
    with gate.open_batch(LET_GO, [patient_id], Kind.REPRESENTATION) as grant:
        try:
            services.let_go(grant, actor.person_id, _hat(request).name)
        except services.NotThere:
            raise Http404 from None
    messages.success(request, _("You can no longer act for this person."))
    return redirect(_HERE)


def _change(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One press on the overview. A form shown about somebody else changes nothing."""
    patient_id = pages.own_patient_id(request)
    do = request.POST.get("do", "")
    if do not in _STEPS:
        raise Http404
    if request.POST.get("patient") != str(patient_id):
        messages.error(request, _about_another())
        return redirect(_HERE)
    with gate.open_record(actor, patient_id, Kind.REPRESENTATION, action=Action.WRITE) as grant:
        try:
            _STEPS[do](grant, request)
        except (services.NotThere, services.NotAllowed):
            raise Http404 from None
    messages.success(request, _DONE[do]())
    return redirect(_HERE)


def _given(
    request: HttpRequest, actor: Actor, patient_id: uuid.UUID, form: GiveInput
) -> HttpResponse | None:
    """The way on, or None with what is wrong in the form."""
    holder_id = form.holder_id(actor.person_id) if actor.person_id else None
    if holder_id is None:
        return None
    with gate.open_record(actor, patient_id, Kind.REPRESENTATION, action=Action.WRITE) as grant:
        if holder_id == actor.person_id:
            form.add_error("number", _("This is your own number."))
            return None
        try:
            services.give(
                grant,
                holder_id=holder_id,
                holder_name=form.cleaned_data["name"],
                services=form.cleaned_data["services"],
                until=form.ends_at(),
            )
        except services.TooMany:
            form.add_error(None, _("You have given many powers of attorney today. Try tomorrow."))
            return None
        except services.NotAllowed:
            raise Http404 from None
    messages.success(request, _("The power of attorney holds from now on."))
    return redirect(_HERE)


def _take_back(grant: Grant, request: HttpRequest) -> None:
    setting_id = _uuid(request.POST.get("id", ""))
    if setting_id is None:
        raise services.NotThere
    services.take_back(grant, setting_id)


_STEPS: Mapping[str, Callable[[Grant, HttpRequest], None]] = {
    "take-back": _take_back,
    "consent": lambda grant, request: services.consent(grant),
    "withdraw-consent": lambda grant, request: services.withdraw_consent(grant),
}
_DONE: Mapping[str, Callable[[], str]] = {
    "take-back": lambda: _("It is taken back. It holds no longer."),
    "consent": lambda: _("You have agreed. It holds from now on."),
    "withdraw-consent": lambda: _("Your consent is withdrawn. It holds no longer."),
}


def _about_another() -> str:
    return _("Nothing was changed: the page was about somebody else than for whom you act now.")


def _citizen(request: HttpRequest) -> Actor:
    hat = _hat(request)
    if hat is None or hat.kind != ActorKind.CITIZEN:
        raise Http404
    return Actor.from_request(request)


def _patient_id(request: HttpRequest) -> uuid.UUID | None:
    hat = _hat(request)
    found: uuid.UUID | None = hat.acting_for or hat.patient_id
    return found


def _hat(request: HttpRequest) -> Any:
    return request.hat  # type: ignore[attr-defined]  # set by people.signin.middleware


def _uuid(value: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(value)
    except ValueError:
        return None
