"""Pages of critical information for those who treat: the list, and one piece with its history."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access import gate, pages
from access import received as received_rules
from access.actor import Actor
from access.clinician_rules import to_sign
from access.codes import Action, Audience, Kind
from access.grant import Grant, Item
from access.verdict import permit
from access.writing_here import Author
from common import clock
from summary import selectors, services
from summary.attempts import Attempt, attempt
from summary.codes import WRITTEN_HERE, Source
from summary.critical import beside, listing
from summary.inputs import JudgeInput
from summary.presenters import critical as presenters
from summary.views.sorts import SLUGS

Values = dict[str, Any]


@require_safe
@pages.answers_refusals
def critical(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """All there is, most dangerous first: who says it, when, and from what source."""
    actor = pages.practitioner(request)
    with gate.open_record(actor, patient_id, Kind.SUMMARY, action=Action.LIST) as grant:
        found = listing.listed(selectors.critical(grant), clock.today())
        note(grant, found)
        shown = presenters.rows(found, patient_id)
        values: Values = {
            **pages.banner(grant, withheld=0),
            **withheld(grant),
            "standing": [each for each in shown if each.applies],
            "is_contradicted": beside.contradict(
                each.entry.sort for each in found if each.entry.applies
            ),
            "past": [each for each in shown if not each.applies],
            "may_write": may_write(actor, grant),
            "sorts": [
                (sort.label, reverse("summary:critical-add", args=[patient_id, SLUGS[sort]]))
                for sort in WRITTEN_HERE
            ],
        }
    return render(request, "summary/critical.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@pages.answers_refusals
def item(request: HttpRequest, patient_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """One piece, its history, and what can be done about it."""
    actor, is_sent = pages.practitioner(request), request.method == "POST"
    form = JudgeInput(request.POST if is_sent else None)
    named = ("AllergyIntolerance", item_id)
    action = Action.WRITE if is_sent else Action.READ
    with gate.open_record(actor, patient_id, Kind.SUMMARY, action=action, item=named) as grant:
        tried = _judged(actor, grant, item_id, form)
        values = _values(actor, grant, item_id)
        if values is not None:
            values |= pages.banner(grant, withheld=0)
    if tried.is_done:
        messages.success(request, _DONE[form.cleaned_data["do"]]())
        return redirect("summary:critical", patient_id)
    if values is None:
        raise Http404
    values |= {"form": form, "is_stale": tried.is_late, "do": request.POST.get("do", "")}
    return render(request, "summary/critical_item.html", values, status=tried.status)


def may_write(actor: Actor, grant: Grant) -> bool:
    """Whether the gate would let this reader sign, on what the record is open now."""
    held = grant.attestation
    read = permit(Audience.CLINICIAN, ground=held.ground if held else "")
    return to_sign(actor.role.code if actor.role else "", read).is_permitted


def withheld(grant: Grant) -> Values:
    count = selectors.critical_withheld(grant)
    url = reverse("access:open-record", args=[grant.patient_id]) if count else ""
    return {"withheld_count": count, "open_blocked_url": url}


def note(grant: Grant, found: list[listing.Listed]) -> None:
    """What a list shows, with what is told of beside it."""
    for each in found:
        kept = [each.kept, *([each.about.kept] if each.about else [])]
        selectors.note(grant, kept)


def _values(actor: Actor, grant: Grant, item_id: uuid.UUID) -> Values | None:
    found = listing.listed(selectors.critical(grant), clock.today())
    one = next((each for each in found if each.kept.id == item_id), None)
    if one is None:
        grant.note([Item("AllergyIntolerance", item_id, 0, grant.patient_id, "not-shown")])
        return None
    note(grant, [one])
    before = [
        each
        for each in selectors.former_versions(grant, one.kept)
        if selectors.shows_past(grant, received_rules.security(presenters.security_of(each)))
    ]
    return {
        "row": presenters.row(one, grant.patient_id, presenters.Places()),
        "versions": presenters.versions(before, clock.today()),
        "may_write": may_write(actor, grant),
        "is_confirmed": not presenters.is_presumed(one.entry),
        "sources": Source.choices,
        "correct_url": reverse("summary:critical-correct", args=[grant.patient_id, item_id]),
    }


def _judged(actor: Actor, grant: Grant, item_id: uuid.UUID, form: JudgeInput) -> Attempt:
    def write() -> None:
        given = form.cleaned_data
        source = Source(given["source"]) if given["source"] else None
        services.judge(
            grant,
            Author.of(actor),
            item_id=item_id,
            version=given["version"],
            judgement=services.Judgement(given["do"], source, given["reason"]),
        )

    return attempt(is_sent=form.is_bound, is_right=form.is_valid(), write=write)


_DONE = {
    "confirm": lambda: _("It is confirmed, with your name."),
    "refute": lambda: _("It is refuted, and no longer shown as something that applies."),
    "end": lambda: _("It is registered that it no longer applies."),
    "mistake": lambda: _("It is marked as registered by mistake."),
}
