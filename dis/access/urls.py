"""The addresses of access."""

from django.urls import path

from access import duty_views, patient_views, views
from access.alerts.urls import alert_patterns
from access.reviews import views as reviews
from access.settings.urls import settings_patterns

app_name = "access"
urlpatterns = [
    path("administrasjon/oppbevaring/", duty_views.retention_page, name="retention"),
    path("innsyn/", patient_views.who_looked, name="who-looked"),
    path("innsyn/last-ned.csv", patient_views.who_looked_csv, name="who-looked-csv"),
    path("innsyn/last-ned.pdf", patient_views.who_looked_pdf, name="who-looked-pdf"),
    path("innsyn/dokument/<uuid:document_id>/", patient_views.document_log, name="document-log"),
    path("gjennomgang/", reviews.reviews, name="reviews"),
    path("gjennomgang/<uuid:review_id>/", reviews.review, name="review"),
    path("kliniker/pasient/finn/", views.find_patient, name="find-patient"),
    path("kliniker/enhet/", views.unit_list, name="unit-list"),
    path("kliniker/pasient/siste/", views.last_opened, name="last-opened"),
    path("kliniker/pasient/<uuid:patient_id>/apne/", views.open_record, name="open-record"),
    *alert_patterns,
    *settings_patterns,
]
