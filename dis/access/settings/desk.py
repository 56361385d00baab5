"""Where settings are made: the patient's own pages, or the helpline on the patient's request."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from access import gate, pages
from access.actor import Actor, ActorKind
from access.codes import Action, Kind
from access.grant import Grant
from access.settings import presenters, selectors
from access.settings.inputs import PatientInput
from access.settings.services import Hand, NotYours
from people.codes import RoleCode

P = ParamSpec("P")
_PAGES = ("settings", "restriction", "blocks", "reservation", "closure", "consents", "history")
Deed = Callable[[Grant, Hand], object]


@dataclass(frozen=True)
class Desk:
    """Who decides, and for which patient."""

    actor: Actor
    patient_id: uuid.UUID
    is_helpline: bool

    def grant(self, action: Action) -> Grant:
        return gate.open_record(self.actor, self.patient_id, Kind.SETTINGS, action=action)

    def url(self, page: str) -> str:
        place = "helpline" if self.is_helpline else "own"
        return reverse(f"access:{place}-{page}")

    @property
    def urls(self) -> dict[str, str]:
        return {page: self.url(page) for page in _PAGES}


def at_desk(
    view: Callable[Concatenate[HttpRequest, Desk, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """The page of a citizen, or with `is_helpline` of the helpline, which has found the patient."""

    @wraps(view)
    @pages.answers_refusals
    def seated(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse:
        is_helpline = kwargs.pop("is_helpline", False)
        actor = helpline(request) if is_helpline else Actor.from_request(request)
        patient_id = actor.identified if is_helpline else pages.own_patient_id(request)
        if patient_id is None:
            return redirect("access:helpline")
        try:
            return view(request, Desk(actor, patient_id, is_helpline), *args, **kwargs)
        except NotYours as refusal:
            raise Http404 from refusal

    return seated


def helpline(request: HttpRequest) -> Actor:
    """Who works on the helpline, in the hat that is on; to everybody else the page is not there."""
    hat = request.hat  # type: ignore[attr-defined]  # set by people.signin.middleware
    is_helpline = (
        hat is not None
        and hat.kind == ActorKind.ADMINISTRATOR
        and hat.role.code == RoleCode.HELPLINE
    )
    if not is_helpline:
        raise Http404
    return Actor.from_request(request)


def show(
    request: HttpRequest,
    desk: Desk,
    template: str,
    form: PatientInput | None = None,
    *,
    action: Action = Action.LIST,
    more: Callable[[Grant], dict[str, Any]] | None = None,
) -> HttpResponse:
    """A page with all that is in force, and with what else it wants to read."""
    with desk.grant(action) as grant:
        values = {
            "settings": presenters.settings(grant, selectors.current(grant)),
            "patient": pages.patient_values(grant),
            **(more(grant) if more else {}),
        }
    form = form or PatientInput(desk.patient_id)
    is_about_another = form.is_about_another
    values |= {
        "desk": desk,
        "urls": desk.urls,
        "form": form,
        "is_about_another": is_about_another,
    }
    status = (409 if is_about_another else 422) if form.is_bound and not form.is_valid() else 200
    return render(request, template, values, status=409 if is_about_another else status)


def do(
    request: HttpRequest, desk: Desk, form: PatientInput, deed: Deed, *, said: str, back: str
) -> HttpResponse | None:
    """Do it and go back to the page; None where the form is not right. Twice is once."""
    if form.is_about_another or not form.is_valid():
        return None
    with desk.grant(Action.WRITE) as grant:
        deed(grant, Hand.of(desk.actor, grant))
    messages.success(request, said)
    return redirect(back)
