"""Addresses of results. No address says what was measured of whom but by id."""

from django.urls import path

from labresults.views import record

app_name = "labresults"
_RECORD = "kliniker/pasient/<uuid:patient_id>/provesvar/"
urlpatterns = [
    path(_RECORD, record.table, name="record-table"),
    path(f"{_RECORD}utvikling/", record.trend, name="record-trend"),
    path(f"{_RECORD}rapporter/", record.reports_list, name="record-reports"),
    path(f"{_RECORD}rapporter/<uuid:report_id>/", record.report, name="record-report"),
]
