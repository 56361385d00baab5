"""The addresses of journal documents."""

from django.urls import path

from journal.views import lists, reading

app_name = "journal"
urlpatterns = [
    path("journal/", lists.patient_list, name="list"),
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
