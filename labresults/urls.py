"""Addresses of results. No address says what was measured of whom but by id."""

from django.urls import path

from labresults.views import deciding, own, record

app_name = "labresults"
_RECORD = "kliniker/pasient/<uuid:patient_id>/provesvar/"
urlpatterns = [
    path("provesvar/", own.index, name="own-results"),
    path("provesvar/verdi/", own.trend, name="own-trend"),
    path("provesvar/type/<slug:category>/", own.category, name="own-category"),
    path("provesvar/svar/<uuid:report_id>/", own.report, name="own-report"),
    path(_RECORD, record.table, name="record-table"),
    path(f"{_RECORD}utvikling/", record.trend, name="record-trend"),
    path(f"{_RECORD}rapporter/", record.reports_list, name="record-reports"),
    path(f"{_RECORD}rapporter/<uuid:report_id>/", record.report, name="record-report"),
    path(f"{_RECORD}rapporter/<uuid:report_id>/frigi/", record.release, name="record-release"),
    path("administrasjon/provesvar/", deciding.rules, name="rules"),
    path("administrasjon/provesvar/<slug:category>/", deciding.rule, name="rule"),
    path("administrasjon/provesvar-tekster/", deciding.texts, name="texts"),
    path("administrasjon/provesvar-tekster/<slug:key>/", deciding.text, name="text"),
]
