"""The addresses of who may act for whom."""

from django.urls import path

from access.representation.views import citizen, clinician, helpline, policy

app_name = "representation"
urlpatterns = [
    path("fullmakt/", citizen.overview, name="overview"),
    path("fullmakt/gi/", citizen.give, name="give"),
    path("fullmakt/si-fra/", citizen.let_go, name="let-go"),
    path("hjelpetelefon/fullmakt/", helpline.overview, name="helpline"),
    path("hjelpetelefon/fullmakt/ny/", helpline.write_down, name="helpline-give"),
    path("hjelpetelefon/fullmakt/<uuid:setting_id>/", helpline.end, name="helpline-end"),
    path("kliniker/pasient/<uuid:patient_id>/representasjon/", clinician.assigned, name="assigned"),
    path("administrasjon/representasjon/", policy.index, name="policies"),
    path("administrasjon/representasjon/ny/", policy.propose, name="propose"),
    path("administrasjon/representasjon/<int:number>/", policy.version, name="policy"),
]
