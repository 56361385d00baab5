"""The app `summary`."""

from django.apps import AppConfig


class SummaryConfig(AppConfig):
    name = "summary"
