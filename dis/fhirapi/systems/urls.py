"""The addresses of the register of systems and apps."""

from django.urls import path

from fhirapi.systems import proposing, views

app_name = "systems"
urlpatterns = [
    path("systemer/", views.index, name="index"),
    path("systemer/nytt/", proposing.new_system, name="new-system"),
    path("systemer/ny-app/", proposing.new_app, name="new-app"),
    path("systemer/forslag/<uuid:proposal_id>/", views.proposal, name="proposal"),
    path("systemer/apper/<uuid:row_id>/", views.app, name="app"),
    path("systemer/apper/<uuid:row_id>/endre/", proposing.change_app, name="change-app"),
    path("systemer/<uuid:row_id>/", views.system, name="system"),
    path("systemer/<uuid:row_id>/endre/", proposing.change_system, name="change-system"),
]
