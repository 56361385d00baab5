"""The addresses of the patient summary, and of the links to it."""

from django.urls import path

from summary.ips.views import foreign, opening, reading, sharing

app_name = "ips"
_RECORD = "kliniker/pasient/<uuid:patient_id>/oppsummering/"
urlpatterns = [
    path("oppsummering/", reading.own, name="own"),
    path("oppsummering/pdf/", reading.own_pdf, name="own-pdf"),
    path("oppsummering/lenker/", sharing.overview, name="links"),
    path("oppsummering/lenker/ny/", sharing.new, name="link-new"),
    path("oppsummering/fra-utlandet/", foreign.own, name="foreign-own"),
    path(_RECORD, reading.record, name="record"),
    path(f"{_RECORD}pdf/", reading.record_pdf, name="record-pdf"),
    path(f"{_RECORD}fra-utlandet/", foreign.record, name="foreign-record"),
    # Short: the whole link stands in a QR code.
    path("delt/", opening.viewer, name="viewer"),
    path("delt/<slug:secret>", opening.manifest, name="manifest"),
    path("delt/<slug:secret>/<str:ticket>", opening.file, name="file"),
]
