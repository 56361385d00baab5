"""Addresses of what is measured already."""

from django.urls import path

from labresults.measured import views

app_name = "measured"
_RECORD = "kliniker/pasient/<uuid:patient_id>/provesvar/for-rekvirering/"
urlpatterns = [
    path(_RECORD, views.order_check, name="check"),
    path(f"{_RECORD}<uuid:result_id>/bruk/", views.use, name="use"),
    path("administrasjon/allerede-malt/", views.periods_list, name="periods"),
    path("administrasjon/allerede-malt/tall/", views.figures, name="figures"),
    path("administrasjon/allerede-malt/analyse/<slug:key>/", views.period, name="period"),
]
