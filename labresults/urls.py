"""Addresses of results. No address says what was measured of whom but by id."""

from django.urls import path

from labresults.views import deciding, files, own, record, versions

app_name = "labresults"
_RECORD = "kliniker/pasient/<uuid:patient_id>/provesvar/"
_REPORT = f"{_RECORD}rapporter/<uuid:report_id>/"
urlpatterns = [
    path("provesvar/", own.index, name="own-results"),
    path("provesvar/verdi/", own.trend, name="own-trend"),
    path("provesvar/type/<slug:category>/", own.category, name="own-category"),
    path("provesvar/svar/<uuid:report_id>/", own.report, name="own-report"),
    path("provesvar/svar/<uuid:report_id>/fil/<int:number>/", files.own_file, name="own-file"),
    path(
        "provesvar/svar/<uuid:report_id>/fil/<int:number>/last-ned/",
        files.own_download,
        name="own-file-download",
    ),
    path(_RECORD, record.table, name="record-table"),
    path(f"{_RECORD}utvikling/", record.trend, name="record-trend"),
    path(f"{_RECORD}rapporter/", record.reports_list, name="record-reports"),
    path(_REPORT, record.report, name="record-report"),
    path(f"{_REPORT}frigi/", record.release, name="record-release"),
    path(f"{_REPORT}fil/<int:number>/", files.record_file, name="record-file"),
    path(
        f"{_REPORT}fil/<int:number>/last-ned/", files.record_download, name="record-file-download"
    ),
    path(f"{_REPORT}versjoner/", versions.index, name="record-versions"),
    path(f"{_REPORT}versjoner/<int:number>/", versions.version, name="record-version"),
    path("administrasjon/provesvar/", deciding.rules, name="rules"),
    path("administrasjon/provesvar/<slug:category>/", deciding.rule, name="rule"),
    path("administrasjon/provesvar-tekster/", deciding.texts, name="texts"),
    path("administrasjon/provesvar-tekster/<slug:key>/", deciding.text, name="text"),
]
