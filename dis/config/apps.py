"""The app `config`: what happens once, when the portal starts."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import checks, declared, grants  # noqa: F401  # checks register themselves

        declared.hand_over()
        post_migrate.connect(grants.grant_application_role, sender=self)
