"""The addresses of critical information and medicines."""

from django.urls import path

from summary.views import citizen, clinician, medicines, own_medicines, writing

app_name = "summary"
_RECORD = "kliniker/pasient/<uuid:patient_id>/kritisk/"
urlpatterns = [
    path("kritisk/", citizen.own_critical, name="own-critical"),
    path("kritisk/<uuid:item_id>/be-om-retting/", citizen.ask_correction, name="ask-correction"),
    path("legemidler/", own_medicines.own_medicines, name="own-medicines"),
    path("legemidler/legg-til/", own_medicines.add, name="own-medicine-add"),
    path("legemidler/<uuid:item_id>/fjern/", own_medicines.remove, name="own-medicine-remove"),
    path("kliniker/pasient/<uuid:patient_id>/legemidler/", medicines.medicines, name="medicines"),
    path(
        "kliniker/pasient/<uuid:patient_id>/legemidler/samstem/",
        medicines.reconcile,
        name="reconcile",
    ),
    path(_RECORD, clinician.critical, name="critical"),
    path(f"{_RECORD}ny/<slug:sort>/", writing.add, name="critical-add"),
    path(f"{_RECORD}<uuid:item_id>/", clinician.item, name="critical-item"),
    path(f"{_RECORD}<uuid:item_id>/rett/", writing.correct, name="critical-correct"),
]
