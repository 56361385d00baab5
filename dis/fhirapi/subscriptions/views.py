"""Pages for administrators: which systems are told of what, what did not get through, and where
each system may be told."""

import uuid
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from access.actor import Actor
from common.typed import page_number
from fhirapi.subscriptions import changing, endpoints, presenters, selectors
from fhirapi.subscriptions.administering import logged
from fhirapi.subscriptions.codes import Cause
from fhirapi.subscriptions.inputs import EndpointInput
from fhirapi.systems import services
from fhirapi.systems.codes import Step
from fhirapi.systems.presenters import wish
from fhirapi.systems.selectors import waiting_about
from fhirapi.systems.views import administrator

PAGE_SIZE = 50


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All subscriptions, system by system. Counts and times only."""
    administrator(request)
    view = presenters.view_of(request.GET)
    found = Paginator(selectors.all_of(view), PAGE_SIZE).get_page(page_number(request.GET))
    shown = list(found.object_list)
    counts = selectors.counts(shown)
    rows = [presenters.row(each, counts.get(each.id)) for each in shown]
    page: Page[Any] = Page(rows, found.number, found.paginator)
    values = {
        "page": page,
        "tabs": presenters.tabs(view, selectors.faults()),
        "view": view,
    }
    return render(request, "subscriptions/overview.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, subscription_id: uuid.UUID) -> HttpResponse:
    """One subscription, with what was not delivered, and what can be done about it."""
    actor = administrator(request)
    if request.method == "POST":
        _do(request, actor, subscription_id)
        return redirect("subscriptions:one", subscription_id)
    found = selectors.one(subscription_id)
    if found is None:
        raise Http404
    counts = selectors.counts([found]).get(found.id)
    values = {
        "row": presenters.row(found, counts),
        "dead": [presenters.dead(each) for each in selectors.dead(found)],
        "most": selectors.MOST_DEAD,
    }
    return render(request, "subscriptions/one.html", values)


def _do(request: HttpRequest, actor: Actor, subscription_id: uuid.UUID) -> None:
    """Do what was pressed. What has changed meanwhile is said, and nothing is done twice."""
    if selectors.one(subscription_id) is None:
        raise Http404
    pressed = request.POST.get("do", "")
    do, count = _DOING.get(pressed), 0
    if do is not None:
        count = logged(actor, ("Subscription", subscription_id), partial(do, subscription_id))
    if count:
        messages.success(request, _told(pressed, count))
    else:
        messages.info(request, _("Nothing was done: it has changed since you opened the page."))


def _told(pressed: str, count: int) -> str:
    if pressed == "send-again":
        return _("The system is asked now whether it listens. Then all is sent that waits.")
    if pressed == "give-up":
        return ngettext(
            "%(count)s notification is given up. The system gets what came after it.",
            "%(count)s notifications are given up. The system gets what came after them.",
            count,
        ) % {"count": count}
    return _("The subscription is switched off. The system has to ask anew.")


_DOING: Mapping[str, Callable[[uuid.UUID], int]] = {
    "send-again": changing.send_again,
    "give-up": changing.give_up,
    "switch-off": partial(changing.switch_off, cause=Cause.STOPPED),
}


@require_http_methods(["GET", "HEAD", "POST"])
def places(request: HttpRequest, client_id: uuid.UUID) -> HttpResponse:
    """Where a system may be told, with a form for one more."""
    actor = administrator(request)
    client = selectors.client(client_id)
    if client is None:
        raise Http404
    form = EndpointInput()
    if request.method == "POST":
        if request.POST.get("do") == "remove":
            _remove(request, actor, client)
            return redirect("subscriptions:places", client_id)
        form = EndpointInput(request.POST)
        made = _propose(actor, client, form) if form.is_valid() else None
        if made is not None:
            messages.success(request, _("The proposal waits for another administrator."))
            return redirect("systems:proposal", made.id)
    found = endpoints.of_client(client.id)
    used = selectors.used(found)
    values = {
        "client": client,
        "places": [presenters.place(each, used.get(each.id, 0)) for each in found],
        "waiting": [wish(each) for each in waiting_about(client.id, step=Step.ADDRESS)],
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "subscriptions/places.html", values, status=status)


def _propose(actor: Actor, client: Any, form: EndpointInput) -> Any:
    """The proposal; None where the address may not be, which the form says."""
    try:
        return services.propose_address(actor, client, *form.values())
    except endpoints.NotRegistered as wrong:
        form.refuse(wrong.code)
        return None


def _remove(request: HttpRequest, actor: Actor, client: Any) -> None:
    try:
        endpoint_id = uuid.UUID(request.POST.get("endpoint", ""))
    except ValueError as error:
        raise Http404 from error
    if not services.remove_address(actor, client, endpoint_id):
        raise Http404
    messages.success(request, _("The address is removed. Nothing is sent there any more."))
