"""Former versions of a document and their attachments, for the citizen and for the clinician."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant
from common import clock
from journal import attached, inputs, selectors, versions
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
def patient_version(
    request: HttpRequest, document_id: uuid.UUID, version_id: uuid.UUID
) -> HttpResponse:
    return _version(request, own(request), document_id, version_id)


@require_safe
def patient_download(
    request: HttpRequest, document_id: uuid.UUID, version_id: uuid.UUID
) -> HttpResponse:
    return _download(request, own(request), document_id, version_id)


@require_safe
def patient_attachment(
    request: HttpRequest, document_id: uuid.UUID, version_id: uuid.UUID, number: int
) -> HttpResponse:
    return _attachment(request, own(request), document_id, version_id, number)


@require_safe
def patient_attachment_download(
    request: HttpRequest, document_id: uuid.UUID, version_id: uuid.UUID, number: int
) -> HttpResponse:
    return _download(request, own(request), document_id, version_id, number)


@require_safe
def record_versions(
    request: HttpRequest, patient_id: uuid.UUID, document_id: uuid.UUID
) -> HttpResponse:
    return _versions(request, Reader(patient_id, patient_id), document_id)


@require_safe
def record_version(
    request: HttpRequest, patient_id: uuid.UUID, document_id: uuid.UUID, version_id: uuid.UUID
) -> HttpResponse:
    return _version(request, Reader(patient_id, patient_id), document_id, version_id)


@require_safe
def record_download(
    request: HttpRequest, patient_id: uuid.UUID, document_id: uuid.UUID, version_id: uuid.UUID
) -> HttpResponse:
    return _download(request, Reader(patient_id, patient_id), document_id, version_id)


@require_safe
def record_attachment(
    request: HttpRequest,
    patient_id: uuid.UUID,
    document_id: uuid.UUID,
    version_id: uuid.UUID,
    number: int,
) -> HttpResponse:
    return _attachment(request, Reader(patient_id, patient_id), document_id, version_id, number)


@require_safe
def record_attachment_download(
    request: HttpRequest,
    patient_id: uuid.UUID,
    document_id: uuid.UUID,
    version_id: uuid.UUID,
    number: int,
) -> HttpResponse:
    return _download(request, Reader(patient_id, patient_id), document_id, version_id, number)


@pages.answers_refusals
def _versions(request: HttpRequest, reader: Reader, document_id: uuid.UUID) -> HttpResponse:
    actor = Actor.from_request(request)
    item = ("DocumentReference", document_id)
    after, values = inputs.version_after(request.GET), None
    with gate.open_record(actor, reader.patient_id, Kind.JOURNAL, item=item) as grant:
        document = selectors.document(grant, document_id)
        known = _known(grant, document, after) if document else None
        if document is None or known is None:
            opening.note_missing(grant, document_id)
        else:
            grant.note([selectors.listed(grant, each.document) for each in known.versions])
            url = lives.versions_url(reader.record_id, document_id)
            values = {
                **banner(reader, grant),
                "document": lives.link(document, reader.record_id),
                "versions": lives.version_rows(known.versions, reader.record_id),
                "older_url": f"{url}?etter={known.versions[-1].id}" if known.more else "",
                "newest_url": url if after else "",
                "is_restricted": selectors.opens_blocked(grant, document),
            }
    if values is None:
        raise Http404
    return render(request, "journal/versions.html", values)


def _known(
    grant: Grant, document: DocumentReference, after: uuid.UUID | None
) -> versions.Known | None:
    return versions.after(grant, document, after) if after else versions.newest(grant, document)


@pages.answers_refusals
def _version(
    request: HttpRequest, reader: Reader, document_id: uuid.UUID, version_id: uuid.UUID
) -> HttpResponse:
    with _open(request, reader, document_id) as grant:
        values, opened = None, _taken(grant, document_id, version_id)
        if opened is not None:
            values = {**banner(reader, grant), **_values(reader, opened)}
    if values is None or opened is None:
        raise Http404
    values["content"] = opened.found.content(values["document"].title, request)
    return render(request, "journal/version.html", values)


@pages.answers_refusals
def _attachment(
    request: HttpRequest,
    reader: Reader,
    document_id: uuid.UUID,
    version_id: uuid.UUID,
    number: int,
) -> HttpResponse:
    with _open(request, reader, document_id) as grant:
        values, opened = None, _taken(grant, document_id, version_id, number)
        if opened is not None:
            values = {**banner(reader, grant), **_attachment_values(reader, opened, number)}
    if values is None or opened is None:
        raise Http404
    values["content"] = opened.found.content(values["attachment"].title, request)
    return render(request, "journal/attachment.html", values)


@pages.answers_refusals
def _download(
    request: HttpRequest,
    reader: Reader,
    document_id: uuid.UUID,
    version_id: uuid.UUID,
    number: int | None = None,
) -> HttpResponse:
    with _open(request, reader, document_id, Action.DOWNLOAD) as grant:
        opened = _taken(grant, document_id, version_id, number, is_saved=True)
    ids = (reader.record_id, document_id, version_id)
    return opening.saved(
        opened.found if opened else None,
        part=_part(opened.version, number) if opened else "",
        page=lives.version_attachment_url(*ids, number)
        if number is not None
        else lives.version_url(*ids),
    )


def _open(
    request: HttpRequest, reader: Reader, document_id: uuid.UUID, action: Action = Action.READ
) -> Grant:
    actor = Actor.from_request(request)
    item = ("DocumentReference", document_id)
    return gate.open_record(actor, reader.patient_id, Kind.JOURNAL, action=action, item=item)


@dataclass(frozen=True)
class _Taken:
    """A version, and its bytes or those of what is attached to it."""

    version: versions.Version
    found: opening.Opened
    is_blocked: bool


def _taken(
    grant: Grant,
    document_id: uuid.UUID,
    version_id: uuid.UUID,
    number: int | None = None,
    *,
    is_saved: bool = False,
) -> _Taken | None:
    """A version of what the reader may see today: who may not see that sees none of its past.

    The number is that of an attachment. The log is told what is shown, or that nothing is.
    """
    document = selectors.document(grant, document_id)
    version = versions.version(grant, document, version_id) if document else None
    found = _opened(grant, document, version, number) if document and version else None
    is_nothing = found is None or (found.is_empty and is_saved)
    if document is None or version is None or found is None or is_nothing:
        opening.note_missing(grant, document_id)
        return None
    if found.is_withheld or found.is_damaged:
        grant.note([selectors.item(version.document, "shown")])
    return _Taken(version, found, selectors.opens_blocked(grant, document))


def _opened(
    grant: Grant, current: DocumentReference, version: versions.Version, number: int | None
) -> opening.Opened | None:
    """Of what was registered by mistake a citizen reads no version, and nothing attached to one."""
    if number is not None and attached.attachment(version.document, number) is None:
        return None
    if opening.is_withheld(grant, current):
        return None if number else opening.Opened(version.document, None, is_withheld=True)
    if version.document is not current and selectors.opens_blocked(grant, current):
        grant.note([selectors.item(current, "unblocked")])
    read = partial(versions.attachment, number=number) if number else versions.content
    found = opening.opened(grant, version.document, partial(read, grant, version))
    return None if number and found.is_withheld else found


def _values(reader: Reader, taken: _Taken) -> dict[str, Any]:
    document, opened = taken.version.document, taken.found
    url = lives.version_download_url(reader.record_id, document.id, taken.version.id)
    page = documents.page(
        document,
        replaced_by_url="",
        size=opened.size,
        content_type=opened.found[1] if opened.found else document.content_type,
        is_citizen=reader.record_id is None,
    )
    return {
        "document": replace(page, is_restricted=page.is_restricted or taken.is_blocked),
        "life": lives.of_version(taken.version, reader.record_id, is_withheld=opened.is_withheld),
        "version": lives.version_row(taken.version, reader.record_id),
        "document_url": presenters.document_url(reader.record_id, document.id),
        "versions_url": lives.versions_url(reader.record_id, document.id),
        "download_url": url if opened.found else "",
    }


def _attachment_values(reader: Reader, taken: _Taken, number: int) -> dict[str, Any]:
    document = taken.version.document
    ids = (reader.record_id, document.id, taken.version.id)
    url = lives.version_attachment_download_url(*ids, number)
    return {
        "attachment": lives.attachment(document, number, url="", download_url=url),
        "document": replace(lives.link(document, reader.record_id), url=lives.version_url(*ids)),
        "version": lives.version_row(taken.version, reader.record_id),
        "document_url": presenters.document_url(reader.record_id, document.id),
        "download_url": url if taken.found.found else "",
    }


def _part(version: versions.Version, number: int | None) -> str:
    """What tells the file from that of the document: until when it was in force here."""
    at = version.replaced_at
    parts = [f"versjon-til-{at.astimezone(clock.OSLO):%Y-%m-%d-%H%M}"] if at else []
    return "-".join([*parts, *([f"vedlegg-{number}"] if number else [])])
