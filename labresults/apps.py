"""The app `labresults`."""

from django.apps import AppConfig


class LabResultsConfig(AppConfig):
    name = "labresults"
