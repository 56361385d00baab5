"""What is done with a system or an app, and the words for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Subject(models.TextChoices):
    SYSTEM = "system", _("System")
    APP = "app", pgettext_lazy("register", "App")


class Step(models.TextChoices):
    """What has happened; what takes nothing away, another administrator has to approve."""

    REGISTERED = "registered", pgettext_lazy("register", "Registered")
    CHANGED = "changed", _("Changed")
    RESUMED = "resumed", _("Opened again")
    SUSPENDED = "suspended", _("Stopped")
    NEW_SECRET = "new-secret", _("Got a new secret")
    ADDRESS = "address", _("Got an address to be told at")
    ADDRESS_REMOVED = "address-removed", _("Lost an address to be told at")


class Outcome(models.TextChoices):
    """What became of a proposal."""

    WAITING = "", _("Waits for approval")
    APPROVED = "approved", _("Approved")
    PUT_AWAY = "put-away", _("Put away")
