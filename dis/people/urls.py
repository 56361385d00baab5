"""The addresses of the directory."""

from django.urls import path

from people import views

app_name = "people"
urlpatterns = [path("administrasjon/enheter/", views.units, name="units")]
