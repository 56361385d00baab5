"""The addresses of journal documents."""

from django.urls import path

from journal.views import lists, reading, requests

app_name = "journal"
urlpatterns = [
    path("journal/", lists.patient_list, name="list"),
    path("journal/be-om-innsyn/", requests.ask_missing, name="ask-missing"),
    path("journal/<uuid:document_id>/be-om-innsyn/", requests.ask_access, name="ask-access"),
    path(
        "journal/<uuid:document_id>/be-om-retting/", requests.ask_correction, name="ask-correction"
    ),
    path("journal/<uuid:document_id>/be-om-sletting/", requests.ask_deletion, name="ask-deletion"),
    path("journal/<uuid:document_id>/", reading.patient_document, name="document"),
    path("journal/<uuid:document_id>/last-ned/", reading.patient_download, name="download"),
    path("kliniker/pasient/<uuid:patient_id>/dokumenter/", lists.record_list, name="record-list"),
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
]
