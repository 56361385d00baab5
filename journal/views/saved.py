"""Filters that a clinician has given a name: saved, used, renamed and deleted. One's own only."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from access import pages
from journal import inputs, services
from journal.presenters import rows as presenters
from journal.services import CannotSave
from journal.views import asked

WORDS = "q"


@sensitive_post_parameters("name")
@require_http_methods(["GET", "HEAD", "POST"])
def saved_filters(request: HttpRequest) -> HttpResponse:
    """One's own filters; and by POST, the choice that a list has now, under a name."""
    person_id = _person_id(request)
    patient_id = _uuid((request.POST or request.GET).get("pasient", ""))
    if request.method == "POST":
        return _save(request, person_id, patient_id)
    values = {
        "saved": services.saved_filters(person_id),
        "most": services.MOST_FILTERS,
        "patient_id": patient_id,
        "back_url": presenters.list_url(patient_id) if patient_id else "",
    }
    return render(request, "journal/saved_filters.html", values)


@sensitive_post_parameters("name")
@require_POST
def saved_filter(request: HttpRequest, filter_id: uuid.UUID) -> HttpResponse:
    """Another name for it, or away with it."""
    saved = services.saved_filter(_person_id(request), filter_id)
    if saved is None:
        raise Http404
    if request.POST.get("do") == "delete":
        services.delete_filter(saved)
        messages.success(request, _("The filter “%(name)s” is deleted.") % {"name": saved.name})
    else:
        try:
            services.rename_filter(saved, request.POST.get("name", ""))
        except CannotSave as refusal:
            messages.error(request, _words(refusal))
        else:
            text = _("The filter is now called “%(name)s”.") % {"name": saved.name}
            messages.success(request, text)
    patient_id = _uuid(request.POST.get("pasient", ""))
    back = f"?{urlencode({'pasient': patient_id})}" if patient_id else ""
    return HttpResponseRedirect(reverse("journal:saved-filters") + back)


def applied(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse | None:
    """To the list as a saved filter wants it, where the address names one of the reader's own."""
    filter_id = _uuid(request.GET.get("filter", ""))
    hat = request.hat  # type: ignore[attr-defined]  # set by people.signin.middleware
    if filter_id is None or hat is None:
        return None
    saved = services.saved_filter(hat.person_id, filter_id)
    if saved is None:
        return None
    kept = {name: text for name, text in saved.query.items() if name in inputs.SAVED}
    if saved.query.get(WORDS):
        kept[asked.KEY] = asked.remember(request, saved.query[WORDS])
    return HttpResponseRedirect(presenters.list_url(patient_id, kept))


def _save(request: HttpRequest, person_id: uuid.UUID, patient_id: uuid.UUID | None) -> HttpResponse:
    query = inputs.kept(request.POST, inputs.SAVED)
    kept: dict[str, Any] = dict(query)
    key = request.POST.get(asked.KEY, "")
    words = asked.words_of(request, key)
    if words:
        query[WORDS], kept[asked.KEY] = words, key
    try:
        made = services.save_filter(person_id, request.POST.get("name", ""), query)
    except CannotSave as refusal:
        messages.error(request, _words(refusal))
    else:
        messages.success(request, _("The filter “%(name)s” is saved.") % {"name": made.name})
    if patient_id is None:
        return HttpResponseRedirect(reverse("journal:saved-filters"))
    return HttpResponseRedirect(presenters.list_url(patient_id, kept))


def _words(refusal: CannotSave) -> str:
    return {
        "too-many": _("You have as many filters as you can have. Delete one first."),
        "taken": _("You already have a filter with that name. Choose another."),
        "nameless": _("Give the filter a name."),
        "names-a-person": _("A national identity number cannot stand in a filter."),
    }[refusal.reason]


def _person_id(request: HttpRequest) -> uuid.UUID:
    pages.practitioner(request)
    person_id: uuid.UUID = request.hat.person_id  # type: ignore[attr-defined]  # by people.signin
    return person_id


def _uuid(value: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(value)
    except ValueError:
        return None
