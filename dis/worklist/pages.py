"""The page on which a citizen asks for something; other apps call it with what it is about."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from access import gate
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant
from common import clock
from worklist import selectors, services
from worklist.codes import TaskCode
from worklist.inputs import WORDINGS, AboutInput, AskInput
from worklist.owners import Owner, taking_requests
from worklist.services import AlreadyAsked


@dataclass(frozen=True)
class Subject:
    """What is asked about, in the words the reader saw, and who must answer.

    `owner` is None where the directory does not know the place. `asked` is the reader's open
    request about the same. `about_person_id` may not answer what is asked about himself.
    """

    code: TaskCode
    focus_type: str
    focus_id: uuid.UUID
    focus_text: str
    place: str
    owner: Owner | None
    back_url: str
    back_label: str
    asked: uuid.UUID | None = None
    about_person_id: uuid.UUID | None = None

    @property
    def has_others_to_answer(self) -> bool:
        """Whether somebody answers there who is not the one it is about."""
        others = taking_requests(besides=self.about_person_id)
        return self.owner is not None and self.owner.id in {each.id for each in others}


def asked(grant: Grant, code: TaskCode, focus_id: uuid.UUID) -> uuid.UUID | None:
    """The reader's open request about the same; for a Grant that opens tasks."""
    found = selectors.open_task(grant, code, focus_id)
    return found.id if found else None


def kept(request: HttpRequest, patient_id: uuid.UUID, code: TaskCode) -> HttpResponse | None:
    """The answer to a form that was shown about another patient than the one it is sent about.

    Ask for it before anything is looked up: it is the same whether or not the patient of now has
    what the form is about, and it names nothing but what was typed.
    """
    form = AskInput(code, patient_id, data=request.POST)
    if request.method != "POST" or not form.is_about_another:
        return None
    return about_another(request, form, WORDINGS[code].title)


def about_another(request: HttpRequest, form: AboutInput, title: Any) -> HttpResponse:
    """What was typed, why it was not sent, and the way to the person that it is about."""
    return render(request, "worklist/kept.html", {"form": form, "title": title}, status=409)


def ask(request: HttpRequest, patient_id: uuid.UUID, subject: Subject) -> HttpResponse:
    """The form about one thing. Sent, it becomes a task and leads there; else it comes back with
    what was typed. Call it outside any Grant."""
    data = request.POST if request.method == "POST" else None
    form = AskInput(subject.code, patient_id, data=data)
    owner, taken = subject.owner, subject.asked
    can_ask = subject.has_others_to_answer
    if owner and can_ask and not taken and _is_ready(form):
        made = services.Request(
            code=subject.code,
            focus_type=subject.focus_type,
            focus_id=subject.focus_id,
            focus_text=subject.focus_text,
            owner=owner,
            key=form.cleaned_data["key"],
            description=form.cleaned_data["words"],
            about_person_id=subject.about_person_id,
        )
        try:
            return _sent(request, patient_id, made)
        except AlreadyAsked as before:
            taken = before.task_id
    values = {
        "subject": subject,
        "wording": WORDINGS[subject.code],
        "form": form,
        "asked": taken,
        "can_ask": can_ask,
    }
    return _page(request, "worklist/ask.html", values, form)


def ask_for_missing(
    request: HttpRequest,
    patient_id: uuid.UUID,
    owners: Sequence[Owner],
    *,
    elsewhere: Sequence[tuple[str, str]],
    back_url: str,
) -> HttpResponse:
    """The form for documents that are not shown here: whoever has them is chosen.

    `elsewhere` are places, with their telephone, that the reader knows and that answer elsewhere.
    """
    data = request.POST if request.method == "POST" else None
    form = AskInput(TaskCode.ACCESS, patient_id, owners, data)
    taken = None
    if owners and _is_ready(form):
        chosen = {str(each.id): each for each in owners}[form.cleaned_data["organization"]]
        made = services.Request(
            code=TaskCode.ACCESS,
            focus_type="Organization",
            focus_id=chosen.id,
            focus_text=_("Documents that are not shown here"),
            owner=chosen,
            key=form.cleaned_data["key"],
            description=form.cleaned_data["words"],
            period_text=form.cleaned_data["period"],
        )
        try:
            return _sent(request, patient_id, made)
        except AlreadyAsked as before:
            taken = before.task_id
    values = {
        "form": form,
        "asked": taken,
        "owners": owners,
        "elsewhere": elsewhere,
        "back_url": back_url,
    }
    return _page(request, "worklist/ask_missing.html", values, form)


def _is_ready(form: AskInput) -> bool:
    """Sent, without a fault, and about whom it was shown about."""
    return form.is_bound and not form.is_about_another and form.is_valid()


def _sent(request: HttpRequest, patient_id: uuid.UUID, made: services.Request) -> HttpResponse:
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.TASK, action=Action.WRITE) as grant:
        task = services.ask(grant, made)
        grant.note([selectors.item(task, "written")])
    messages.success(request, _("Your request is sent. You get the answer on this page."))
    return redirect("worklist:request", task.id)


def _page(
    request: HttpRequest, template: str, values: dict[str, Any], form: AskInput
) -> HttpResponse:
    values |= {"due_on": services.due_on(clock.today())}
    status = 409 if form.is_about_another else 422
    return render(request, template, values, status=status if form.is_bound else 200)
