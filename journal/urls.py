"""The addresses of journal documents."""

from django.urls import path

from journal.views import (
    attachments,
    beside,
    lists,
    printing,
    reading,
    requests,
    saved,
    search,
    versions,
)

app_name = "journal"
_RECORD_DOCUMENT = "kliniker/pasient/<uuid:patient_id>/dokumenter/<uuid:document_id>/"
_OWN_VERSION = "journal/<uuid:document_id>/versjoner/<uuid:version_id>/"
_RECORD_VERSION = f"{_RECORD_DOCUMENT}versjoner/<uuid:version_id>/"
urlpatterns = [
    path("journal/", lists.patient_list, name="list"),
    path("journal/be-om-innsyn/", requests.ask_missing, name="ask-missing"),
    path("journal/<uuid:document_id>/be-om-innsyn/", requests.ask_access, name="ask-access"),
    path(
        "journal/<uuid:document_id>/be-om-retting/", requests.ask_correction, name="ask-correction"
    ),
    path("journal/<uuid:document_id>/be-om-sletting/", requests.ask_deletion, name="ask-deletion"),
    path("journal/skriv-ut/", printing.patient_print, name="print"),
    path("journal/<uuid:document_id>/", reading.patient_document, name="document"),
    path("journal/<uuid:document_id>/last-ned/", reading.patient_download, name="download"),
    path(
        "journal/<uuid:document_id>/vedlegg/<int:number>/",
        attachments.patient_attachment,
        name="attachment",
    ),
    path(
        "journal/<uuid:document_id>/vedlegg/<int:number>/last-ned/",
        attachments.patient_download,
        name="attachment-download",
    ),
    path("journal/<uuid:document_id>/versjoner/", versions.patient_versions, name="versions"),
    path(_OWN_VERSION, versions.patient_version, name="version"),
    path(
        f"{_OWN_VERSION}last-ned/",
        versions.patient_download,
        name="version-download",
    ),
    path(
        f"{_OWN_VERSION}vedlegg/<int:number>/",
        versions.patient_attachment,
        name="version-attachment",
    ),
    path(
        f"{_OWN_VERSION}vedlegg/<int:number>/last-ned/",
        versions.patient_attachment_download,
        name="version-attachment-download",
    ),
    path("journal/<uuid:document_id>/ulest/", beside.unread, name="unread"),
    path("kliniker/sok/", search.unit_search, name="unit-search"),
    path("kliniker/filtre/", saved.saved_filters, name="saved-filters"),
    path("kliniker/filtre/<uuid:filter_id>/", saved.saved_filter, name="saved-filter"),
    path("kliniker/pasient/<uuid:patient_id>/dokumenter/", lists.record_list, name="record-list"),
    path(
        "kliniker/pasient/<uuid:patient_id>/dokumenter/skriv-ut/",
        printing.record_print,
        name="record-print",
    ),
    path(
        "kliniker/pasient/<uuid:patient_id>/dokumenter/<uuid:document_id>/",
        reading.record_document,
        name="record-document",
    ),
    path(
        "kliniker/pasient/<uuid:patient_id>/dokumenter/<uuid:document_id>/last-ned/",
        reading.record_download,
        name="record-download",
    ),
    path(
        f"{_RECORD_DOCUMENT}vedlegg/<int:number>/",
        attachments.record_attachment,
        name="record-attachment",
    ),
    path(
        f"{_RECORD_DOCUMENT}vedlegg/<int:number>/last-ned/",
        attachments.record_download,
        name="record-attachment-download",
    ),
    path(f"{_RECORD_DOCUMENT}versjoner/", versions.record_versions, name="record-versions"),
    path(_RECORD_VERSION, versions.record_version, name="record-version"),
    path(
        f"{_RECORD_VERSION}last-ned/",
        versions.record_download,
        name="record-version-download",
    ),
    path(
        f"{_RECORD_VERSION}vedlegg/<int:number>/",
        versions.record_attachment,
        name="record-version-attachment",
    ),
    path(
        f"{_RECORD_VERSION}vedlegg/<int:number>/last-ned/",
        versions.record_attachment_download,
        name="record-version-attachment-download",
    ),
]
