"""The app `portal`: the frame around every page."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from portal.language import remember_at_sign_in

        user_logged_in.connect(remember_at_sign_in, dispatch_uid="portal.language")
