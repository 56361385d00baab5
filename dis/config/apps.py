"""The app `config`: what happens once, when the portal starts."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        # checks register themselves; without celery, tasks would ring at the wrong door
        from config import celery, checks, declared, grants  # noqa: F401

        declared.hand_over()
        # Sent after all migrations, for each app that has models: one of them is enough.
        sender = apps.get_app_config("access")
        post_migrate.connect(grants.grant_application_role, sender=sender)
