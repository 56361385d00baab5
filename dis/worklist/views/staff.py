"""Pages of those who answer patients for an organisation: the queue, and one request."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access import copies, pages, unit
from access import selectors as access_selectors
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant, Item
from common.typed import page_number
from worklist import inputs, presenters, selectors, services

PAGE_SIZE = 50
Values = dict[str, Any]


@require_safe
@pages.answers_refusals
def queue(request: HttpRequest) -> HttpResponse:
    actor = Actor.from_request(request)
    chosen = inputs.queue(request.GET, _role_id(actor))
    patients = selectors.Patients(_role_id(actor), chosen)
    with unit.open_queue(actor, Kind.TASK, patients.of) as grant:
        found = Paginator(selectors.queued(grant, chosen), PAGE_SIZE).get_page(
            page_number(request.GET)
        )
        tasks = list(found.object_list)
        grant.note([selectors.item(task, "listed") for task in tasks])
        people = access_selectors.patients(grant)
        rows = [
            presenters.queue_row(task, people[task.patient_id], _role_id(actor)) for task in tasks
        ]
        page: Page[Any] = Page(rows, found.number, found.paginator)
    values = {
        "page": page,
        "tabs": presenters.tabs(chosen),
        "filters": presenters.filters(chosen),
        "state": chosen.state,
        "is_filtered": bool(chosen.code),
        "owner_name": actor.role.legal_entity_name if actor.role else "",
        "withheld_count": patients.withheld_count,
    }
    return render(request, "worklist/queue.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@pages.answers_refusals
def task(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    """One request. Every press names the version that it saw; a stale one changes nothing."""
    actor = Actor.from_request(request)
    if request.method == "POST":
        return _work(request, actor, task_id)
    with _open(actor, task_id, Action.READ) as grant:
        page = _page(grant, actor, task_id)
    return _render(request, page, {}, status=200)


def _work(request: HttpRequest, actor: Actor, task_id: uuid.UUID) -> HttpResponse:
    do = request.POST.get("do", "")
    form = _FORMS[do](request.POST) if do in _FORMS else None
    is_valid = do in _STEPS and (form is None or form.is_valid())
    is_stale = False
    with _open(actor, task_id, Action.WRITE) as grant:
        if is_valid:
            try:
                _STEPS[do](grant, actor, task_id, form, inputs.version(request.POST))
            except services.Stale:
                is_stale = True
            except services.NotThere:
                pass  # There is no page of it either.
        page = _page(grant, actor, task_id)
    if page is None:
        raise Http404
    if is_valid and not is_stale:
        messages.success(request, _DONE[do]())
        return redirect("worklist:queue") if do == "answer" else redirect("worklist:task", task_id)
    values: Values = {"is_stale": is_stale, "form": form, f"{do}_form": form}
    return _render(request, page, values, status=409 if is_stale else 422)


def _render(
    request: HttpRequest, page: presenters.TaskPage | None, values: Values, *, status: int
) -> HttpResponse:
    if page is None:
        raise Http404
    forms_of_page: Values = {
        "answer_form": inputs.AnswerInput(auto_id="answer_%s"),
        "note_form": inputs.NoteInput(auto_id="note_%s"),
    }
    return render(
        request, "worklist/task.html", {"page": page} | forms_of_page | values, status=status
    )


def _open(actor: Actor, task_id: uuid.UUID, action: Action) -> Grant:
    patients = selectors.Patients(_role_id(actor), task_id=task_id)
    item = ("Task", task_id)
    return unit.open_queue_item(actor, Kind.TASK, patients.only, item=item, action=action)


def _page(grant: Grant, actor: Actor, task_id: uuid.UUID) -> presenters.TaskPage | None:
    found = selectors.task(grant, task_id)
    if found is None:
        # The event named it before it was read; say that nothing was shown.
        grant.note([Item("Task", task_id, 0, grant.patient_id, "not-shown")])
        return None
    events = selectors.history(grant, task_id)
    patient = access_selectors.patient(grant)
    may_give_copy = services.may_give_copy(services.Worker.of(actor), found)
    page = presenters.task_page(found, patient, events, _role_id(actor))
    return replace(page, may_give_copy=may_give_copy)


def _role_id(actor: Actor) -> uuid.UUID | None:
    return actor.role.id if actor.role else None


Form = forms.Form | None
Step = Callable[[Grant, Actor, uuid.UUID, Form, int], object]


def _answer(grant: Grant, actor: Actor, task_id: uuid.UUID, form: Form, version: int) -> None:
    given = form.cleaned_data if form else {}
    is_done = given["result"] == "complete"
    close = services.complete if is_done else services.reject
    worker = services.Worker.of(actor)
    done = close(grant, worker, task_id=task_id, version=version, words=given["words"])
    if is_done and given["copy"] and services.may_give_copy(worker, done):
        copies.give(
            grant,
            task_id=task_id,
            requester_id=done.requester_id,
            by_id=worker.person_id,
            by_name=worker.name,
        )


def _note(grant: Grant, actor: Actor, task_id: uuid.UUID, form: Form, version: int) -> None:
    words = form.cleaned_data["words"] if form else ""
    worker = services.Worker.of(actor)
    services.note(grant, worker, task_id=task_id, version=version, words=words)


def _take(grant: Grant, actor: Actor, task_id: uuid.UUID, form: Form, version: int) -> None:
    services.take(grant, services.Worker.of(actor), task_id=task_id, version=version)


def _hand_back(grant: Grant, actor: Actor, task_id: uuid.UUID, form: Form, version: int) -> None:
    services.hand_back(grant, services.Worker.of(actor), task_id=task_id, version=version)


_FORMS: dict[str, Callable[[Any], forms.Form]] = {
    "answer": lambda data: inputs.AnswerInput(data, auto_id="answer_%s"),
    "note": lambda data: inputs.NoteInput(data, auto_id="note_%s"),
}
_STEPS: dict[str, Step] = {
    "answer": _answer,
    "note": _note,
    "take": _take,
    "hand-back": _hand_back,
}
_DONE: dict[str, Callable[[], str]] = {
    "answer": lambda: _("The answer is sent. The patient sees it now."),
    "note": lambda: _("The note is saved."),
    "take": lambda: _("You have taken the request."),
    "hand-back": lambda: _("The request is back among those that nobody has taken."),
}
