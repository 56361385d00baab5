"""The addresses of journal documents."""

from django.urls import path

from journal import views

app_name = "journal"
urlpatterns = [
    path("journal/", views.patient_list, name="list"),
    path("journal/<uuid:document_id>/", views.patient_document, name="document"),
    path("journal/<uuid:document_id>/last-ned/", views.patient_download, name="download"),
    path("kliniker/pasient/<uuid:patient_id>/dokumenter/", views.record_list, name="record-list"),
    path(
        "kliniker/pasient/<uuid:patient_id>/dokumenter/<uuid:document_id>/",
        views.record_document,
        name="record-document",
    ),
    path(
        "kliniker/pasient/<uuid:patient_id>/dokumenter/<uuid:document_id>/last-ned/",
        views.record_download,
        name="record-download",
    ),
]
