"""Pages of access for citizens: who has looked in the record, and who has read one document."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access import (
    describing,
    explaining,
    exports,
    gate,
    log_filters,
    looking,
    looking_pages,
    pages,
    seeing,
    selectors,
    telling,
)
from access.actor import Actor
from access.codes import Action, Audience, Kind
from access.decision import SYSTEMS
from access.grant import Grant
from access.log_filters import Asked
from access.looking import Choice
from access.telling import Look
from common.filter_bar import Filter
from common.typed import page_number

PAGE_SIZE = 50
PERSONS_ON_PAGE = 20


@require_safe
@pages.answers_refusals
def who_looked(request: HttpRequest) -> HttpResponse:
    patient_id = pages.own_patient_id(request)
    asked = log_filters.asked(request.GET)
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.LOG, action=Action.LIST) as grant:
        values = _GROUPED[asked.grouping](grant, asked, _page_number(request))
        filters = _filters(grant, asked)
    values |= {
        "asked": asked,
        "periods": log_filters.periods(asked),
        "groupings": log_filters.groupings(asked),
        "filters": filters,
        "in_force": log_filters.in_force(filters),
        "csv_url": asked.url("access:who-looked-csv"),
        "pdf_url": asked.url("access:who-looked-pdf"),
    }
    return render(request, "access/who_looked.html", values)


@require_safe
@pages.answers_refusals
def document_log(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """Who has been shown one thing that the reader may see; else like what is not there."""
    patient_id = pages.own_patient_id(request)
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.LOG, action=Action.LIST) as grant:
        name = describing.name(grant, document_id)
        values: dict[str, Any] = {"name": name}
        if name:
            choice = Choice(item_id=document_id, with_own=request.GET.get("egne") == "1")
            values |= _by_day(grant, choice, _page_number(request)) | {
                "with_own": choice.with_own,
                "document_url": describing.url(grant, document_id),
                "controller": seeing.controllers(grant, [document_id]).get(document_id, ""),
            }
    if not name:
        raise Http404
    return render(request, "access/document_log.html", values)


@require_safe
@pages.answers_refusals
def who_looked_csv(request: HttpRequest) -> HttpResponse:
    return _exported(request, exports.csv_file, "text/csv; charset=utf-8", "csv")


@require_safe
@pages.answers_refusals
def who_looked_pdf(request: HttpRequest) -> HttpResponse:
    return _exported(request, exports.pdf_file, "application/pdf", "pdf")


def looks(grant: Grant, since: datetime | None) -> list[Look]:
    """Who has looked, newest first, without the reader's own visits."""
    choice = telling.choice_for(grant, Choice(since=since))
    groups, _total = looking.groups(grant, choice)
    return telling.looks(grant, groups, choice)


def _exported(
    request: HttpRequest, write: exports.Writer, content_type: str, ending: str
) -> HttpResponse:
    """The rows of the page in a file; the log says that its reader took it away."""
    patient_id = pages.own_patient_id(request)
    asked = log_filters.asked(request.GET)
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.LOG, action=Action.DOWNLOAD) as grant:
        export = exports.gathered(
            grant,
            telling.choice_for(grant, asked.choice),
            most=exports.MOST[ending],
            patient_name=selectors.patient(grant).name,
            choices=log_filters.in_words(asked, _filters(grant, asked)),
        )
    # Made when the transaction is over: setting a long file takes its time.
    response = HttpResponse(write(export), content_type=content_type)
    name = f"innsynslogg-{export.made_at:%Y-%m-%d}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _by_day(grant: Grant, choice: Choice, number: int) -> dict[str, Any]:
    choice = telling.choice_for(grant, choice)
    found = _newest(grant, choice, number)
    if found.total and not found.groups:
        number = -(-found.total // PAGE_SIZE)
        found = _newest(grant, choice, number)
    rows = telling.looks(grant, found.groups, choice)
    page = _page(rows, number, found.total, PAGE_SIZE)
    return {"days": telling.by_day(rows), "page": page, "is_least": found.is_least}


def _newest(grant: Grant, choice: Choice, number: int) -> looking_pages.Newest:
    return looking_pages.newest(grant, choice, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)


def _days(grant: Grant, asked: Asked, number: int) -> dict[str, Any]:
    return _by_day(grant, asked.choice, number)


def _persons(grant: Grant, asked: Asked, number: int) -> dict[str, Any]:
    choice = telling.choice_for(grant, asked.choice)
    people, total = _people(grant, choice, number)
    if total and not people:
        number = -(-total // PERSONS_ON_PAGE)
        people, total = _people(grant, choice, number)
    rows = [
        {
            "person": each,
            "url": asked.url("access:who-looked", gruppe="", person=str(each.person_id or "")),
        }
        for each in telling.by_person(grant, people, choice)
    ]
    return {"persons": rows, "page": _page(rows, number, total, PERSONS_ON_PAGE)}


def _people(
    grant: Grant, choice: Choice, number: int
) -> tuple[list[tuple[looking_pages.Person, list[looking.Group]]], int]:
    offset, most = (number - 1) * PERSONS_ON_PAGE, telling.ROWS_OF_PERSON
    return looking_pages.people(grant, choice, limit=PERSONS_ON_PAGE, offset=offset, most=most)


def _systems(grant: Grant, asked: Asked, number: int) -> dict[str, Any]:
    """What the systems did. How often documents came in would tell of hidden ones; only the grown
    patient is told."""
    if grant.audience is not Audience.SELF:
        return {"system_words": explaining.systems(SYSTEMS), "page": _page([], 1, 0, PAGE_SIZE)}
    found, total = seeing.systems(
        grant, asked.choice, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE
    )
    return {
        "system_days": telling.by_system(found),
        "page": _page(found, number, total, PAGE_SIZE),
    }


_GROUPED = {"dag": _days, "person": _persons, "system": _systems}


def _filters(grant: Grant, asked: Asked) -> list[Filter]:
    return log_filters.selects(asked, *seeing.looked_from(grant, asked.choice.since))


def _page(rows: Sequence[Any], number: int, total: int, size: int) -> Page[Any]:
    paginator: Paginator[Any] = Paginator(range(total), size)
    return Page(rows, max(1, min(number, paginator.num_pages)), paginator)


def _page_number(request: HttpRequest) -> int:
    return min(page_number(request.GET), 10_000)
