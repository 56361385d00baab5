"""Pages of medicines for those who treat: what is in use, and reconciling it over the sources."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant
from access.writing_here import Author
from summary import selectors
from summary.attempts import Attempt, attempt
from summary.medicines import inputs, keeping
from summary.medicines.shelf import Shelf, list_values, shelf
from summary.presenters import medicines as presenters
from summary.views.clinician import may_write

Values = dict[str, Any]


@require_safe
@pages.answers_refusals
def medicines(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    actor = pages.practitioner(request)
    with gate.open_record(actor, patient_id, Kind.SUMMARY, action=Action.LIST) as grant:
        values: Values = {
            **pages.banner(grant, withheld=selectors.medicines_withheld(grant)),
            **list_values(shelf(grant)),
            "may_write": may_write(actor, grant),
        }
    return render(request, "summary/medicines.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@pages.answers_refusals
def reconcile(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """Sources side by side. Signed only as a whole; what has changed meanwhile is shown first, and
    what was typed stays."""
    actor, is_sent = pages.practitioner(request), request.method == "POST"
    action = Action.WRITE if is_sent else Action.READ
    with gate.open_record(actor, patient_id, Kind.SUMMARY, action=action) as grant:
        if not may_write(actor, grant):
            raise Http404
        found = shelf(grant)
        typed = inputs.beginning(found.groups, found.number, found.content)
        if is_sent:
            typed = inputs.sent(request.POST, found.groups)
        tried = _signed(actor, grant, typed, found, is_sent=is_sent)
        values: Values = {
            **pages.banner(grant, withheld=selectors.medicines_withheld(grant)),
            **list_values(found),
            "number": found.number,
            "content": found.content,
        }
    if tried.is_done:
        messages.success(request, _("The list is signed, with your name."))
        return redirect("summary:medicines", patient_id)
    both = list(zip(values["rows"], typed.rows, strict=True))
    values |= {
        "both": both,
        "typed": typed,
        "errors": typed.errors if is_sent else [],
        "is_stale": tried.is_late,
        "choices": presenters.choices(),
    }
    return render(request, "summary/reconcile.html", values, status=tried.status)


def _signed(
    actor: Actor, grant: Grant, typed: inputs.Reconciled, found: Shelf, *, is_sent: bool
) -> Attempt:
    """That something has changed is told before what is wrong."""
    is_same = (typed.number, typed.content) == (found.number, found.content)

    def write() -> None:
        decided = inputs.lines(typed, found.groups, found.by_hand)
        number, content = typed.number, typed.content
        keeping.sign(grant, Author.of(actor), number=number, content=content, lines=decided)

    return attempt(is_sent=is_sent, is_right=not is_same or not typed.errors, write=write)
