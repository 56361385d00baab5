"""The addresses of the API: one view, which finds out what is asked."""

from django.urls import re_path

from fhirapi import views

app_name = "fhirapi"
urlpatterns = [
    # With the end of a line in it too: what is wrong with an address, the API says by itself.
    re_path(r"^fhir/R4(?:/(?P<path>[\s\S]*))?\Z", views.api, name="api"),
    re_path(r"^fhir(?:/[\s\S]*)?\Z", views.nowhere, name="nowhere"),
]
