"""The summary as a page and a PDF: for the patient, and for who treats."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Audience, Kind
from access.grant import Grant
from summary.ips import making, presenters, printing
from summary.views.clinician import may_write


@require_safe
@pages.answers_refusals
def own(request: HttpRequest) -> HttpResponse:
    """What the patient's summary holds, as the patient sees it."""
    patient_id = pages.own_patient_id(request)
    with _opened(request, patient_id, Action.READ) as grant:
        pages.need(grant, Kind.SUMMARY)
        found = making.made(grant, _language(request))
        values = {"may_share": grant.audience is Audience.SELF}
    urls = {"own_url": reverse("ips:own"), "pdf_url": reverse("ips:own-pdf")}
    return render(request, "summary/ips/own.html", values | presenters.page(found, **urls))


@require_safe
@pages.answers_refusals
def own_pdf(request: HttpRequest) -> HttpResponse:
    return _pdf(request, pages.own_patient_id(request))


@require_safe
@pages.answers_refusals
def record(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """The same for who treats, in the record."""
    actor = pages.practitioner(request)
    with gate.open_record(actor, patient_id, Kind.RECORD, action=Action.READ) as grant:
        found = making.made(grant, _language(request))
        values = pages.banner(grant, withheld=0)
        values["may_write"] = may_write(actor, grant)
    urls = {
        "own_url": reverse("ips:record", args=[patient_id]),
        "pdf_url": reverse("ips:record-pdf", args=[patient_id]),
    }
    return render(request, "summary/ips/record.html", values | presenters.page(found, **urls))


@require_safe
@pages.answers_refusals
def record_pdf(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    return _pdf(request, patient_id)


def _pdf(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """The file; the log says that its reader took it away."""
    with _opened(request, patient_id, Action.DOWNLOAD) as grant:
        pages.need(grant, Kind.SUMMARY)
        found = making.made(grant, _language(request))
    with translation.override(found.language):
        data = printing.pdf_file(presenters.pdf(found))
        name = slugify(found.title)
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def _opened(request: HttpRequest, patient_id: uuid.UUID, action: Action) -> Grant:
    actor = Actor.from_request(request)
    return gate.open_record(actor, patient_id, Kind.RECORD, action=action)


def _language(request: HttpRequest) -> str:
    """The one that is chosen on the page; else the language that the reader reads everything in."""
    found = making.language_of(request.GET.get("sprak") or translation.get_language())
    if found is None:
        raise Http404
    return found
