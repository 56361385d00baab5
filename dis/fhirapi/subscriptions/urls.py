"""The addresses of administrators' pages about subscriptions."""

from django.urls import path

from fhirapi.subscriptions import views

app_name = "subscriptions"
urlpatterns = [
    path("systemer/abonnementer/", views.overview, name="overview"),
    path("systemer/abonnementer/<uuid:subscription_id>/", views.one, name="one"),
    path("systemer/<uuid:client_id>/endepunkter/", views.places, name="places"),
]
