"""Addresses of results on their way in; none says anything of a patient."""

from django.urls import path

from labresults.intake import views

app_name = "intake"
urlpatterns = [
    path("prover-inn/", views.waiting_list, name="waiting"),
    path("prover-inn/koder/", views.unknown_codes, name="codes"),
    path("prover-inn/<uuid:waiting_id>/", views.one, name="one"),
    path(
        "kliniker/pasient/<uuid:patient_id>/provesvar/rapporter/<uuid:report_id>/melding/",
        views.original,
        name="original",
    ),
]
