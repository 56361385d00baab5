"""The addresses of CDS Hooks, beside those of FHIR: their base URL is that of the API's door."""

from django.urls import path

from fhirapi.hooks import views

app_name = "hooks"
urlpatterns = [
    path("fhir/cds-services", views.discovery, name="discovery"),
    path("fhir/cds-services/<slug:service_id>", views.service, name="service"),
    path("fhir/cds-services/<slug:service_id>/feedback", views.feedback, name="feedback"),
]
