"""The app `appointments`."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "appointments"
