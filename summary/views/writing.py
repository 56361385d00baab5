"""Pages on which a clinician writes critical information: something new, or what stands anew."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant, Item
from access.writing_here import Author
from common import clock
from summary import selectors, services
from summary.attempts import Attempt, attempt
from summary.codes import WRITTEN_HERE
from summary.critical import listing, substances
from summary.inputs import EntryInput
from summary.presenters import critical as presenters
from summary.views.clinician import may_write, note
from summary.views.sorts import BY_SLUG

_METHODS = ["GET", "HEAD", "POST"]
Values = dict[str, Any]


@require_http_methods(_METHODS)
@pages.answers_refusals
def add(request: HttpRequest, patient_id: uuid.UUID, sort: str) -> HttpResponse:
    actor, chosen = pages.practitioner(request), BY_SLUG.get(sort)
    with _open(request, actor, patient_id) as grant:
        if chosen not in WRITTEN_HERE or actor.person_id is None or not may_write(actor, grant):
            raise Http404
        person_id, form = actor.person_id, EntryInput(chosen, request.POST or None)

        def write() -> None:
            key = form.cleaned_data["key"]
            services.add(grant, Author.of(actor), person_id, form.draft(), key)

        tried = attempt(is_sent=form.is_bound, is_right=form.is_valid(), write=write)
        values: Values = {**pages.banner(grant, withheld=0), "sort_text": chosen.label}
    if tried.is_done:
        messages.success(request, _("It is registered, with your name."))
        return redirect("summary:critical", patient_id)
    return _page(request, form, values, tried)


@require_http_methods(_METHODS)
@pages.answers_refusals
def correct(request: HttpRequest, patient_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """What stands is changed. Where somebody else has changed it first nothing is written: the page
    shows how it stands now, and what was typed."""
    actor = pages.practitioner(request)
    with _open(request, actor, patient_id, item_id) as grant:
        found = listing.listed(selectors.critical(grant), clock.today())
        one = next((each for each in found if each.kept.id == item_id), None)
        if one is None or not may_write(actor, grant):
            grant.note([Item("AllergyIntolerance", item_id, 0, patient_id, "not-shown")])
            tried = None
        else:
            note(grant, [one])
            form = EntryInput(one.entry.sort, request.POST or None, one.entry, one.kept.version)

            def write() -> None:
                version, draft = form.cleaned_data["version"] or 0, form.draft()
                author = Author.of(actor)
                services.correct(grant, author, item_id=item_id, version=version, draft=draft)

            tried = attempt(is_sent=form.is_bound, is_right=form.is_valid(), write=write)
            if tried.is_late:
                typed = _newer(request.POST, one.kept.version)
                form = EntryInput(one.entry.sort, typed, one.entry, one.kept.version)
            values: Values = {
                **pages.banner(grant, withheld=0),
                "sort_text": one.entry.sort.label,
                "row": presenters.row(one, patient_id, presenters.Places()),
            }
    if tried is None:
        raise Http404
    if tried.is_done:
        messages.success(request, _("It is corrected, with your name."))
        return redirect("summary:critical", patient_id)
    return _page(request, form, values, tried)


def _open(
    request: HttpRequest, actor: Actor, patient_id: uuid.UUID, item_id: uuid.UUID | None = None
) -> Grant:
    action = Action.WRITE if request.method == "POST" else Action.READ
    item = ("AllergyIntolerance", item_id) if item_id else None
    return gate.open_record(actor, patient_id, Kind.SUMMARY, action=action, item=item)


def _newer(data: QueryDict, version: int) -> QueryDict:
    """The same words, to be sent again in the knowledge of how it stands now."""
    found = data.copy()
    found["version"] = str(version)
    return found


def _page(request: HttpRequest, form: EntryInput, values: Values, tried: Attempt) -> HttpResponse:
    patient_id = values["patient"]["id"]
    already = [patient_id, tried.already]
    values |= {
        "form": form,
        "is_stale": tried.is_late,
        "already_url": reverse("summary:critical-item", args=already) if tried.already else "",
        "substances": substances.CHOICES,
        "list_url": reverse("summary:critical", args=[patient_id]),
    }
    return render(request, "summary/critical_form.html", values, status=tried.status)
