"""Pages on which an administrator proposes a system or an app, or another shape of one."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access.actor import Actor
from fhirapi.smart.registering import NewApp, NewSystem, NotRegistered
from fhirapi.systems import selectors, services
from fhirapi.systems.carrying_out import Registered
from fhirapi.systems.inputs import AppInput, SystemInput
from fhirapi.systems.views import administrator, url_of
from people import directory

if TYPE_CHECKING:
    from fhirapi.models import ApiClient


@require_http_methods(["GET", "HEAD", "POST"])
def new_system(request: HttpRequest) -> HttpResponse:
    return _form(request, administrator(request), _system_input(request, None), None)


@require_http_methods(["GET", "HEAD", "POST"])
def new_app(request: HttpRequest) -> HttpResponse:
    return _form(request, administrator(request), AppInput(None, _sent(request)), None)


@require_http_methods(["GET", "HEAD", "POST"])
def change_system(request: HttpRequest, row_id: uuid.UUID) -> HttpResponse:
    actor, row = administrator(request), selectors.system(row_id)
    if row is None:
        raise Http404
    return _form(request, actor, _system_input(request, row), row)


@require_http_methods(["GET", "HEAD", "POST"])
def change_app(request: HttpRequest, row_id: uuid.UUID) -> HttpResponse:
    actor, row = administrator(request), selectors.app(row_id)
    if row is None:
        raise Http404
    return _form(request, actor, AppInput(NewApp.of(row), _sent(request)), row)


def _form(
    request: HttpRequest, actor: Actor, form: SystemInput | AppInput, row: Registered | None
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        words = form.cleaned_data["words"]
        try:
            if row is None:
                made = services.propose_new(actor, form.wanted(), words)
            else:
                made = services.propose_change(actor, row, form.wanted(), words)
        except services.Unchanged:
            form.add_error(None, _("Nothing is changed: everything is as it was."))
        except NotRegistered:
            form.add_error(None, _("This system is registered for that organisation already."))
        else:
            messages.success(request, _("The proposal waits for another administrator."))
            return redirect("systems:proposal", made.id)
    is_app = isinstance(form, AppInput)
    values = {
        "form": form,
        "is_app": is_app,
        "row": row,
        "back_url": url_of(row) if row else _list_url(is_app=is_app),
    }
    return render(request, "systems/form.html", values, status=422 if form.is_bound else 200)


def _system_input(request: HttpRequest, row: ApiClient | None) -> SystemInput:
    return SystemInput(
        [(each.organization_number or "", each.name) for each in directory.legal_entities()],
        settings.API_TOKENS["per_client"],
        NewSystem.of(row) if row else None,
        _sent(request),
    )


def _list_url(*, is_app: bool) -> str:
    return f"{reverse('systems:index')}?vis=apper" if is_app else reverse("systems:index")


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
