"""The addresses of the demo, which production does not have."""

from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [path("stil/", views.style, name="style")]
