"""The addresses of messages, beside those of FHIR."""

from django.urls import path

from fhirapi.messages import views

app_name = "messages-in"
urlpatterns = [
    path("fhir/meldinger/", views.messages, name="messages"),
    path("fhir/meldinger/<uuid:report_id>", views.original, name="original"),
]
