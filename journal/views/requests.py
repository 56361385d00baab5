"""What a citizen can ask about documents: to read one, to have it corrected or deleted, and to get
those that are not shown here."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from journal import origins, selectors
from journal.presenters import rows
from worklist import owners
from worklist import pages as asking
from worklist.codes import TaskCode

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
def ask_access(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    return _ask(request, document_id, TaskCode.ACCESS)


@require_http_methods(_METHODS)
def ask_correction(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    return _ask(request, document_id, TaskCode.CORRECTION)


@require_http_methods(_METHODS)
def ask_deletion(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    return _ask(request, document_id, TaskCode.DELETION)


@require_http_methods(_METHODS)
@pages.answers_refusals
def ask_missing(request: HttpRequest) -> HttpResponse:
    """Documents that the portal does not show: of places that the reader has been to come first."""
    patient_id = pages.own_patient_id(request)
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.JOURNAL, action=Action.LIST) as grant:
        numbers = origins.organization_numbers(grant)
    known = owners.by_numbers(numbers)
    here = owners.taking_requests()
    return asking.ask_for_missing(
        request,
        patient_id,
        [*(each for each in known if each in here), *(each for each in here if each not in known)],
        elsewhere=[(each.name, each.phone) for each in known if each not in here],
        back_url=rows.list_url(None),
    )


@pages.answers_refusals
def _ask(request: HttpRequest, document_id: uuid.UUID, code: TaskCode) -> HttpResponse:
    """About a document that the reader may see; any other is not there."""
    patient_id = pages.own_patient_id(request)
    kept = asking.kept(request, patient_id, code)
    if kept is not None:
        return kept
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.RECORD, action=Action.LIST) as grant:
        pages.need(grant, Kind.JOURNAL)
        pages.need(grant, Kind.TASK)
        document = selectors.document(grant, document_id)
        if document is not None:
            grant.note([selectors.listed(grant, document)])
            taken = asking.asked(grant, code, document_id)
    if document is None:
        raise Http404
    subject = asking.Subject(
        code=code,
        focus_type="DocumentReference",
        focus_id=document_id,
        focus_text=rows.name(document),
        place=document.organization_name,
        owner=owners.by_number(document.organization_number),
        back_url=reverse("journal:document", args=[document_id]),
        back_label=_("The document"),
        asked=taken,
    )
    return asking.ask(request, patient_id, subject)
