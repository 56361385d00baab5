"""The addresses of the API: one view, which finds out what is asked."""

from django.urls import re_path

from fhirapi import views

_THAT = r"\.well-known/smart-configuration\Z"
app_name = "fhirapi"
urlpatterns = [
    # All but one, which is told to apps without a question of who asks (fhirapi.smart.urls).
    # With the end of a line in it too: what is wrong with an address, the API says by itself.
    re_path(rf"^fhir/R4(?:/(?P<path>(?!{_THAT})[\s\S]*))?\Z", views.api, name="api"),
    re_path(rf"^fhir(?!/R4/{_THAT})(?:/[\s\S]*)?\Z", views.nowhere, name="nowhere"),
]
