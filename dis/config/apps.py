"""The app `config`: what happens once, when the portal starts."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401  # Registers the system checks.
        from config.grants import grant_application_role

        post_migrate.connect(grant_application_role, sender=self)
