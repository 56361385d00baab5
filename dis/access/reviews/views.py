"""Pages of the privacy officer: which openings wait to be looked over, and one of them."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access import pages, selectors, unit
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant, Item
from access.reviews import deciding, inputs, presenters, queue, reading
from access.reviews.codes import ReviewStatus
from common.typed import page_number

PAGE_SIZE = 50
Values = dict[str, Any]


@require_safe
@pages.answers_refusals
def reviews(request: HttpRequest) -> HttpResponse:
    """The openings that wait. The list names no patient: whose record it was is seen, and logged,
    on the page of the one opening."""
    actor = Actor.from_request(request)
    wanted = inputs.wanted(request.GET)
    patients = queue.Patients(_role_id(actor), wanted)
    with unit.open_queue(actor, Kind.REVIEW, patients.of) as grant:
        found = Paginator(queue.reviews(grant, patients), PAGE_SIZE).get_page(
            page_number(request.GET)
        )
        rows = [presenters.row(each) for each in found.object_list]
        page: Page[Any] = Page(rows, found.number, found.paginator)
        people = queue.people(grant, patients)
    values = {
        "page": page,
        "tabs": presenters.tabs(wanted),
        "filters": presenters.filters(wanted, people),
        "state": wanted.state,
        "is_narrowed": wanted.is_narrowed,
        "all_url": presenters.more_url(wanted),
        "owner_name": actor.role.legal_entity_name if actor.role else "",
        "withheld_count": patients.withheld_count,
    }
    return render(request, "access/reviews.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@pages.answers_refusals
def review(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """One opening: what was stated, what was read, and the decision."""
    actor = Actor.from_request(request)
    if request.method == "POST":
        return _decide(request, actor, review_id)
    with _open(actor, review_id, Action.READ) as grant:
        page = _page(grant, review_id)
    return _render(request, page, {}, status=200)


def _decide(request: HttpRequest, actor: Actor, review_id: uuid.UUID) -> HttpResponse:
    form = inputs.DecideInput(request.POST)
    is_valid, is_stale = form.is_valid(), False
    with _open(actor, review_id, Action.WRITE) as grant:
        if is_valid:
            given = form.cleaned_data
            try:
                deciding.decide(
                    grant,
                    deciding.Reviewer.of(actor),
                    review_id=review_id,
                    version=given["version"],
                    status=ReviewStatus(given["status"]),
                    words=given["words"],
                )
            except deciding.Stale:
                is_stale = True
            except deciding.NotThere:
                pass  # There is no page of it either.
        page = _page(grant, review_id)
    if page is None:
        raise Http404
    if is_valid and not is_stale:
        messages.success(request, _("It is saved: %(what)s.") % {"what": page.row.status_text})
        return redirect("access:reviews")
    values = {"form": form, "is_stale": is_stale}
    return _render(request, page, values, status=409 if is_stale else 422)


def _render(
    request: HttpRequest, page: presenters.Page | None, values: Values, *, status: int
) -> HttpResponse:
    if page is None:
        raise Http404
    empty = inputs.DecideInput(initial={"version": page.version})
    return render(
        request, "access/review.html", {"page": page, "form": empty} | values, status=status
    )


def _open(actor: Actor, review_id: uuid.UUID, action: Action) -> Grant:
    patients = queue.Patients(_role_id(actor), review_id=review_id)
    item = ("AccessReview", review_id)
    return unit.open_queue_item(actor, Kind.REVIEW, patients.only, item=item, action=action)


def _page(grant: Grant, review_id: uuid.UUID) -> presenters.Page | None:
    found = queue.review(grant, review_id)
    if found is None:
        # The event named it before it was read; say that nothing was shown.
        grant.note([Item("AccessReview", review_id, 0, grant.patient_id, "not-shown")])
        return None
    patient = selectors.patient(grant)
    steps = queue.steps(grant, review_id)
    return presenters.page(found, patient, steps, reading.under(grant, found))


def _role_id(actor: Actor) -> uuid.UUID | None:
    return actor.role.id if actor.role else None
