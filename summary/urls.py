"""The addresses of critical information and medicines."""

from django.urls import path

from summary.views import citizen, clinician, writing

app_name = "summary"
_RECORD = "kliniker/pasient/<uuid:patient_id>/kritisk/"
urlpatterns = [
    path("kritisk/", citizen.own_critical, name="own-critical"),
    path("kritisk/<uuid:item_id>/be-om-retting/", citizen.ask_correction, name="ask-correction"),
    path(_RECORD, clinician.critical, name="critical"),
    path(f"{_RECORD}ny/<slug:sort>/", writing.add, name="critical-add"),
    path(f"{_RECORD}<uuid:item_id>/", clinician.item, name="critical-item"),
    path(f"{_RECORD}<uuid:item_id>/rett/", writing.correct, name="critical-correct"),
]
