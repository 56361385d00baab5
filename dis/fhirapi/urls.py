"""The addresses of the API: one view, which finds out what is asked."""

from django.urls import re_path

from fhirapi import views

app_name = "fhirapi"
urlpatterns = [
    re_path(r"^fhir/R4(?:/(?P<path>.*))?$", views.api, name="api"),
    re_path(r"^fhir(?:/.*)?$", views.nowhere, name="nowhere"),
]
