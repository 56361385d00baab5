"""Pages of what a citizen has asked: the list, one request, and a question about the log."""

import uuid
from tempfile import SpooledTemporaryFile
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access import asking as log_asking
from access import copies, exporting, gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant, Item
from common import clock
from common.typed import page_number
from worklist import inputs, owners, presenters, selectors, services
from worklist import pages as asking
from worklist.codes import TaskCode

PAGE_SIZE = 50
# More of a copy is kept in a file of the system, which nobody else can open.
_IN_MEMORY = 64 * 1024 * 1024


@require_safe
@pages.answers_refusals
def requests(request: HttpRequest) -> HttpResponse:
    patient_id = pages.own_patient_id(request)
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.TASK, action=Action.LIST) as grant:
        found = Paginator(selectors.own(grant), PAGE_SIZE).get_page(page_number(request.GET))
        tasks = list(found.object_list)
        grant.note([selectors.item(task, "listed") for task in tasks])
        rows = [presenters.own_summary(task) for task in tasks]
        page: Page[Any] = Page(rows, found.number, found.paginator)
    values = {"page": page, "ask_url": reverse("journal:ask-missing")}
    return render(request, "worklist/requests.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@pages.answers_refusals
def own_request(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    """One request: how far it has come, the answer; more can be written, or it is withdrawn."""
    if request.method == "POST":
        return _change(request, task_id)
    with _open(request, task_id, Action.READ) as grant:
        page = _page(grant, task_id, is_shown=request.method == "GET")
    if page is None:
        raise Http404
    values = {"page": page, "write_form": _empty(request)}
    return render(request, "worklist/request.html", values)


@require_safe
@pages.answers_refusals  # type: ignore[arg-type]  # a file is an answer too, of another class
def own_copy(request: HttpRequest, task_id: uuid.UUID) -> FileResponse:
    """A copy of everything that the reader may see, if it was granted on the request."""
    file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with _open(request, task_id, Action.DOWNLOAD) as grant:
        is_granted = copies.until(grant, task_id) is not None
        if not is_granted:
            grant.note([Item("Task", task_id, 0, grant.patient_id, "not-shown")])
    if not is_granted:
        raise Http404
    exporting.export_own(Actor.from_request(request), grant.patient_id, file)
    file.seek(0)
    name = f"kopi-{clock.today():%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
@pages.answers_refusals
def log_question(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """Ask about one row of one's own log."""
    patient_id = pages.own_patient_id(request)
    kept = asking.kept(request, patient_id, TaskCode.LOG_QUESTION)
    if kept is not None:
        return kept
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.LOG, action=Action.LIST) as grant:
        pages.need(grant, Kind.TASK)
        event = log_asking.event(grant, event_id)
        words = presenters.looked(event) if event else ""
        taken = asking.asked(grant, TaskCode.LOG_QUESTION, event_id) if event else None
    if event is None:
        raise Http404
    subject = asking.Subject(
        code=TaskCode.LOG_QUESTION,
        focus_type="AuditEvent",
        focus_id=event_id,
        focus_text=words,
        place=event.legal_entity_name,
        owner=owners.by_id(event.legal_entity_id),
        back_url=reverse("access:who-looked"),
        back_label=_("Who has looked"),
        asked=taken,
        about_person_id=event.person_id,
    )
    return asking.ask(request, patient_id, subject)


def _open(request: HttpRequest, task_id: uuid.UUID, action: Action) -> Grant:
    patient_id = pages.own_patient_id(request)
    actor = Actor.from_request(request)
    return gate.open_record(actor, patient_id, Kind.TASK, action=action, item=("Task", task_id))


def _page(grant: Grant, task_id: uuid.UUID, *, is_shown: bool) -> presenters.OwnPage | None:
    task = selectors.task(grant, task_id)
    if task is None:
        # The event named it before it was read; say that nothing was shown.
        grant.note([Item("Task", task_id, 0, grant.patient_id, "not-shown")])
        return None
    if is_shown:
        services.mark_read(grant, task)
    until = copies.until(grant, task_id)
    return presenters.own_page(task, selectors.history(grant, task_id), copy_until=until)


def _empty(request: HttpRequest) -> inputs.WriteInput:
    return inputs.WriteInput(pages.own_patient_id(request))


def _change(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    is_cancel = request.POST.get("do") == "cancel"
    form = inputs.WriteInput(pages.own_patient_id(request), request.POST)
    if form.is_about_another:
        title = _("Withdraw the request") if is_cancel else _("Write more")
        return asking.about_another(request, form, title)
    is_valid = is_cancel or form.is_valid()
    is_late = False
    with _open(request, task_id, Action.WRITE) as grant:
        try:
            if is_cancel:
                services.cancel(grant, task_id=task_id)
            elif is_valid:
                services.comment(grant, task_id=task_id, words=form.cleaned_data["words"])
        except services.Stale:
            is_late = True
        except services.NotThere:
            pass  # There is no page of it either.
        page = _page(grant, task_id, is_shown=not is_late)
    if page is None:
        raise Http404
    if is_valid and not is_late:
        messages.success(request, _("The request is withdrawn.") if is_cancel else _("It is sent."))
        return redirect("worklist:request", task_id)
    values = {
        "page": page,
        "write_form": form if not is_cancel else _empty(request),
        "is_late": is_late,
        "is_cancel": is_cancel,
        "form": form if not is_valid else None,
    }
    return render(request, "worklist/request.html", values, status=409 if is_late else 422)
