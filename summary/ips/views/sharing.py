"""The patient's links to the summary: all at a glance, a new one, and taking one back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from access import pages
from access.codes import Action
from access.settings import selectors as settings_selectors
from access.settings.desk import Desk, at_desk
from access.settings.inputs import PatientInput, setting_id
from access.settings.services import Hand, NotYours
from summary.ips.shl import links, presenters, selectors, services
from summary.ips.shl.inputs import LinkInput
from summary.ips.shl.services import Made

_ANY = ["GET", "HEAD", "POST"]


@require_http_methods(_ANY)
@at_desk
def overview(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The links, newest first, who has opened them, and a button to take one back."""
    is_sent = request.method == "POST"
    form = PatientInput(desk.patient_id, request.POST if is_sent else None)
    if is_sent and form.is_valid() and not form.is_about_another:
        link_id = setting_id(request.POST)
        with desk.grant(Action.WRITE) as grant:
            if link_id is not None:
                services.revoke(grant, Hand.of(desk.actor, grant), link_id)
        messages.success(request, _("The link is taken back. It opens nothing any more."))
        return redirect("ips:links")
    with desk.grant(Action.LIST) as grant:
        values: dict[str, Any] = {
            "patient": pages.patient_values(grant),
            "rows": presenters.rows(grant, selectors.links(grant)),
            "may_share": services.may_share(grant),
        }
    values |= {"form": form, "is_about_another": form.is_about_another}
    status = 409 if form.is_about_another else (422 if is_sent else 200)
    return render(request, "summary/ips/links.html", values, status=status)


@require_http_methods(_ANY)
@never_cache
@at_desk
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What whoever has link and passcode sees, and what the patient chooses; then the link, which
    is shown on this one answer and kept nowhere."""
    is_sent = request.method == "POST"
    form = LinkInput(desk.patient_id, request.POST if is_sent else None)
    if is_sent and form.is_valid() and not form.is_about_another:
        try:
            return _made(request, desk, form)
        except services.Repeated:
            messages.info(request, _("This link is made already. It is shown only once."))
            return redirect("ips:links")
        except services.TooMany:
            form.add_error(None, _("You have ten links that work. Take one back first."))
    with desk.grant(Action.LIST) as grant:
        if not services.may_share(grant):
            raise NotYours
        values: dict[str, Any] = {"patient": pages.patient_values(grant)}
        values["has_shut_out"] = bool(settings_selectors.current(grant).blocks)
    if not is_sent:
        form.initial["language"] = translation.get_language()
    values |= {"form": form, "is_about_another": form.is_about_another}
    status = 409 if form.is_about_another else (422 if is_sent else 200)
    return render(request, "summary/ips/link_new.html", values, status=status)


def _made(request: HttpRequest, desk: Desk, form: LinkInput) -> HttpResponse:
    wanted = form.wanted()
    with desk.grant(Action.WRITE) as grant:
        hand = Hand.of(desk.actor, grant)
        made = services.share(grant, hand, form.cleaned_data["form_id"], wanted)
    address = _address(made)
    values = {
        "link": address,
        "picture": links.picture(address),
        "label": wanted.label,
        "until": made.row.until,
        "openings": made.row.openings,
        "list_url": reverse("ips:links"),
    }
    return render(request, "summary/ips/link_made.html", values)


def _address(made: Made) -> str:
    """The name that whoever has the link sees says nothing of whom it is about."""
    with translation.override(made.row.language):
        label = _("Patient summary")
    return links.link(
        made.secret,
        bytes(made.row.salt),
        label=label,
        until=made.row.until,
        is_lasting=made.row.openings > 1,
    )
