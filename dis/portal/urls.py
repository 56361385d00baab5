"""The addresses of the frame. Norwegian words without special letters."""

from django.urls import path

from portal import views, whole

app_name = "portal"
urlpatterns = [
    path("", views.landing, name="landing"),
    path("start/", views.home, name="home"),
    path("hjem/", views.citizen_home, name="citizen-home"),
    path("kliniker/", views.practitioner_home, name="practitioner-home"),
    path("helse/", whole.own_health, name="own-health"),
    path("helse/tidslinje/", whole.own_timeline, name="own-timeline"),
    path("kliniker/pasient/<uuid:patient_id>/", whole.record, name="record"),
    path(
        "kliniker/pasient/<uuid:patient_id>/tidslinje/",
        whole.record_timeline,
        name="record-timeline",
    ),
    path("administrasjon/", views.administrator_home, name="administrator-home"),
    path("sprak/", views.choose_language, name="language"),
    path("hjelp/", views.help_page, name="help"),
    path("personvern/", views.privacy, name="privacy"),
    path("tilgjengelighet/", views.accessibility, name="accessibility"),
]
