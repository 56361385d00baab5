"""Former versions of a document, for the citizen and for the clinician."""

from __future__ import annotations

import uuid
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant
from journal import selectors, versions
from journal.presenters import documents
from journal.presenters import life as lives
from journal.presenters import rows as presenters
from journal.views import opening
from journal.views.shelf import Reader, banner, own

if TYPE_CHECKING:
    from journal.models import DocumentReference


@require_safe
def patient_versions(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    return _versions(request, own(request), document_id)


@require_safe
def patient_version(request: HttpRequest, document_id: uuid.UUID, number: int) -> HttpResponse:
    return _version(request, own(request), document_id, number)


@require_safe
def patient_download(request: HttpRequest, document_id: uuid.UUID, number: int) -> HttpResponse:
    return _download(request, own(request), document_id, number)


@require_safe
def record_versions(
    request: HttpRequest, patient_id: uuid.UUID, document_id: uuid.UUID
) -> HttpResponse:
    return _versions(request, Reader(patient_id, patient_id), document_id)


@require_safe
def record_version(
    request: HttpRequest, patient_id: uuid.UUID, document_id: uuid.UUID, number: int
) -> HttpResponse:
    return _version(request, Reader(patient_id, patient_id), document_id, number)


@require_safe
def record_download(
    request: HttpRequest, patient_id: uuid.UUID, document_id: uuid.UUID, number: int
) -> HttpResponse:
    return _download(request, Reader(patient_id, patient_id), document_id, number)


@pages.answers_refusals
def _versions(request: HttpRequest, reader: Reader, document_id: uuid.UUID) -> HttpResponse:
    actor = Actor.from_request(request)
    item = ("DocumentReference", document_id)
    values = None
    with gate.open_record(actor, reader.patient_id, Kind.JOURNAL, item=item) as grant:
        document = selectors.document(grant, document_id)
        if document is None:
            opening.note_missing(grant, document_id)
        else:
            found = versions.versions(grant, document)
            grant.note([selectors.listed(grant, each.document) for each in found])
            texts = {each.number: documents.status_text(each.document) for each in found}
            values = {
                **banner(reader, grant),
                "document": lives.link(document, reader.record_id),
                "versions": lives.version_rows(found, reader.record_id, texts),
                "is_restricted": selectors.opens_blocked(grant, document),
            }
    if values is None:
        raise Http404
    return render(request, "journal/versions.html", values)


@pages.answers_refusals
def _version(
    request: HttpRequest, reader: Reader, document_id: uuid.UUID, number: int
) -> HttpResponse:
    actor = Actor.from_request(request)
    item = ("DocumentReference", document_id)
    values = opened = None
    with gate.open_record(actor, reader.patient_id, Kind.JOURNAL, item=item) as grant:
        found = _found(grant, document_id, number)
        if found is None:
            opening.note_missing(grant, document_id)
        else:
            current, version = found
            opened = _opened(grant, current, version)
            grant.note([selectors.item(version.document, "shown")])
            is_blocked = selectors.opens_blocked(grant, current)
            values = {**banner(reader, grant), **_values(reader, version, opened, is_blocked)}
    if values is None or opened is None:
        raise Http404
    values["content"] = opened.content(values["document"].title, request)
    return render(request, "journal/version.html", values)


def _values(
    reader: Reader, version: versions.Version, opened: opening.Opened, is_blocked: bool
) -> dict[str, Any]:
    document = version.document
    url = lives.version_download_url(reader.record_id, document.id, version.number)
    page = documents.page(
        document,
        replaced_by_url="",
        size=opened.size,
        content_type=opened.found[1] if opened.found else document.content_type,
        is_citizen=reader.record_id is None,
    )
    return {
        "document": replace(page, is_restricted=page.is_restricted or is_blocked),
        "life": lives.of_version(document, is_withheld=opened.is_withheld),
        "number": version.number,
        "replaced_at": version.replaced_at,
        "document_url": presenters.document_url(reader.record_id, document.id),
        "versions_url": lives.versions_url(reader.record_id, document.id),
        "download_url": url if opened.found else "",
    }


@pages.answers_refusals
def _download(
    request: HttpRequest, reader: Reader, document_id: uuid.UUID, number: int
) -> HttpResponse:
    actor = Actor.from_request(request)
    item = ("DocumentReference", document_id)
    opened = version = None
    with gate.open_record(
        actor, reader.patient_id, Kind.JOURNAL, action=Action.DOWNLOAD, item=item
    ) as grant:
        found = _found(grant, document_id, number)
        if found is not None:
            current, version = found
            opened = _opened(grant, current, version)
        if opened is None or opened.is_empty:
            opening.note_missing(grant, document_id)
        elif version is not None:
            grant.note([selectors.item(version.document, "shown")])
    return opening.saved(
        opened,
        part=f"versjon-{number}",
        page=lives.version_url(reader.record_id, document_id, number),
    )


def _found(
    grant: Grant, document_id: uuid.UUID, number: int
) -> tuple[DocumentReference, versions.Version] | None:
    """The document of today and one of its versions: who may not see the first sees no other."""
    document = selectors.document(grant, document_id)
    if document is None:
        return None
    version = versions.version(grant, document, number)
    return (document, version) if version else None


def _opened(grant: Grant, current: DocumentReference, version: versions.Version) -> opening.Opened:
    """The bytes of a version. Of what was registered by mistake a citizen reads no version."""
    if opening.is_withheld(grant, current):
        return opening.Opened(version.document, None, is_withheld=True)
    if version.document is not current and selectors.opens_blocked(grant, current):
        grant.note([selectors.item(current, "unblocked")])
    return opening.opened(grant, version.document, partial(versions.content, grant, version))
